"""Ending attempts: handed in by the candidate or closed by the server's clock, marked once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from assessments import exam_from, mark_form, result_of
from assessments.model import Form, Mark, Result
from lms import audit, db
from lms.exams.code_runs import ask_for_runs
from lms.exams.delivery import item_at, result_from
from lms.exams.errors import AlreadyHandedIn
from lms.exams.models import AnswerLog, Attempt, AttemptItem, ClosedBy
from lms.exams.queries import best_of_others, places_of, share_of
from lms.grades.services import is_recorded, record_grade
from lms.notices.models import NoticeKind
from lms.notices.services import notify
from lms.web.locale import points

WORK_KIND = "exam"


@dataclass(frozen=True, slots=True)
class SentSave:
    """The last save of an item that a browser says it has sent."""

    client: str
    sequence: int


def hand_in(
    session: Session, attempt: Attempt, sent: Mapping[int, SentSave], *, at: datetime
) -> tuple[int, ...]:
    """Close the attempt and mark it, or give the positions whose last save is not here.

    The marks come from the items drawn when the attempt began, so a later
    edit of the bank cannot change them. Raises AlreadyHandedIn.
    """
    db.lock(session, attempt)
    if attempt.is_closed:
        raise AlreadyHandedIn(gettext("이미 제출한 시험입니다."))
    if attempt.is_over(at):
        _close(session, attempt, ClosedBy.DEADLINE, at=attempt.deadline_at)
        return ()
    missing = _missing(session, attempt, sent)
    if not missing:
        _close(session, attempt, ClosedBy.HAND_IN, at=at)
    return missing


def close_if_over(session: Session, attempt: Attempt, *, at: datetime) -> None:
    """Close and mark the attempt if its time is over and nobody has."""
    db.lock(session, attempt)
    if not attempt.is_closed and attempt.is_over(at):
        _close(session, attempt, ClosedBy.DEADLINE, at=attempt.deadline_at)


def _missing(session: Session, attempt: Attempt, sent: Mapping[int, SentSave]) -> tuple[int, ...]:
    query = (
        select(AttemptItem.position, AnswerLog.client, AnswerLog.sequence)
        .join(AnswerLog, AnswerLog.attempt_item_id == AttemptItem.id)
        .where(AttemptItem.attempt_id == attempt.id)
    )
    here = {(position, client, sequence) for position, client, sequence in session.execute(query)}
    return tuple(
        sorted(
            position
            for position, save in sent.items()
            if (position, save.client, save.sequence) not in here
        )
    )


def _close(session: Session, attempt: Attempt, closed_by: ClosedBy, *, at: datetime) -> None:
    places = places_of(session, attempt)
    result, marks = _marked(attempt, places)
    _keep_marks(session, places, marks)
    attempt.closed_at, attempt.closed_by = at, closed_by
    attempt.earned, attempt.possible = result.earned, result.possible
    is_waiting = any(mark.outcome == "waiting" for mark in marks)
    attempt.is_passed = None if is_waiting else result.is_passed
    session.flush()
    _record(session, attempt, result, at=at)
    if is_waiting:
        ask_for_runs(session, places, at=at)
    else:
        _let_it_count(session, attempt, at=at)
        _tell(session, attempt, at=at)


def conclude(session: Session, attempt: Attempt, *, at: datetime) -> None:
    """Give a closed attempt the result of its stored marks, unless people have more to mark."""
    places = places_of(session, attempt)
    if any(place.outcome == "waiting" for place in places) or attempt.invalidated_at is not None:
        return
    was_waiting, result = attempt.is_waiting, result_from(attempt, places)
    attempt.earned, attempt.is_passed = result.earned, result.is_passed
    session.flush()
    _let_it_count(session, attempt, at=at)
    if was_waiting:
        _tell(session, attempt, at=at)


def _tell(session: Session, attempt: Attempt, *, at: datetime) -> None:
    facts = {
        "title": attempt.revision.title,
        "earned": points(attempt.earned),
        "possible": points(attempt.possible),
    }
    link = f"/attempts/{attempt.id}/result"
    notify(session, NoticeKind.RESULT, [attempt.user_id], facts=facts, link=link, at=at)


def _marked(attempt: Attempt, places: list[AttemptItem]) -> tuple[Result, tuple[Mark, ...]]:
    exam = exam_from(attempt.revision.definition)
    form = Form(attempt.seed, tuple(place.form_item for place in places))
    items = {place.item_revision.item_key: item_at(place, is_rendered=False) for place in places}
    answers = {place.position: place.answer.value for place in places if place.answer is not None}
    marks = mark_form(form, items, answers, exam.scoring)
    return result_of(exam, form, marks), marks


def _keep_marks(session: Session, places: list[AttemptItem], marks: Sequence[Mark]) -> None:
    """All of them in one statement, which costs less than a change of each record."""
    rows = [
        {"id": place.id, "earned": mark.earned, "outcome": mark.outcome}
        for place, mark in zip(places, marks, strict=True)
    ]
    session.execute(update(AttemptItem), rows)
    for place, mark in zip(places, marks, strict=True):
        set_committed_value(place, "earned", mark.earned)
        set_committed_value(place, "outcome", mark.outcome)


def _record(session: Session, attempt: Attempt, result: Result, *, at: datetime) -> None:
    audit.record(
        session,
        f"attempt.{attempt.closed_by}",
        actor_id=attempt.user_id,
        subject=("attempt", attempt.id),
        at=at,
        earned=str(result.earned),
        possible=str(result.possible),
    )


def _let_it_count(session: Session, attempt: Attempt, *, at: datetime) -> None:
    best = best_of_others(session, attempt)
    if best is None or share_of(best) < share_of(attempt):
        _grade(session, attempt, attempt.earned or Decimal(0), at=at)
    elif share_of(best) > share_of(attempt):
        _grade_once(session, best, at=at)


def _grade_once(session: Session, attempt: Attempt, *, at: datetime) -> None:
    """A better one may have been passed over while this one was marked higher."""
    earned = attempt.earned or Decimal(0)
    is_there = is_recorded(
        session,
        attempt.user_id,
        attempt.run_id,
        WORK_KIND,
        attempt.exam.key,
        source_id=attempt.id,
        earned=earned,
        possible=attempt.possible,
    )
    if not is_there:
        _grade(session, attempt, earned, at=at)


def let_the_best_count(session: Session, attempt: Attempt, *, at: datetime) -> None:
    """Let the best of the person's other attempts be the grade, or nothing earned without one."""
    best = best_of_others(session, attempt)
    counted = best or attempt
    _grade(session, counted, (best.earned if best else None) or Decimal(0), at=at)


def _grade(session: Session, attempt: Attempt, earned: Decimal, *, at: datetime) -> None:
    record_grade(
        session,
        user_id=attempt.user_id,
        run_id=attempt.run_id,
        work_kind=WORK_KIND,
        work_key=attempt.exam.key,
        title=attempt.revision.title,
        earned=earned,
        possible=attempt.possible,
        source_id=attempt.id,
        at=at,
    )
