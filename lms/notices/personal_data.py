"""What a person was told and how: for their download, and gone when they are forgotten."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.accounts.personal_data import Part, PersonalData, row_of
from lms.notices.models import Notice, NoticeChoice


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """Every notice there was, and when mails were wanted."""
    told = select(Notice).where(Notice.user_id == user_id, Notice.is_hidden.is_(False))
    shown = ("kind", "facts", "link", "created_at", "read_at")
    rows = [row_of(one, *shown) for one in session.scalars(told.order_by(Notice.id))]
    yield Part("notices", gettext("알림"), rows)
    chosen = select(NoticeChoice).where(NoticeChoice.user_id == user_id)
    rows = [row_of(one, "kind", "mail") for one in session.scalars(chosen)]
    yield Part("notice-choices", gettext("메일로 받기"), rows)


def erase(session: Session, user_id: int, _at: datetime) -> Iterable[str]:
    """Nobody is left to be told."""
    for table in (Notice, NoticeChoice):
        session.execute(delete(table).where(table.user_id == user_id))
    return ()


DATA = PersonalData(parts, erase)
