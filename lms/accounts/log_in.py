"""Logging in: a counted try, the same work for everyone, and a line in the audit trail."""

from datetime import datetime

from sqlalchemy.orm import Session

from lms import audit
from lms.accounts import throttle
from lms.accounts.models import User
from lms.accounts.passwords import hash_password, is_password, needs_new_hash
from lms.accounts.queries import user_by_email


def person_with_password(session: Session, email: str, password: str) -> User | None:
    """The person whose e-mail and password these are; costs the same when there is nobody."""
    user = user_by_email(session, email)
    is_right = is_password(user.password_hash if user else None, password)
    return user if user is not None and is_right and user.is_enabled else None


def record_log_in(
    session: Session, user: User, password: str, *, address: str | None, at: datetime
) -> None:
    """Note a log-in, forgive earlier tries and keep the password's hash up to date."""
    throttle.forgive(session, user.email, address)
    if user.password_hash and needs_new_hash(user.password_hash):
        user.password_hash = hash_password(password)
    audit.record(
        session,
        "session.begin",
        actor_id=user.id,
        subject=("user", user.id),
        at=at,
        address=address,
    )


def record_failure(session: Session, email: str, *, address: str | None, at: datetime) -> None:
    """Note a failed try; of an unknown address only that it was tried."""
    user = user_by_email(session, email)
    audit.record(
        session,
        "session.refuse",
        actor_id=None,
        subject=("user", user.id if user else 0),
        at=at,
        address=address,
    )
