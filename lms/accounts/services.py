"""What can be done to people and their roles."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import audit
from lms.access import ROLE_SCOPES, Grant
from lms.accounts.models import RoleGrant, TextSize, Theme, User
from lms.accounts.passwords import hash_password
from lms.errors import Conflict, Invalid
from lms.web.locale import LANGUAGES, TIME_ZONES


class EmailTaken(Conflict):
    """Another person has this e-mail address."""

    code = "email_taken"


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    password: str | None,
    at: datetime,
    locale: str = "ko",
    by_id: int | None = None,
) -> User:
    """Add a person; without a password they set one by the reset mail."""
    address = email.strip().lower()
    if session.scalar(select(User.id).where(User.email == address)) is not None:
        raise EmailTaken(address)
    user = User(
        email=address,
        name=name.strip(),
        password_hash=hash_password(password) if password else None,
        locale=locale,
        created_at=at,
    )
    session.add(user)
    session.flush()
    audit.record(session, "user.create", actor_id=by_id, subject=("user", user.id), at=at)
    return user


def grant_role(
    session: Session, user: User, grant: Grant, *, at: datetime, by_id: int | None = None
) -> RoleGrant:
    """Give the person a role in a scope; giving it twice changes nothing."""
    if grant.scope_kind not in ROLE_SCOPES[grant.role]:
        raise Invalid(f"{grant.role} cannot be held in a {grant.scope_kind}")
    for held in user.role_grants:
        if (held.role, held.scope_kind, held.scope_id) == (
            grant.role,
            grant.scope_kind,
            grant.scope_id,
        ):
            return held
    row = RoleGrant(
        user=user,
        role=grant.role,
        scope_kind=grant.scope_kind,
        scope_key=grant.scope_id or 0,
        granted_at=at,
        granted_by_id=by_id,
    )
    session.add(row)
    session.flush()
    _audit_role(session, "role.grant", user, grant, at=at, by_id=by_id)
    return row


def revoke_role(
    session: Session, user: User, grant: Grant, *, at: datetime, by_id: int | None = None
) -> None:
    """Take the role away; taking away what is not held changes nothing."""
    for held in list(user.role_grants):
        if Grant(held.role, held.scope_kind, held.scope_id) == grant:
            user.role_grants.remove(held)
            session.delete(held)
            session.flush()
            _audit_role(session, "role.revoke", user, grant, at=at, by_id=by_id)


@dataclass(frozen=True)
class Profile:
    """What a person says about themselves."""

    name: str
    english_name: str
    locale: str
    time_zone: str


def change_profile(session: Session, user: User, wanted: Profile, *, at: datetime) -> None:
    """Change what a person may change about themselves; raises Invalid."""
    is_known = wanted.locale in LANGUAGES and wanted.time_zone in TIME_ZONES
    if not wanted.name.strip() or not is_known:
        raise Invalid("a name, a known language and a known time zone are needed")
    user.name, user.english_name = wanted.name.strip(), wanted.english_name.strip()
    user.locale, user.time_zone = wanted.locale, wanted.time_zone
    audit.record(session, "user.change", actor_id=user.id, subject=("user", user.id), at=at)


def change_appearance(user: User, *, theme: str, text_size: str) -> None:
    """Change how pages look to this person."""
    user.theme, user.text_size = Theme(theme), TextSize(text_size)


def choose_language(session: Session, user: User, locale: str, *, at: datetime) -> None:
    """Change the language that pages and mails have for this person; raises Invalid."""
    if locale not in LANGUAGES:
        raise Invalid("a known language is needed")
    user.locale = locale
    audit.record(session, "user.change", actor_id=user.id, subject=("user", user.id), at=at)


def _audit_role(
    session: Session, action: str, user: User, grant: Grant, *, at: datetime, by_id: int | None
) -> None:
    audit.record(
        session,
        action,
        actor_id=by_id,
        subject=("user", user.id),
        at=at,
        role=grant.role,
        scope_kind=grant.scope_kind,
        scope_id=grant.scope_id,
    )
