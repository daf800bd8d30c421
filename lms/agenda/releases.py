"""When units and lessons open, as entries of a calendar."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from flask_babel import gettext
from sqlalchemy.orm import Session

from lms.agenda.entries import Entry, EntryKind
from lms.enrollments.models import CourseRun
from lms.pacing.queries import openings_in
from lms.pacing.rules import WHOLE_RUN, Kind, Span, Target
from lms.pacing.words import Names, names_in
from lms.web.locale import in_language


def of_releases(session: Session, user_id: int, runs: Sequence[CourseRun]) -> Iterator[Entry]:
    """The moments at which parts of these runs open to the person, in two queries."""
    for run, units, openings in openings_in(session, user_id, runs):
        names = names_in(units)
        for target, at in openings:
            key = f"run-{run.id}-pace-{target.span}-{target.key}"
            title = gettext("열림: %(title)s", title=_name(run, target, names))
            yield Entry(key, EntryKind.OPENS, at, title, _link(run, target), run)


def _name(run: CourseRun, target: Target, names: Names) -> str:
    if target == WHOLE_RUN:
        return in_language(run.course.title)
    return names[Kind(target.span.value), target.key]


def _link(run: CourseRun, target: Target) -> str:
    if target.span is Span.LESSON:
        return f"/runs/{run.id}/lessons/{quote(target.key)}"
    return f"/runs/{run.id}"
