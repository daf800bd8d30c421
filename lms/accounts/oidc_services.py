"""Grants, codes and tokens of the OpenID Connect provider, kept hashed and with an end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import audit, db
from lms.accounts.credentials import digest_of
from lms.accounts.models import User
from lms.accounts.oidc_models import OAuthGrant, OAuthToken

CODE_LIFETIME = timedelta(minutes=1)
ACCESS_LIFETIME = timedelta(minutes=30)
REFRESH_LIFETIME = timedelta(days=1)
GRANT_LIFETIME = timedelta(days=14)
# A Hub that died between receiving and storing a new pair asks again with the old one.
ROTATION_GRACE = timedelta(minutes=1)


@dataclass(frozen=True)
class Browser:
    """The browser session in which a person logged in: its key's digest and when that was."""

    key: str
    authenticated_at: datetime

    @classmethod
    def of(cls, session: Mapping[str, Any], *, at: datetime) -> "Browser":
        """Read what the log-in left in the session cookie."""
        seconds = session.get("logged_in_at")
        known = datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else at
        return cls(digest_of(str(session.get("session_key", ""))), known)


def begin_grant(
    session: Session,
    user: User,
    *,
    code: str,
    client_id: str,
    redirect_uri: str,
    scope: str,
    asked: Mapping[str, str],
    browser: Browser,
    at: datetime,
) -> OAuthGrant:
    """Let the person into the client: a code that it exchanges once within a minute."""
    grant = OAuthGrant(
        client_id=client_id,
        user_id=user.id,
        session_epoch=user.session_epoch,
        session_key=browser.key,
        scope=scope,
        redirect_uri=redirect_uri,
        nonce=asked.get("nonce"),
        code_digest=digest_of(code),
        code_challenge=asked["code_challenge"],
        code_challenge_method=asked["code_challenge_method"],
        code_expires_at=at + CODE_LIFETIME,
        authenticated_at=browser.authenticated_at,
        expires_at=at + GRANT_LIFETIME,
    )
    session.add(grant)
    audit.record(
        session,
        "oauth.grant",
        actor_id=user.id,
        subject=("user", user.id),
        at=at,
        client=client_id,
    )
    return grant


def code_to_use(session: Session, code: str, client_id: str, *, at: datetime) -> OAuthGrant | None:
    """The grant whose code this client may exchange now.

    A code that comes a second time has leaked, so everything it began ends.
    """
    grant = session.scalar(select(OAuthGrant).where(OAuthGrant.code_digest == digest_of(code)))
    if grant is None or grant.client_id != client_id:
        return None
    db.lock(session, grant)
    if grant.code_used_at is not None:
        _revoke(session, grant, "oauth.code_reuse", at=at)
        return None
    return grant if at < grant.code_expires_at and grant.is_live() else None


def save_tokens(
    session: Session, grant: OAuthGrant, token: Mapping[str, Any], *, at: datetime
) -> OAuthToken:
    """Keep the digests of a new pair; it never outlives the grant."""
    row = OAuthToken(
        grant=grant,
        scope=token["scope"],
        access_digest=digest_of(token["access_token"]),
        access_expires_at=min(at + ACCESS_LIFETIME, grant.expires_at),
        refresh_digest=digest_of(token["refresh_token"]),
        refresh_expires_at=min(at + REFRESH_LIFETIME, grant.expires_at),
    )
    session.add(row)
    return row


def token_to_refresh(
    session: Session, refresh_token: str, client_id: str, *, at: datetime
) -> OAuthToken | None:
    """The pair that this refresh token may renew now.

    A token that was exchanged longer ago than a moment has been copied, so
    everything of its grant ends.
    """
    query = select(OAuthToken).where(OAuthToken.refresh_digest == digest_of(refresh_token))
    token = session.scalar(query)
    if token is None or token.grant.client_id != client_id:
        return None
    db.lock(session, token.grant)
    session.refresh(token)
    if token.rotated_at is not None and at > token.rotated_at + ROTATION_GRACE:
        _revoke(session, token.grant, "oauth.refresh_reuse", at=at)
        return None
    return token if at < token.refresh_expires_at and token.grant.is_live() else None


def rotate_out(token: OAuthToken, *, at: datetime) -> None:
    """The pair has been exchanged for a new one; its access token ends now."""
    token.rotated_at = token.rotated_at or at
    token.access_expires_at = min(token.access_expires_at, at)


def person_of_access_token(session: Session, token: str, *, at: datetime) -> OAuthToken | None:
    """The live token pair with this access token."""
    found = session.scalar(select(OAuthToken).where(OAuthToken.access_digest == digest_of(token)))
    if found is None or at >= found.access_expires_at or not found.grant.is_live():
        return None
    return found


def _revoke(session: Session, grant: OAuthGrant, action: str, *, at: datetime) -> None:
    grant.revoked_at = grant.revoked_at or at
    audit.record(
        session,
        action,
        actor_id=None,
        subject=("user", grant.user_id),
        at=at,
        client=grant.client_id,
    )
