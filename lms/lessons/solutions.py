"""Pages for those who teach a run: what solves a lesson, and where it is read."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import clock
from lms.access import Actor, Permission, may
from lms.catalog.models import CourseRevision, SolutionBody
from lms.catalog.outline import OutlineLesson, OutlineUnit, outline_of
from lms.catalog.queries import is_name
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_by_slug, run_to_view
from lms.errors import NotFound
from lms.lessons.locks import refuse_locked
from lms.lessons.queries import LessonInRun, lesson_in


def solution_to_view(run_id: int, lesson_key: str) -> LessonInRun:
    """The solution with this key in a run; raises NotFound. For `guarded(load=…)`."""
    run = run_to_view(run_id)
    return solution_in(run, run.course.current_revision, lesson_key)


def solution_or_lesson(run_id: int, lesson_key: str) -> LessonInRun:
    """The solution with this key, else the lesson: the links of a solution lead to either."""
    run = run_to_view(run_id)
    for unit in outline_of(run.course.current_revision):
        for each in (*unit.solutions, *unit.lessons):
            if each.key == lesson_key:
                return _in_run(run, unit, each)
    raise NotFound


def solution_in(run: CourseRun, revision: CourseRevision | None, key: str) -> LessonInRun:
    """A solution of a revision, which has no neighbours; raises NotFound."""
    for unit in outline_of(revision):
        for each in unit.solutions:
            if each.key == key:
                return _in_run(run, unit, each)
    raise NotFound


def lesson_of_lab(session: Session, actor: Actor, run_slug: str, lesson_key: str) -> LessonInRun:
    """What the actor's lab asks for, a solution if they teach; raises NotFound if they may not."""
    if not is_name(run_slug):
        raise NotFound
    run = run_by_slug(session, run_slug)
    if may(actor, Permission.RUN_TEACH, run.scope):
        return solution_or_lesson(run.id, lesson_key)
    found = lesson_in(run, run.course.current_revision, lesson_key)
    if not may(actor, Permission.RUN_VIEW, found.scope):
        raise NotFound
    refuse_locked(session, actor, found.place, at=clock.now())
    return found


def is_solution(found: LessonInRun) -> bool:
    """Whether this is for those who teach."""
    return found.lesson in found.unit.solutions


def solutions_of(unit: OutlineUnit, lesson_key: str) -> tuple[OutlineLesson, ...]:
    """What solves a lesson of the unit."""
    return tuple(each for each in unit.solutions if each.solves == lesson_key)


def solution_body(session: Session, found: LessonInRun, language: str) -> SolutionBody:
    """The page of a solution in a language it exists in; raises NotFound."""
    body = session.scalar(
        select(SolutionBody).where(
            SolutionBody.revision_id == found.revision.id,
            SolutionBody.lesson_key == found.lesson.key,
            SolutionBody.language == language,
        )
    )
    if body is None:
        raise NotFound
    return body


def _in_run(run: CourseRun, unit: OutlineUnit, each: OutlineLesson) -> LessonInRun:
    revision = run.course.current_revision
    if revision is None:
        raise NotFound
    return LessonInRun(run, revision, unit, each, None, None)
