"""Saving answers: every save is logged, the newest counts, a repeat changes nothing.

A sequence is the browser's server-synchronised milliseconds since the start
of the attempt, never going back; so of two browsers the later change wins,
however late a save arrives.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext
from sqlalchemy import Insert, Table, Update, and_, bindparam, select

from assessments import read_answer
from assessments.model import Label, WrongShape
from lms.errors import Invalid
from lms.exams.errors import AlreadyHandedIn, AttemptClosed, WrongAnswer
from lms.exams.items import Name, source_named
from lms.exams.models import (
    Answer,
    AnswerLog,
    Attempt,
    AttemptItem,
    ClosedBy,
    ItemRevision,
    is_over,
)
from lms.prepared import Statements

ANSWERS: Table = Answer.__table__  # type: ignore[assignment]  # SQLAlchemy says FromClause
LOG: Table = AnswerLog.__table__  # type: ignore[assignment]


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


_ATTEMPT = (
    select(Attempt.closed_at, Attempt.closed_by, Attempt.deadline_at)
    .where(Attempt.id == bindparam("attempt"))
    .with_for_update(of=Attempt)
)
_PLACE = (
    select(
        AttemptItem.id,
        AttemptItem.labels,
        AttemptItem.item_revision_id,
        ItemRevision.bank,
        ItemRevision.item_key,
        ItemRevision.content_hash,
        Answer.client,
        Answer.sequence,
        Answer.value,
        Answer.is_flagged,
        AnswerLog.is_applied,
    )
    .join(ItemRevision, ItemRevision.id == AttemptItem.item_revision_id)
    .outerjoin(Answer, Answer.attempt_item_id == AttemptItem.id)
    .outerjoin(
        AnswerLog,
        and_(
            AnswerLog.attempt_item_id == AttemptItem.id,
            AnswerLog.client == bindparam("client"),
            AnswerLog.sequence == bindparam("sequence"),
        ),
    )
    .where(AttemptItem.attempt_id == bindparam("attempt"))
    .where(AttemptItem.position == bindparam("position"))
)
"""A question with the answer that counts, and what became of the save if it came before.

Asked in a statement of its own, when the attempt is locked: what the lock was waited for is seen.
"""


_LOG: Insert = LOG.insert()
_FIRST: Insert = ANSWERS.insert()
_CHANGED: Update = ANSWERS.update().where(ANSWERS.c.attempt_item_id == bindparam("place"))


class _Place(NamedTuple):
    """A row of `_PLACE`."""

    id: int
    labels: list[Any]
    item_revision_id: int
    bank: str
    item_key: str
    content_hash: str
    client: str | None
    sequence: int | None
    value: Any
    is_flagged: bool | None
    is_applied: bool | None

    @property
    def counts(self) -> tuple[int, str]:
        """What a save must be above to count."""
        return (self.sequence or 0, self.client or "")


def save_answer(
    statements: Statements, attempt_id: int, save: Save, *, at: datetime
) -> SaveReceipt:
    """Log the save and let it count if it is the newest; a repeat gets its first receipt.

    Raises AlreadyHandedIn or AttemptClosed when no answer is taken any more,
    WrongAnswer when the item cannot have such an answer.
    """
    ((closed_at, closed_by, deadline_at),) = statements.rows(_ATTEMPT, attempt=attempt_id)
    place = _place(statements, attempt_id, save)
    if place.is_applied is not None:
        return _receipt_of(place, save, is_applied=place.is_applied)
    _refuse_if_over(closed_at, closed_by, deadline_at, at)
    _refuse_wrong_shape(statements, place, save)
    is_newest = place.client is None or (save.sequence, save.client) > place.counts
    own: dict[str, Any] = {
        "client": save.client,
        "sequence": save.sequence,
        "value": save.answer,
        "is_flagged": save.is_flagged,
    }
    statements.run(_LOG, attempt_item_id=place.id, **own, is_applied=is_newest, received_at=at)
    if not is_newest:
        return _receipt_of(place, save, is_applied=False)
    if place.client is None:
        statements.run(_FIRST, attempt_item_id=place.id, **own, saved_at=at)
    else:
        statements.run(_CHANGED, place=place.id, **own, saved_at=at)
    return _receipt_of(place._replace(**own), save, is_applied=True)


def _place(statements: Statements, attempt_id: int, save: Save) -> _Place:
    found = statements.rows(
        _PLACE,
        attempt=attempt_id,
        position=save.position,
        client=save.client,
        sequence=save.sequence,
    )
    if not found:
        raise Invalid(gettext("이 시험에 없는 문항입니다."))
    return _Place(*found[0])


def _refuse_if_over(
    closed_at: datetime | None, closed_by: ClosedBy | None, deadline_at: datetime, at: datetime
) -> None:
    if closed_by is ClosedBy.HAND_IN:
        raise AlreadyHandedIn(gettext("이미 제출한 시험입니다."))
    if is_over(closed_at, deadline_at, at):
        raise AttemptClosed(gettext("시험 시간이 끝났습니다."))


def _refuse_wrong_shape(statements: Statements, place: _Place, save: Save) -> None:
    name = Name(place.bank, place.item_key, place.content_hash)
    item = source_named(statements, name, place.item_revision_id)
    labels = tuple(Label(label, option) for label, option in place.labels)
    try:
        read_answer(item, save.answer, labels)
    except WrongShape as error:
        reason = gettext("%(position)s번 문항에 쓸 수 없는 답입니다.", position=save.position)
        fields = {"answer": str(error), **({"part": error.part} if error.part else {})}
        raise WrongAnswer(reason, fields) from error


def _receipt_of(place: _Place, save: Save, *, is_applied: bool) -> SaveReceipt:
    current = {
        "client": place.client,
        "sequence": place.sequence,
        "answer": place.value,
        "is_flagged": place.is_flagged,
    }
    counts = current if place.client is not None else {}
    return SaveReceipt(save.position, save.client, save.sequence, is_applied, counts)
