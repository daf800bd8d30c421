"""Reading class hours and what begins soon."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from lms import db
from lms.catalog.outline import lessons_of
from lms.enrollments.models import CourseRun
from lms.errors import NotFound
from lms.notebooks.queries import assignments_of_course
from lms.timetable.meetings import Meeting, meetings
from lms.timetable.models import ClassHour, RunTimetable
from lms.web.locale import TIME_ZONE

LEAD = timedelta(minutes=10)
"""So long before a class its labs are started."""


def hours_of(session: Session, run_ids: Collection[int]) -> list[ClassHour]:
    """The class hours of these runs in the order of the week, in one query."""
    query = (
        select(ClassHour)
        .options(joinedload(ClassHour.run))
        .where(ClassHour.run_id.in_(run_ids))
        .order_by(ClassHour.weekday, ClassHour.begins, ClassHour.id)
    )
    return list(session.scalars(query))


def starts_labs(session: Session, run_id: int) -> bool:
    """Whether labs are started before the run's classes."""
    timetable = session.get(RunTimetable, run_id)
    return timetable is None or timetable.starts_labs


def soon(session: Session, *, at: datetime) -> list[Meeting]:
    """The classes that begin within `LEAD` and for which labs are wanted and not yet asked."""
    first, last = (each.astimezone(TIME_ZONE).date() for each in (at, at + LEAD))
    on_day = [
        and_(
            ClassHour.weekday == on.weekday(),
            CourseRun.starts_on <= on,
            CourseRun.ends_on >= on,
            or_(ClassHour.labs_asked_on.is_(None), ClassHour.labs_asked_on < on),
        )
        for on in sorted({first, last})
    ]
    query = (
        select(ClassHour)
        .join(CourseRun, CourseRun.id == ClassHour.run_id)
        .join(RunTimetable, RunTimetable.run_id == ClassHour.run_id, isouter=True)
        .options(joinedload(ClassHour.run))
        .where(or_(*on_day), or_(RunTimetable.run_id.is_(None), RunTimetable.starts_labs))
        .order_by(ClassHour.id)
    )
    found = meetings(session.scalars(query), first, last)
    return [one for one in found if at < one.begins_at <= at + LEAD]


def has_labs(session: Session, run: CourseRun) -> bool:
    """Whether anything in the run's course is done in a lab."""
    lessons = lessons_of(run.course.current_revision)
    is_in_lessons = any(lesson.kind == "notebook" for lesson in lessons)
    return is_in_lessons or bool(assignments_of_course(session, run.course_id))


def hour_to_change(hour_id: int) -> ClassHour:
    """The class hour with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(ClassHour, hour_id)
    if found is None:
        raise NotFound
    return found
