"""What an administrator does to accounts."""

from datetime import datetime

from sqlalchemy.orm import Session

from lms import audit, db, outbox
from lms.accounts import sessions
from lms.accounts.models import User

STOP_LAB_MESSAGE = "admin.stop_lab"


def stop_account(session: Session, person: User, *, at: datetime, by_id: int) -> None:
    """Stop an account and end its sessions; what the person did stays."""
    _switch(session, person, is_enabled=False, at=at, by_id=by_id)


def reopen_account(session: Session, person: User, *, at: datetime, by_id: int) -> None:
    """Let the person log in again."""
    _switch(session, person, is_enabled=True, at=at, by_id=by_id)


def _switch(session: Session, person: User, *, is_enabled: bool, at: datetime, by_id: int) -> None:
    db.lock(session, person)
    if person.is_enabled is is_enabled:
        return
    person.is_enabled = is_enabled
    person.session_epoch += 1
    sessions.end_all(session, person.id, at=at)
    if not is_enabled:
        outbox.put(session, STOP_LAB_MESSAGE, {"hub_name": person.hub_name}, at=at)
    action = "user.enable" if is_enabled else "user.disable"
    audit.record(session, action, actor_id=by_id, subject=("user", person.id), at=at)
