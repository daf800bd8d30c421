"""A person's calendar feed: named in their download, switched off when they are forgotten."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.accounts.personal_data import Part, PersonalData, row_of
from lms.agenda.models import CalendarFeed


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """When the feed's secret address was made; the address itself is not kept."""
    made = select(CalendarFeed).where(CalendarFeed.user_id == user_id)
    rows = [row_of(one, "made_at") for one in session.scalars(made)]
    yield Part("calendar-feed", gettext("일정 구독 주소"), rows)


def erase(session: Session, user_id: int, _at: datetime) -> Iterable[str]:
    """The address leads nowhere any more."""
    session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == user_id))
    return ()


DATA = PersonalData(parts, erase)
