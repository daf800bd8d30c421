"""Switching a calendar feed on and off."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms import audit
from lms.accounts.credentials import digest_of, new_token
from lms.accounts.models import User
from lms.agenda.models import CalendarFeed


def renew_feed(session: Session, user_id: int, *, at: datetime) -> str:
    """The token of a new secret address; an earlier one is worth nothing from now on."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update())
    token = new_token()
    session.merge(CalendarFeed(user_id=user_id, digest=digest_of(token), made_at=at))
    audit.record(session, "calendar.renew", actor_id=user_id, subject=("user", user_id), at=at)
    return token


def switch_feed_off(session: Session, user_id: int, *, at: datetime) -> None:
    """Let the secret address lead nowhere; without one, nothing changes."""
    session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == user_id))
    audit.record(session, "calendar.off", actor_id=user_id, subject=("user", user_id), at=at)
