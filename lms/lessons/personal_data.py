"""A person's way through the lessons, for their download."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.accounts.personal_data import Part, PersonalData, row_of
from lms.lessons.evidence import CellRun, QuizAnswer
from lms.lessons.models import LessonProgress


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """Every lesson the person opened."""
    query = select(LessonProgress).where(LessonProgress.user_id == user_id)
    rows = [
        {
            "course_run": seen.run.slug,
            "lesson": seen.lesson_key,
            "opened_at": seen.opened_at,
            "done_at": seen.done_at,
            "stopped_at_heading": seen.place,
        }
        for seen in session.scalars(query.order_by(LessonProgress.id))
    ]
    yield Part("lessons", gettext("강의 진도"), rows)
    yield Part("quiz-answers", gettext("강의 속 퀴즈 답"), _answers(session, user_id))
    yield Part("cell-runs", gettext("강의에서 실행한 코드 셀"), _cell_runs(session, user_id))


def erase(session: Session, user_id: int, _at: datetime) -> Iterable[str]:
    """What was answered and which cells were run goes, right or wrong stays.

    How many read a lesson or know it is a count.
    """
    for seen in session.scalars(select(LessonProgress).where(LessonProgress.user_id == user_id)):
        seen.place, seen.place_revision_id = "", None
    for answer in session.scalars(select(QuizAnswer).where(QuizAnswer.user_id == user_id)):
        answer.value = None
    session.execute(delete(CellRun).where(CellRun.user_id == user_id))
    return ()


DATA = PersonalData(parts, erase)


def _answers(session: Session, user_id: int) -> list[dict[str, object]]:
    query = select(QuizAnswer).where(QuizAnswer.user_id == user_id).order_by(QuizAnswer.id)
    shown = ("lesson_key", "quiz_key", "item_key", "number", "value", "outcome", "answered_at")
    return [
        {"course_run": each.run.slug, **row_of(each, *shown)} for each in session.scalars(query)
    ]


def _cell_runs(session: Session, user_id: int) -> list[dict[str, object]]:
    query = select(CellRun).where(CellRun.user_id == user_id).order_by(CellRun.id)
    shown = ("lesson_key", "cell", "n_runs", "is_changed", "first_ran_at", "last_ran_at")
    return [
        {"course_run": each.run.slug, **row_of(each, *shown)} for each in session.scalars(query)
    ]
