"""Reading notices and choices."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from lms import db
from lms.errors import NotFound
from lms.notices.models import MailChoice, Notice, NoticeChoice, NoticeKind
from lms.notices.words import DEFAULTS
from lms.prepared import rows

PAGE_SIZE = 20
MOST_COUNTED = 100
_UNREAD = (
    select(Notice.id)
    .where(
        Notice.user_id == bindparam("user_id"),
        Notice.read_at.is_(None),
        Notice.is_hidden.is_(False),
    )
    .limit(MOST_COUNTED)
)
_N_UNREAD = select(func.count()).select_from(_UNREAD.subquery())


@dataclass(frozen=True)
class NoticePage:
    """One page of a person's notices, the newest first."""

    notices: list[Notice]
    page: int
    pages: int


def notice_to_open(notice_id: int) -> Notice:
    """The notice with this id; raises NotFound. For `guarded(load=…)`."""
    notice = db.session().get(Notice, notice_id)
    if notice is None or notice.is_hidden:
        raise NotFound
    return notice


def notices_of(session: Session, user_id: int, *, page: int) -> NoticePage:
    """A page of what the person was told; a page after the last is the last."""
    shown = (Notice.user_id == user_id, Notice.is_hidden.is_(False))
    n_notices = session.scalar(select(func.count()).select_from(Notice).where(*shown)) or 0
    pages = max(1, -(-n_notices // PAGE_SIZE))
    page = min(max(page, 1), pages)
    query = (
        select(Notice)
        .where(*shown)
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return NoticePage(list(session.scalars(query)), page, pages)


def n_unread(user_id: int) -> int:
    """How many notices the person has not read, counted no further than MOST_COUNTED."""
    n_notices: int = rows(_N_UNREAD, user_id=user_id)[0][0]
    return n_notices


def choices_of(session: Session, user_id: int) -> Mapping[NoticeKind, MailChoice]:
    """When the person gets each kind by mail."""
    query = select(NoticeChoice).where(NoticeChoice.user_id == user_id)
    return {**DEFAULTS, **{row.kind: row.mail for row in session.scalars(query)}}


def choices_for(
    session: Session, user_ids: Collection[int], kind: NoticeKind
) -> Mapping[int, MailChoice]:
    """What each of these people chose for this kind, or its default."""
    query = select(NoticeChoice).where(
        NoticeChoice.kind == kind, NoticeChoice.user_id.in_(user_ids)
    )
    chosen = {row.user_id: row.mail for row in session.scalars(query)}
    return {user_id: chosen.get(user_id, DEFAULTS[kind]) for user_id in user_ids}


def people_awaiting_digest(session: Session, *, before: datetime) -> list[int]:
    """Who has notices for the daily mail from before this moment."""
    query = (
        select(Notice.user_id)
        .where(Notice.waits_for_digest.is_(True), Notice.created_at < before)
        .distinct()
        .order_by(Notice.user_id)
    )
    return list(session.scalars(query))
