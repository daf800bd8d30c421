"""Reading people."""

from flask import g
from flask import session as cookie
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock, db
from lms.accounts.lab_tokens import user_of_lab_token
from lms.accounts.models import User
from lms.accounts.sessions import person_of_session

__all__ = ["all_users", "user_by_email", "user_of_lab_token", "user_of_session"]


def user_of_session(session_id: str) -> User | None:
    """The person a session cookie names, unless their sessions were ended since."""
    raw_id, _, raw_epoch = session_id.partition(":")
    if not (raw_id.isdecimal() and raw_epoch.isdecimal()):
        return None
    key = str(cookie.get("session_key", ""))
    found = person_of_session(db.session(), int(raw_id), key, at=clock.now())
    if found is None:
        return None
    user, browser = found
    if not user.is_enabled or user.session_epoch != int(raw_epoch):
        return None
    g.browser_session = browser
    g.user_id = user.id
    return user


def user_by_email(session: Session, email: str) -> User | None:
    """The person with this address, in any case of letters."""
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def all_users(session: Session) -> list[User]:
    """Everyone with an account, in the order they came."""
    return list(session.scalars(select(User).order_by(User.id)))
