"""Changing a password, and setting a new one by mail."""

from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lms import audit, db, outbox
from lms.accounts import sessions
from lms.accounts.credentials import PasswordReset, digest_of, new_token
from lms.accounts.models import User
from lms.accounts.passwords import hash_password, is_password, weakness_of
from lms.accounts.queries import user_by_email
from lms.errors import Invalid, NotFound

RESET_MESSAGE = "accounts.password_reset"
RESET_LIFETIME = timedelta(hours=1)
MAX_RESETS_AN_HOUR = 5


def change_password(
    session: Session, user: User, *, old: str, new: str, at: datetime, address: str | None = None
) -> None:
    """Replace the person's own password; every session and token they had ends."""
    if not is_password(user.password_hash, old):
        raise Invalid(gettext("지금 쓰는 비밀번호가 아닙니다."))
    _set_password(session, user, new, at=at)
    _audit(session, "password.change", user, at=at, address=address)


def ask_for_reset(session: Session, email: str, *, at: datetime) -> None:
    """Have a mail sent if someone has this address; does the same work if nobody has.

    The worker finds the person and makes the token, so neither the answer nor
    its time depends on them, and no token lies in the outbox.
    """
    outbox.put(session, RESET_MESSAGE, {"email": email.strip().lower()}, at=at)


def issue_reset(session: Session, email: str, *, at: datetime) -> tuple[User, str] | None:
    """A person and the token for their mail; None for nobody, or for one asking too often."""
    user = user_by_email(session, email)
    if user is None or not user.is_enabled:
        return None
    if _n_recent(session, user, at=at) >= MAX_RESETS_AN_HOUR:
        return None
    token = new_token()
    session.add(
        PasswordReset(
            digest=digest_of(token), user_id=user.id, issued_at=at, expires_at=at + RESET_LIFETIME
        )
    )
    _audit(session, "password.reset_mail", user, at=at)
    return user, token


def find_reset(session: Session, token: str, *, at: datetime) -> PasswordReset | None:
    """The unused permission this token stands for."""
    query = select(PasswordReset).where(PasswordReset.digest == digest_of(token))
    reset = session.scalar(query)
    return reset if reset is not None and _is_live(reset, at=at) else None


def reset_password(
    session: Session, reset: PasswordReset, new: str, *, at: datetime, address: str | None = None
) -> User:
    """Set the new password, once; all sessions and other mails of the person end."""
    db.lock(session, reset)
    if not _is_live(reset, at=at):
        raise NotFound(gettext("이 링크는 이미 썼거나 시간이 지났습니다. 다시 요청해 주세요."))
    _set_password(session, reset.user, new, at=at)
    session.execute(
        update(PasswordReset)
        .where(PasswordReset.user_id == reset.user_id, PasswordReset.used_at.is_(None))
        .values(used_at=at)
    )
    _audit(session, "password.reset", reset.user, at=at, address=address)
    return reset.user


def _set_password(session: Session, user: User, new: str, *, at: datetime) -> None:
    weakness = weakness_of(new, email=user.email, name=user.name)
    if weakness:
        raise Invalid(weakness)
    db.lock(session, user)
    user.password_hash = hash_password(new)
    user.session_epoch += 1
    sessions.end_all(session, user.id, at=at)


def _is_live(reset: PasswordReset, *, at: datetime) -> bool:
    return reset.used_at is None and at < reset.expires_at and reset.user.is_enabled


def _n_recent(session: Session, user: User, *, at: datetime) -> int:
    recent = select(func.count(PasswordReset.id)).where(
        PasswordReset.user_id == user.id, PasswordReset.issued_at > at - RESET_LIFETIME
    )
    return session.scalar(recent) or 0


def _audit(
    session: Session, action: str, user: User, *, at: datetime, address: str | None = None
) -> None:
    audit.record(
        session, action, actor_id=user.id, subject=("user", user.id), at=at, address=address
    )
