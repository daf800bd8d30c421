"""Answering the questions of a lesson and running its cells: evidence that is only added."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessments import mark_item, sent_answer
from assessments.model import Scoring, WrongShape
from lms.errors import Conflict, Invalid, TooManyRequests
from lms.lessons.evidence import CellRun, QuizAnswer
from lms.lessons.queries import LessonInRun
from lms.lessons.quiz_queries import QuestionInLesson, is_all_right
from lms.lessons.services import mark_done
from lms.pacing.models import DoneBy
from lms.pacing.queries import done_by

ANSWERS_A_MINUTE = 30
MOST_TRIES = 200
MOST_CELLS = 5_000


class NotAnswered(StrEnum):
    """Why nothing was marked: the form was empty, or held what this kind of question cannot have."""

    EMPTY = "empty"
    SHAPE = "shape"


def answer_question(
    session: Session,
    user_id: int,
    asked: QuestionInLesson,
    fields: Mapping[str, Sequence[str]],
    *,
    at: datetime,
) -> QuizAnswer | NotAnswered:
    """Mark an answer and keep it beside the earlier ones; what is no answer is not kept."""
    item, form = asked.item, asked.form
    given = sent_answer(item, fields)
    try:
        mark = mark_item(item, given, form, Scoring())
    except WrongShape:
        return NotAnswered.SHAPE
    if mark.outcome == "unanswered":
        return NotAnswered.EMPTY
    _refuse_haste(session, user_id, at)
    answer = QuizAnswer(
        user_id=user_id,
        run_id=asked.found.run.id,
        revision_id=asked.found.revision.id,
        lesson_key=asked.found.lesson.key,
        quiz_key=asked.quiz.key,
        item_key=asked.item_key,
        number=_number(session, user_id, asked),
        value=given,
        outcome=mark.outcome,
        earned=mark.earned,
        answered_at=at,
    )
    try:
        with session.begin_nested():
            session.add(answer)
    except IntegrityError as error:
        raise Conflict(
            gettext("같은 문항의 답이 방금 저장되었습니다. 새로 고쳐 주세요.")
        ) from error
    return answer


def finish_if_all_right(
    session: Session, user_id: int, found: LessonInRun, *, at: datetime
) -> bool:
    """Mark the lesson done where the run lets quizzes do so and all are answered right."""
    if done_by(session, found.run.id) is not DoneBy.QUIZZES:
        return False
    if not is_all_right(session, user_id, found):
        return False
    mark_done(session, user_id, found, at=at)
    return True


def note_run(
    session: Session, user_id: int, found: LessonInRun, cell: int, *, is_changed: bool, at: datetime
) -> CellRun:
    """Note that the person ran this code cell of the lesson."""
    if not 1 <= cell <= MOST_CELLS:
        raise Invalid(gettext("그런 셀이 없습니다."))
    query = select(CellRun).where(
        CellRun.user_id == user_id,
        CellRun.run_id == found.run.id,
        CellRun.lesson_key == found.lesson.key,
        CellRun.cell == cell,
    )
    row = session.scalar(query)
    if row is None:
        row = CellRun(
            user_id=user_id,
            run_id=found.run.id,
            lesson_key=found.lesson.key,
            cell=cell,
            n_runs=0,
            is_changed=False,
            first_ran_at=at,
            last_ran_at=at,
        )
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            # the same cell in a second tab was a moment faster
            row = session.scalars(query).one()
    row.n_runs += 1
    row.last_ran_at = at
    row.is_changed = row.is_changed or is_changed
    return row


def _number(session: Session, user_id: int, asked: QuestionInLesson) -> int:
    highest = session.scalar(
        select(func.max(QuizAnswer.number)).where(
            QuizAnswer.user_id == user_id,
            QuizAnswer.run_id == asked.found.run.id,
            QuizAnswer.lesson_key == asked.found.lesson.key,
            QuizAnswer.quiz_key == asked.quiz.key,
            QuizAnswer.item_key == asked.item_key,
        )
    )
    number = (highest or 0) + 1
    if number > MOST_TRIES:
        raise Conflict(gettext("이 문항은 더 이상 답할 수 없습니다."))
    return number


def _refuse_haste(session: Session, user_id: int, at: datetime) -> None:
    recent = session.scalar(
        select(func.count())
        .select_from(QuizAnswer)
        .where(QuizAnswer.user_id == user_id, QuizAnswer.answered_at > at - timedelta(minutes=1))
    )
    if (recent or 0) >= ANSWERS_A_MINUTE:
        raise TooManyRequests(
            gettext("답을 너무 빨리 보내고 있습니다. 잠시 뒤에 다시 해 주세요."), retry_after_s=60
        )
