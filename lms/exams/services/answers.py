"""Saving answers: every save is logged, the newest counts, a repeat changes nothing.

A sequence is the browser's server-synchronised milliseconds since the start
of the attempt, never going back; so of two browsers the later change wins,
however late a save arrives.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import item_from, read_answer
from assessments.model import WrongShape
from lms import db
from lms.errors import Invalid
from lms.exams.errors import AlreadyHandedIn, AttemptClosed, WrongAnswer
from lms.exams.models import Answer, AnswerLog, Attempt, AttemptItem, ClosedBy


@dataclass(frozen=True, slots=True)
class Save:
    """One change of one item, as a browser sent it."""

    position: int
    client: str
    sequence: int
    answer: object
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class SaveReceipt:
    """What became of a save; `current` is the answer that counts now."""

    position: int
    client: str
    sequence: int
    is_applied: bool
    current: Mapping[str, object]


def save_answer(session: Session, attempt: Attempt, save: Save, *, at: datetime) -> SaveReceipt:
    """Log the save and let it count if it is the newest; a repeat gets its first receipt.

    Raises AlreadyHandedIn or AttemptClosed when no answer is taken any more,
    WrongAnswer when the item cannot have such an answer.
    """
    db.lock(session, attempt)
    place = _place(session, attempt, save.position)
    current = session.get(Answer, place.id, populate_existing=True)
    if (first := _logged(session, place, save)) is not None:
        return _receipt(save, first.is_applied, current)
    _refuse_if_over(attempt, at)
    _refuse_wrong_shape(place, save)
    is_newest = current is None or (save.sequence, save.client) > (
        current.sequence,
        current.client,
    )
    session.add(_log_row(place, save, is_applied=is_newest, at=at))
    if is_newest:
        current = _set(session, place, current, save, at=at)
    session.flush()
    return _receipt(save, is_newest, current)


def _place(session: Session, attempt: Attempt, position: int) -> AttemptItem:
    query = select(AttemptItem).where(
        AttemptItem.attempt_id == attempt.id, AttemptItem.position == position
    )
    place = session.scalar(query)
    if place is None:
        raise Invalid(gettext("이 시험에 없는 문항입니다."))
    return place


def _logged(session: Session, place: AttemptItem, save: Save) -> AnswerLog | None:
    return session.scalar(
        select(AnswerLog).where(
            AnswerLog.attempt_item_id == place.id,
            AnswerLog.client == save.client,
            AnswerLog.sequence == save.sequence,
        )
    )


def _refuse_if_over(attempt: Attempt, at: datetime) -> None:
    if attempt.closed_by is ClosedBy.HAND_IN:
        raise AlreadyHandedIn(gettext("이미 제출한 시험입니다."))
    if attempt.is_over(at):
        raise AttemptClosed(gettext("시험 시간이 끝났습니다."))


def _refuse_wrong_shape(place: AttemptItem, save: Save) -> None:
    item = item_from(place.item_revision.source)
    try:
        read_answer(item, save.answer, place.form_item.labels)
    except WrongShape as error:
        reason = gettext("%(position)s번 문항에 쓸 수 없는 답입니다.", position=place.position)
        fields = {"answer": str(error), **({"part": error.part} if error.part else {})}
        raise WrongAnswer(reason, fields) from error


def _log_row(place: AttemptItem, save: Save, *, is_applied: bool, at: datetime) -> AnswerLog:
    return AnswerLog(
        attempt_item_id=place.id,
        client=save.client,
        sequence=save.sequence,
        value=save.answer,
        is_flagged=save.is_flagged,
        is_applied=is_applied,
        received_at=at,
    )


def _set(
    session: Session, place: AttemptItem, current: Answer | None, save: Save, *, at: datetime
) -> Answer:
    if current is None:
        current = Answer(attempt_item_id=place.id)
        session.add(current)
    current.client, current.sequence = save.client, save.sequence
    current.value, current.is_flagged, current.saved_at = save.answer, save.is_flagged, at
    return current


def _receipt(save: Save, is_applied: bool, current: Answer | None) -> SaveReceipt:
    data = {} if current is None else current.data
    return SaveReceipt(save.position, save.client, save.sequence, is_applied, data)
