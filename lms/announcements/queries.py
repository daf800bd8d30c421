"""Reading announcements."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from lms import clock, db
from lms.access import CITY, Actor, Permission, Role, ScopeKind, may
from lms.announcements.audience import is_for, is_of_city, people_of
from lms.announcements.models import Announcement, AnnouncementReading
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import runs_taught_by
from lms.errors import NotFound
from lms.programs.models import Campus, Cohort
from lms.programs.queries import campuses_of, cohorts_of
from lms.web.guard import actor
from lms.web.locale import by_name

PAGE_SIZE = 20
N_ON_HOME = 3


@dataclass(frozen=True)
class AnnouncementPage:
    """One page of announcements, with those the reader has opened."""

    announcements: list[Announcement]
    read: frozenset[int]
    page: int
    pages: int


@dataclass(frozen=True)
class Reach:
    """How far an announcement got: the names of those who have read it and those who have not."""

    read: list[str]
    unread: list[str]

    @property
    def n_people(self) -> int:
        """How many it is for."""
        return len(self.read) + len(self.unread)


def announcement_to_read(announcement_id: int) -> Announcement:
    """One that the present person may write or that is shown to them; raises NotFound."""
    found = announcement_to_change(announcement_id)
    if may(actor(), Permission.ANNOUNCE, found.scope):
        return found
    if not found.is_shown(clock.now()) or not is_in_audience(db.session(), actor(), found):
        raise NotFound
    return found


def announcement_to_change(announcement_id: int) -> Announcement:
    """The announcement with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(Announcement, announcement_id)
    if found is None:
        raise NotFound
    return found


def is_in_audience(session: Session, reader: Actor, announcement: Announcement) -> bool:
    """Whether the announcement is for this person, shown or not."""
    query = select(Announcement.id).where(Announcement.id == announcement.id, is_for(reader))
    return session.scalar(query) is not None


def shown_to(session: Session, reader: Actor, *, at: datetime, page: int) -> AnnouncementPage:
    """What the person sees now: pinned ones first, then the newest."""
    return _page(session, _shown(at) & is_for(reader), reader, page)


def newest_for(session: Session, reader: Actor, *, at: datetime) -> AnnouncementPage:
    """The few that the person's first page shows."""
    found = list(session.scalars(_in_order(_shown(at) & is_for(reader)).limit(N_ON_HOME)))
    return AnnouncementPage(found, _read_by(session, reader, found), 1, 1)


def shown_in_run(
    session: Session, run: CourseRun, reader: Actor, *, at: datetime, page: int
) -> AnnouncementPage:
    """What is told in a run; who may announce there sees what is planned or withdrawn, too."""
    condition = Announcement.run_id == run.id
    if not may(reader, Permission.ANNOUNCE, run.scope):
        condition = and_(condition, _shown(at))
    return _page(session, condition, reader, page)


def written_where(session: Session, writer: Actor, *, page: int) -> AnnouncementPage:
    """Every announcement at the places that an operator announces to."""
    return _page(session, _is_operated_by(writer), writer, page)


def places_for(session: Session, writer: Actor) -> list[Cohort | Campus | None]:
    """Where an operator may announce, the whole city (None) first."""
    places: list[Cohort | Campus | None] = [
        *campuses_of(session, writer),
        *cohorts_of(session, writer),
    ]
    return [None, *places] if may(writer, Permission.ANNOUNCE, CITY) else places


def n_readings(session: Session, announcements: Collection[Announcement]) -> Mapping[int, int]:
    """How many people have opened each."""
    query = (
        select(AnnouncementReading.announcement_id, func.count())
        .where(AnnouncementReading.announcement_id.in_([one.id for one in announcements]))
        .group_by(AnnouncementReading.announcement_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def reach_of(session: Session, announcement: Announcement) -> Reach:
    """Who of the present audience has read it."""
    people = people_of(session, announcement)
    query = select(AnnouncementReading.user_id).where(
        AnnouncementReading.announcement_id == announcement.id
    )
    readers = set(session.scalars(query))
    return Reach(
        sorted((name for key, name in people.items() if key in readers), key=by_name),
        sorted((name for key, name in people.items() if key not in readers), key=by_name),
    )


def untold(session: Session, *, at: datetime) -> list[int]:
    """Announcements whose time has come and whose audience has no notices yet."""
    query = select(Announcement.id).where(Announcement.told_at.is_(None), _shown(at))
    return list(session.scalars(query.order_by(Announcement.publish_at)))


def readable_ids(session: Session, reader: Actor, *, at: datetime) -> set[int]:
    """The ids of all that the person may open; the query twin of `announcement_to_read`."""
    taught = [run.id for run in runs_taught_by(session, reader)]
    condition = or_(
        and_(_shown(at), is_for(reader)),
        _is_operated_by(reader),
        Announcement.run_id.in_(taught),
    )
    return set(session.scalars(select(Announcement.id).where(condition)))


def _shown(at: datetime) -> ColumnElement[bool]:
    return and_(Announcement.withdrawn_at.is_(None), Announcement.publish_at <= at)


def _is_operated_by(writer: Actor) -> ColumnElement[bool]:
    if may(writer, Permission.ANNOUNCE, CITY):
        return or_(is_of_city(), ~is_of_city())
    operated = writer.scope_ids(Role.OPERATOR, ScopeKind.CAMPUS)
    cohorts = select(Cohort.id).where(Cohort.campus_id.in_(operated))
    return or_(
        Announcement.campus_id.in_(operated),
        Announcement.cohort_id.in_(cohorts),
        Announcement.run_id.in_(select(CourseRun.id).where(CourseRun.cohort_id.in_(cohorts))),
    )


def _page(
    session: Session, condition: ColumnElement[bool], reader: Actor, page: int
) -> AnnouncementPage:
    n_found = session.scalar(select(func.count(Announcement.id)).where(condition)) or 0
    pages = max(1, -(-n_found // PAGE_SIZE))
    page = min(max(page, 1), pages)
    query = _in_order(condition).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    found = list(session.scalars(query))
    return AnnouncementPage(found, _read_by(session, reader, found), page, pages)


def _in_order(condition: ColumnElement[bool]) -> Select[Announcement]:
    return (
        select(Announcement)
        .where(condition)
        .order_by(
            Announcement.is_pinned.desc(), Announcement.publish_at.desc(), Announcement.id.desc()
        )
    )


def _read_by(
    session: Session, reader: Actor, announcements: Collection[Announcement]
) -> frozenset[int]:
    if not announcements:
        return frozenset()
    query = select(AnnouncementReading.announcement_id).where(
        AnnouncementReading.user_id == reader.user_id,
        AnnouncementReading.announcement_id.in_([one.id for one in announcements]),
    )
    return frozenset(session.scalars(query))
