"""Locks and rules in the words of a page."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from flask_babel import gettext
from sqlalchemy.orm import Session

from lms.catalog.outline import OutlineUnit
from lms.errors import Way
from lms.exams.queries import exams_of_course
from lms.notebooks.queries import assignments_of_course
from lms.pacing.rules import Facts, Kind, Lock, Prerequisite
from lms.web.locale import in_language, language, moment

Names = Mapping[tuple[str, str], str]
"""Titles by kind and key of what a prerequisite may name."""


def names_in(units: Iterable[OutlineUnit]) -> dict[tuple[str, str], str]:
    """The titles of units and lessons."""
    found: dict[tuple[str, str], str] = {}
    for unit in units:
        found[Kind.UNIT, unit.key] = in_language(unit.title)
        found |= {(Kind.LESSON, one.key): one.title(language()) for one in unit.lessons}
    return found


def names_of_works(session: Session, course_id: int) -> dict[tuple[str, str], str]:
    """The titles of a course's assignments and exams."""
    found: dict[tuple[str, str], str] = {
        (Kind.ASSIGNMENT, one.name): in_language(one.title)
        for one in assignments_of_course(session, course_id)
    }
    for exam in exams_of_course(session, course_id):
        if exam.current_revision is not None:
            found[Kind.EXAM, exam.key] = in_language(exam.current_revision.title)
    return found


def lock_words(lock: Lock, names: Names) -> str:
    """Why a lesson is not open, in one or two sentences."""
    words = []
    if lock.opens_at is not None:
        words.append(gettext("%(at)s에 열립니다.", at=moment(lock.opens_at)))
    if lock.lacking:
        first = ", ".join(prerequisite_words(one, names) for one in lock.lacking)
        words.append(gettext("먼저 마칠 것: %(first)s", first=first))
    return " ".join(words)


def prerequisite_words(wanted: Prerequisite, names: Names) -> str:
    """What must be done before, such as `‘첫 과제’ 60% 이상`."""
    name = names.get((wanted.kind, wanted.key), wanted.key)
    if wanted.percent:
        return str(gettext("‘%(name)s’ %(percent)s%% 이상", name=name, percent=wanted.percent))
    return f"‘{name}’"


def way_to(
    run_id: int, wanted: Prerequisite, facts: Facts, units: Iterable[OutlineUnit], names: Names
) -> Way | None:
    """Where a prerequisite is worked on: a work's page, or the first lesson that is not done."""
    name = names.get((wanted.kind, wanted.key))
    if name is None:
        return None
    if wanted.kind is Kind.ASSIGNMENT:
        return Way(name, f"/runs/{run_id}/assignments/{quote(wanted.key)}")
    if wanted.kind is Kind.EXAM:
        return Way(name, f"/runs/{run_id}/exams/{quote(wanted.key)}")
    lessons = [
        one
        for unit in units
        for one in unit.lessons
        if wanted.key == (unit.key if wanted.kind is Kind.UNIT else one.key)
        and one.key not in facts.done
    ]
    if not lessons:
        return None
    first = lessons[0]
    return Way(first.title(language()), f"/runs/{run_id}/lessons/{quote(first.key)}")
