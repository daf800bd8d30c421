"""What an administrator does to accounts."""

from datetime import datetime

from sqlalchemy.orm import Session

from lms import audit
from lms.accounts.models import User


def switch_account(session: Session, person: User, *, at: datetime, by_id: int) -> None:
    """Stop an account and end its sessions, or open a stopped one again."""
    person.is_enabled = not person.is_enabled
    person.session_epoch += 1
    action = "user.enable" if person.is_enabled else "user.disable"
    audit.record(session, action, actor_id=by_id, subject=("user", person.id), at=at)
