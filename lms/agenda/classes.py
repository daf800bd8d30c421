"""The classes of the week as entries of a calendar."""

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import gettext
from sqlalchemy.orm import Session

from lms.agenda.entries import Entry, EntryKind
from lms.enrollments.models import CourseRun
from lms.timetable.meetings import meetings
from lms.timetable.queries import hours_of
from lms.web.locale import in_language


def of_classes(
    session: Session, runs: Sequence[CourseRun], first: date, last: date
) -> Iterator[Entry]:
    """Each class of these runs from one day to another, in one query."""
    hours = hours_of(session, [run.id for run in runs])
    for one in meetings(hours, first, last):
        run = one.hour.run
        yield Entry(
            f"run-{run.id}-class-{one.hour.id}-{one.on.isoformat()}",
            EntryKind.CLASS,
            one.begins_at,
            gettext("수업: %(title)s", title=in_language(run.course.title)),
            f"/runs/{run.id}",
            run,
            one.ends_at,
        )
