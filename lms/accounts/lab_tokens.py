"""Tokens that the Hub asks for when it starts a person's lab."""

import secrets
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms import clock, db
from lms.accounts.credentials import IssuedToken, LabToken, digest_of, new_token
from lms.accounts.models import User
from lms.errors import NotFound, NotLoggedIn
from lms.settings import Settings

LIFETIME = timedelta(hours=24)


def issue_lab_token(session: Session, user: User, *, at: datetime) -> IssuedToken:
    """A new token for the person's lab; earlier ones stay valid until they expire."""
    _forget_expired(session, user, at=at)
    token = new_token()
    row = LabToken(digest=digest_of(token), user_id=user.id, issued_at=at, expires_at=at + LIFETIME)
    session.add(row)
    return IssuedToken(token, row.expires_at)


def person_of_hub_name(session: Session, hub_name: str) -> User:
    """The person whom the Hub calls this; raises NotFound, also for disabled accounts."""
    digits = hub_name.removeprefix("u")
    is_name = hub_name.startswith("u") and digits.isascii() and digits.isdecimal()
    user = session.get(User, int(digits)) if is_name and len(digits) < 10 else None
    if user is None or not user.is_enabled or user.hub_name != hub_name:
        raise NotFound("no such person")
    return user


def hub_of_service_token(token: str) -> str:
    """`hub` if this is the Hub's own token; raises NotLoggedIn."""
    settings: Settings = current_app.extensions["settings"]
    expected = settings.secret("hub_service_token")
    if not secrets.compare_digest(token.encode(), expected.encode()):
        raise NotLoggedIn("this is not the Hub's token")
    return "hub"


def user_of_lab_token(token: str) -> User:
    """The person whose lab shows this token; raises NotLoggedIn."""
    query = (
        select(User)
        .join(LabToken, LabToken.user_id == User.id)
        .where(
            LabToken.digest == digest_of(token),
            LabToken.expires_at > clock.now(),
            User.is_enabled.is_(True),
        )
    )
    user = db.session().scalar(query)
    if user is None:
        raise NotLoggedIn("the lab's token is unknown or has expired")
    return user


def _forget_expired(session: Session, user: User, *, at: datetime) -> None:
    expired = delete(LabToken).where(LabToken.user_id == user.id, LabToken.expires_at <= at)
    session.execute(expired)
