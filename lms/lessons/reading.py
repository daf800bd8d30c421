"""A reader at a lesson: all that its page needs to know of them, in one query."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import url_for
from sqlalchemy import BindParameter, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from lms import clock, db
from lms.access import Scope
from lms.catalog.models import Course, LessonBody, LessonQuiz
from lms.catalog.queries import is_name
from lms.enrollments.models import CourseRun
from lms.errors import NotFound
from lms.lessons.former import what_became_of
from lms.lessons.locks import LockedPlace, refuse_locked
from lms.lessons.models import LessonProgress
from lms.pacing.queries import is_paced
from lms.prepared import rows
from lms.programs.models import Cohort
from lms.web.guard import actor

VISIT_PAUSE = timedelta(minutes=10)
"""A lesson opened again within this time is the same visit, so nothing is written."""


class Place(NamedTuple):
    """A lesson of a revision in a run."""

    run_id: int
    revision_id: int
    lesson_key: str


@dataclass(frozen=True)
class Reading:
    """A lesson in a run, and how far the person of this request is in it."""

    run_id: int
    cohort_id: int
    campus_id: int
    course_id: int
    revision_id: int
    lesson_key: str
    has_quiz: bool
    opened_at: datetime | None
    done_at: datetime | None
    last_opened_at: datetime | None

    @property
    def scope(self) -> Scope:
        """A lesson belongs to its run."""
        return Scope(course_run_id=self.run_id, cohort_id=self.cohort_id, campus_id=self.campus_id)

    @property
    def is_done(self) -> bool:
        """Whether the person marked the lesson done."""
        return self.done_at is not None

    def is_same_visit(self, now: datetime) -> bool:
        """Whether the person has just been here, and nowhere else since."""
        return (
            self.opened_at is not None
            and self.opened_at == self.last_opened_at
            and now - self.opened_at < VISIT_PAUSE
        )


_PERSON: BindParameter[int] = bindparam("user_id")
_KEY: BindParameter[str] = bindparam("lesson_key")
_ANY = aliased(LessonProgress)
_LATEST = (
    select(func.max(_ANY.opened_at))
    .where(_ANY.user_id == _PERSON, _ANY.run_id == CourseRun.id)
    .correlate(CourseRun)
)
_UNIT = (
    select(LessonBody.unit_key)
    .where(LessonBody.revision_id == Course.current_revision_id, LessonBody.lesson_key == _KEY)
    .limit(1)
    .correlate(Course)
)
_HAS_QUIZ = (
    exists()
    .where(LessonQuiz.revision_id == Course.current_revision_id, LessonQuiz.lesson_key == _KEY)
    .correlate(Course)
)
_READING = (
    select(
        CourseRun.id,
        CourseRun.cohort_id,
        Cohort.campus_id,
        Course.id,
        Course.current_revision_id,
        _UNIT.scalar_subquery(),
        is_paced(CourseRun.id, _PERSON),
        _HAS_QUIZ,
        LessonProgress.opened_at,
        LessonProgress.done_at,
        _LATEST.scalar_subquery(),
    )
    .join(Cohort, Cohort.id == CourseRun.cohort_id)
    .join(Course, Course.id == CourseRun.course_id)
    .outerjoin(
        LessonProgress,
        and_(
            LessonProgress.run_id == CourseRun.id,
            LessonProgress.user_id == _PERSON,
            LessonProgress.lesson_key == _KEY,
        ),
    )
    .where(CourseRun.id == bindparam("run_id"))
)


def lesson_to_read(run_id: int, lesson_key: str) -> Reading:
    """The lesson as the person of this request finds it; raises NotFound, or Locked.

    For `guarded(load=…)`.
    """
    if not is_name(lesson_key):
        raise NotFound
    found = rows(_READING, user_id=actor().user_id, run_id=run_id, lesson_key=lesson_key)
    if not found or found[0][4] is None:
        raise NotFound
    run, cohort, campus, course, revision, unit, is_paced_run, has_quiz, *progress = found[0]
    reading = Reading(run, cohort, campus, course, revision, lesson_key, has_quiz, *progress)
    if unit is None:
        raise what_became_of(reading.scope, run, course, lesson_key)
    if is_paced_run:
        place = LockedPlace(reading.scope, run, course, revision, unit, lesson_key)
        refuse_locked(db.session(), actor(), place, at=clock.now())
    return reading


def languages_of(session: Session, reading: Reading) -> set[str]:
    """The languages the lesson exists in."""
    query = select(LessonBody.language).where(
        LessonBody.revision_id == reading.revision_id, LessonBody.lesson_key == reading.lesson_key
    )
    return set(session.scalars(query))


def is_other_page(session: Session, reading: Reading, language: str, page_id: int) -> bool:
    """Whether the lesson has another page in this language than the one a reader has."""
    query = select(LessonBody.page_id).where(
        LessonBody.revision_id == reading.revision_id,
        LessonBody.lesson_key == reading.lesson_key,
        LessonBody.language == language,
    )
    return session.scalar(query) != page_id


def address_of(run_id: int, lesson_key: str, asked: str | None = None) -> str:
    """Where a lesson of a run is read, if need be in a language that is asked for."""
    return url_for("lessons.lesson", run_id=run_id, lesson_key=lesson_key, lang=asked)
