"""A person's attempts and answers: for their download, and without answers once forgotten."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from lms.accounts.personal_data import Part, PersonalData, row_of
from lms.exams.code_models import CodeRun
from lms.exams.code_runs import newest_runs
from lms.exams.essay_models import EssayMark
from lms.exams.essays import newest_marks
from lms.exams.models import Answer, AnswerLog, Attempt, AttemptItem, ExamAllowance
from lms.exams.practice_models import PracticeCard
from lms.exams.prepared_models import PreparedForm
from lms.exams.upload_models import TaskUpload


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """Every attempt, and every answer given in it; marks only once it is closed."""
    found = _attempts(session, user_id)
    yield Part("attempts", gettext("모의시험 응시"), [_row(attempt) for attempt in found])
    marks = newest_marks(session, [item.id for attempt in found for item in attempt.items])
    runs = newest_runs(session, [item.id for attempt in found for item in attempt.items])
    rows = [
        _answer(attempt, item) | _words(marks.get(item.id)) | _tests(runs.get(item.id))
        for attempt in found
        for item in attempt.items
    ]
    yield Part("answers", gettext("모의시험 답"), rows)
    yield Part("practice", gettext("문항 연습"), _cards(session, user_id))
    yield Part(
        "exam_allowances", gettext("모의시험에서 따로 받은 것"), _allowances(session, user_id)
    )


def erase(session: Session, user_id: int, _at: datetime) -> Iterable[str]:
    """Keep the marks that item statistics are made of; answers and open attempts go."""
    session.execute(delete(PracticeCard).where(PracticeCard.user_id == user_id))
    session.execute(delete(ExamAllowance).where(ExamAllowance.user_id == user_id))
    session.execute(delete(PreparedForm).where(PreparedForm.user_id == user_id))
    files: list[str] = []
    for attempt in _attempts(session, user_id):
        items = [item.id for item in attempt.items]
        files += session.scalars(
            select(TaskUpload.sha256).where(TaskUpload.attempt_item_id.in_(items))
        )
        session.execute(delete(TaskUpload).where(TaskUpload.attempt_item_id.in_(items)))
        session.execute(delete(AnswerLog).where(AnswerLog.attempt_item_id.in_(items)))
        session.execute(delete(CodeRun).where(CodeRun.attempt_item_id.in_(items)))
        session.execute(delete(EssayMark).where(EssayMark.attempt_item_id.in_(items)))
        session.execute(delete(Answer).where(Answer.attempt_item_id.in_(items)))
        if not attempt.is_closed:
            session.execute(delete(AttemptItem).where(AttemptItem.id.in_(items)))
            session.execute(delete(Attempt).where(Attempt.id == attempt.id))
    shared = session.scalars(select(TaskUpload.sha256).where(TaskUpload.sha256.in_(files)))
    return set(files) - set(shared)


DATA = PersonalData(parts, erase)


def _attempts(session: Session, user_id: int) -> list[Attempt]:
    items = selectinload(Attempt.items)
    query = (
        select(Attempt)
        .options(items.joinedload(AttemptItem.answer), items.joinedload(AttemptItem.item_revision))
        .where(Attempt.user_id == user_id)
        .order_by(Attempt.id)
    )
    return list(session.scalars(query))


def _cards(session: Session, user_id: int) -> list[dict[str, object]]:
    query = select(PracticeCard).where(PracticeCard.user_id == user_id).order_by(PracticeCard.id)
    shown = ("bank", "item_key", "n_answers", "value", "outcome", "is_sure", "first_at")
    return [row_of(each, *shown, "answered_at", "due_at") for each in session.scalars(query)]


def _allowances(session: Session, user_id: int) -> list[dict[str, object]]:
    query = select(ExamAllowance).where(ExamAllowance.user_id == user_id).order_by(ExamAllowance.id)
    shown = ("percent_more", "extra_minutes", "pause_minutes", "more_attempts")
    return [
        {
            "course_run": each.run.slug,
            "exam": each.exam.key,
            **row_of(each, *shown, "opens_at", "closes_at", "reason", "given_at"),
        }
        for each in session.scalars(query)
    ]


def _row(attempt: Attempt) -> dict[str, object]:
    shown = ("number", "started_at", "deadline_at", "closed_at", "closed_by")
    return {
        "attempt": attempt.id,
        "course_run": attempt.run.slug,
        "exam": attempt.exam.key,
        **row_of(attempt, *shown, "earned", "possible", "is_passed", "pass_probability"),
    }


def _words(mark: EssayMark | None) -> dict[str, object]:
    return {"comment": mark.comment if mark else None}


def _tests(run: CodeRun | None) -> dict[str, object]:
    return {"tests": run.report["tests"] if run and run.report else None}


def _answer(attempt: Attempt, item: AttemptItem) -> dict[str, object]:
    answer = item.answer
    return {
        "attempt": attempt.id,
        "position": item.position,
        "domain": item.domain,
        "answer": answer.value if answer else None,
        "saved_at": answer.saved_at if answer else None,
        "points": item.points,
        "earned": item.earned,
    }
