"""What a person read and wrote: for their download; the readings go when they are forgotten."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.accounts.personal_data import Part, PersonalData, row_of
from lms.announcements.models import Announcement, AnnouncementReading


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """Which announcements were read when, and those the person wrote."""
    read = select(AnnouncementReading).where(AnnouncementReading.user_id == user_id)
    rows = [row_of(one, "announcement_id", "read_at") for one in session.scalars(read)]
    yield Part("announcements-read", gettext("읽은 공지"), rows)
    written = select(Announcement).where(Announcement.author_id == user_id)
    shown = ("title", "body", "created_at", "withdrawn_at")
    rows = [row_of(one, *shown) for one in session.scalars(written.order_by(Announcement.id))]
    yield Part("announcements-written", gettext("쓴 공지"), rows)


def erase(session: Session, user_id: int, _at: datetime) -> Iterable[str]:
    """Nobody remembers who read what; what was announced to others stays, without the name."""
    session.execute(delete(AnnouncementReading).where(AnnouncementReading.user_id == user_id))
    return ()


DATA = PersonalData(parts, erase)
