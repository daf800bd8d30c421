"""Where in a lesson a reader stopped: a heading, or the nearest before it that still exists."""

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from lms.catalog.models import LessonBody, LessonPage
from lms.lessons.models import LessonProgress
from lms.lessons.queries import LessonInRun, Progress

Headings = Sequence[Sequence[object]]
"""Level, id and title of each heading of a page, in order."""


def headings_of(session: Session, found: LessonInRun) -> set[str]:
    """The ids of the lesson's headings, in all its languages."""
    pages = _headings(session, {(found.revision.id, found.lesson.key)})
    return {str(one[1]) for page in pages.values() for headings in page for one in headings}


def places_to_resume(session: Session, progress: Mapping[int, Progress]) -> dict[int, str]:
    """The heading to go on at in the lesson that each run is resumed with, by run.

    No query while the lessons are as they were; else one for all runs.
    """
    found, changed = {}, {}
    for run_id, one in progress.items():
        lesson = one.resume
        row = one.rows.get(lesson.key) if lesson else None
        if row is None or not row.place:
            continue
        if row.place_revision_id == one.revision_id:
            found[run_id] = row.place
        elif one.revision_id is not None:
            changed[run_id] = (row, one.revision_id)
    return found | (_moved_places(session, changed) if changed else {})


def nearest(place: str, before: Sequence[Headings], now: Sequence[Headings]) -> str:
    """The place itself, else the nearest heading before it that a page has now; else the top.

    `before` and `now` are the headings of the lesson in each of its languages.
    """
    present = {str(one[1]) for headings in now for one in headings}
    if place in present:
        return place
    for headings in before:
        ids = [str(one[1]) for one in headings]
        if place in ids:
            passed = reversed(ids[: ids.index(place)])
            return next((one for one in passed if one in present), "")
    return ""


def _moved_places(
    session: Session, changed: Mapping[int, tuple[LessonProgress, int]]
) -> dict[int, str]:
    wanted = {
        (revision_id, row.lesson_key)
        for row, present in changed.values()
        for revision_id in (row.place_revision_id, present)
        if revision_id is not None
    }
    pages = _headings(session, wanted)
    places = {}
    for run_id, (row, present) in changed.items():
        now = pages.get((present, row.lesson_key), [])
        before = pages.get((row.place_revision_id or 0, row.lesson_key), [])
        places[run_id] = nearest(row.place, before, now)
    return {run_id: place for run_id, place in places.items() if place}


def _headings(
    session: Session, wanted: set[tuple[int, str]]
) -> dict[tuple[int, str], list[list[list[object]]]]:
    """The headings of lessons of revisions, a list a language."""
    conditions = [
        and_(LessonBody.revision_id == revision_id, LessonBody.lesson_key == key)
        for revision_id, key in wanted
    ]
    query = (
        select(LessonBody.revision_id, LessonBody.lesson_key, LessonPage.headings)
        .join(LessonPage, LessonPage.id == LessonBody.page_id)
        .where(or_(*conditions))
        .order_by(LessonBody.id)
    )
    found: dict[tuple[int, str], list[list[list[object]]]] = {}
    for revision_id, key, headings in session.execute(query):
        found.setdefault((revision_id, key), []).append(headings)
    return found
