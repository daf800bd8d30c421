"""Reading people."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.lab_tokens import user_of_lab_token
from lms.accounts.models import User

__all__ = ["all_users", "user_by_email", "user_of_lab_token"]


def user_by_email(session: Session, email: str) -> User | None:
    """The person with this address, in any case of letters."""
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def all_users(session: Session) -> list[User]:
    """Everyone with an account, in the order they came."""
    return list(session.scalars(select(User).order_by(User.id)))
