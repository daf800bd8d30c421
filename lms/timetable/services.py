"""Setting class hours, and asking for labs before a class; what people change is audited."""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from lms import audit, db
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import trainees_of
from lms.errors import Invalid
from lms.labs.services import want_labs
from lms.timetable.meetings import Meeting
from lms.timetable.models import ClassHour, RunTimetable
from lms.timetable.queries import has_labs, hours_of
from lms.timetable.words import hour_words

MOST_HOURS = 50


class Overlaps(Invalid):
    """The run has class at that time already."""

    code = "overlaps"


def add_hours(
    session: Session,
    run: CourseRun,
    weekdays: Collection[int],
    *,
    begins: time,
    ends: time,
    by_id: int,
    at: datetime,
) -> list[ClassHour]:
    """Have class at this time on each of these days of the week, or on none of them.

    Raises Invalid for an end that is not after the beginning, Overlaps for a time that is taken.
    """
    if ends <= begins:
        raise Invalid(gettext("끝나는 시각은 시작하는 시각보다 늦어야 합니다."))
    db.lock(session, run)
    present = hours_of(session, [run.id])
    for one in present:
        if one.weekday in weekdays and one.begins < ends and begins < one.ends:
            raise Overlaps(gettext("이미 있는 수업과 겹칩니다: %(hour)s", hour=hour_words(one)))
    if len(present) + len(weekdays) > MOST_HOURS:
        raise Invalid(gettext("수업 시간은 %(most)s개까지 정할 수 있습니다.", most=MOST_HOURS))
    made = [
        ClassHour(run=run, weekday=day, begins=begins, ends=ends) for day in sorted(set(weekdays))
    ]
    session.add_all(made)
    session.flush()
    for hour in made:
        _record(session, "timetable.add", run, by_id=by_id, at=at, **_facts(hour))
    return made


def remove_hour(session: Session, hour: ClassHour, *, by_id: int, at: datetime) -> None:
    """Have no class at this time any more."""
    _record(session, "timetable.remove", hour.run, by_id=by_id, at=at, **_facts(hour))
    session.delete(hour)


def set_starts_labs(
    session: Session, run: CourseRun, *, starts_labs: bool, by_id: int, at: datetime
) -> None:
    """Say whether labs are started before the run's classes."""
    db.lock(session, run)
    session.merge(RunTimetable(run_id=run.id, starts_labs=starts_labs))
    _record(session, "timetable.labs", run, by_id=by_id, at=at, starts_labs=starts_labs)


def ask_for_labs(session: Session, meeting: Meeting, *, at: datetime) -> int:
    """Ask for the labs of everybody who studies in the class, once; how many were asked for."""
    hour = session.get(
        ClassHour, meeting.hour.id, populate_existing=True, with_for_update={"of": [ClassHour]}
    )
    if hour is None or hour.labs_asked_on == meeting.on:
        return 0
    hour.labs_asked_on = meeting.on
    if not has_labs(session, hour.run):
        return 0
    people = [one.id for one in trainees_of(session, hour.run.cohort) if one.is_enabled]
    return want_labs(session, people, wanted_at=meeting.begins_at, at=at)


def _facts(hour: ClassHour) -> dict[str, object]:
    return {
        "weekday": hour.weekday,
        "begins": hour.begins.isoformat("minutes"),
        "ends": hour.ends.isoformat("minutes"),
    }


def _record(
    session: Session, action: str, run: CourseRun, *, by_id: int, at: datetime, **details: Any
) -> None:
    audit.record(session, action, actor_id=by_id, subject=("course_run", run.id), at=at, **details)
