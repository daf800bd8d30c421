"""Practising items of an exam's bank: feedback at once, weak and due items again.

Nothing of it touches a mock exam: it is stored apart, counts in no statistic,
and while a person sits an exam of the same bank there is no practice of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import form_of, mark_item, read_answer, variant_of
from assessments.model import FormItem, Item, Outcome, WrongShape
from assessments.practice import Standing, practisable, rating_of
from lms import db
from lms.access import Scope
from lms.errors import Conflict, Invalid, NotFound
from lms.exams.delivery import OUTCOMES, definition_of
from lms.exams.essays import MARKED_LATER
from lms.exams.items import source_of
from lms.exams.models import Answer, Attempt, AttemptItem, ExamRevision, ItemRevision
from lms.exams.practice_models import PracticeCard
from lms.exams.queries import ExamInRun, exam_in_run
from lms.exams.spacing import next_card


class ExamUnderWay(Conflict):
    """The person sits an exam of the same bank."""

    code = "exam_under_way"


@dataclass(frozen=True, slots=True)
class Asked:
    """An item that can be practised in a run."""

    thing: ExamInRun
    revision: ItemRevision
    bank: str

    @property
    def scope(self) -> Scope:
        """It belongs where the run belongs."""
        return self.thing.scope


def asked_in_run(run_id: int, exam_key: str, item_revision_id: int) -> Asked:
    """An item of the exam's present pool; raises NotFound. For `guarded(load=…)`."""
    thing = exam_in_run(run_id, exam_key)
    exam = thing.exam.current_revision
    revision = db.session().get(ItemRevision, item_revision_id)
    if exam is None or revision is None or item_revision_id not in {each[0] for each in exam.pool}:
        raise NotFound
    return Asked(thing, revision, definition_of(exam).bank)


def is_exam_under_way(session: Session, user_id: int, bank: str, at: datetime) -> bool:
    """Whether the person sits an exam of the bank: feedback would tell its key."""
    query = (
        select(Attempt)
        .join(ExamRevision, Attempt.exam_revision_id == ExamRevision.id)
        .where(
            Attempt.user_id == user_id,
            Attempt.closed_at.is_(None),
            ExamRevision.definition["bank"].as_string() == bank,
        )
    )
    return any(not attempt.is_over(at) for attempt in session.scalars(query))


def under_way_words() -> str:
    """Why nothing can be practised now."""
    return str(gettext("시험을 보는 동안에는 같은 문항으로 연습할 수 없습니다."))


def standings_of(session: Session, revision: ExamRevision, user_id: int) -> list[Standing]:
    """How the person stands with each item that they may practise."""
    bank = definition_of(revision).bank
    cards = {card.item_key: card for card in _cards(session, user_id, bank)}
    met = _met_in_mocks(session, user_id, bank)
    askable = _askable(session, [each[0] for each in revision.pool])
    standings = [
        _standing(key, domain, cards.get(key), met.get(key))
        for revision_id, key, domain, *_enemies in revision.pool
        if revision_id in askable
    ]
    return practisable(bank, standings)


def card_of(session: Session, user_id: int, asked: Asked) -> PracticeCard | None:
    """What the person knows of an item."""
    query = select(PracticeCard).where(
        PracticeCard.user_id == user_id,
        PracticeCard.bank == asked.bank,
        PracticeCard.item_key == asked.revision.item_key,
    )
    return session.scalar(query)


def place_in_practice(item: Item, user_id: int, turn: int) -> FormItem:
    """The item as it is shown at a turn: options in another order each time."""
    return form_of(item, f"{seed_of(user_id, turn)} {item.id}", shuffles=True)


def seed_of(user_id: int, turn: int) -> str:
    """Another one each time, so that an item with drawn numbers comes back as another."""
    return f"practice {user_id} {turn}"


def practise(
    session: Session, asked: Asked, user_id: int, given: object, *, is_sure: bool, at: datetime
) -> PracticeCard:
    """Mark an answer at once and set when the item comes back.

    Raises Invalid for no answer or one the item cannot have, ExamUnderWay, and
    NotFound for an item that is kept for mock exams.
    """
    if is_exam_under_way(session, user_id, asked.bank, at):
        raise ExamUnderWay(under_way_words())
    refuse_kept(session, asked, user_id)
    card = card_of(session, user_id, asked)
    turn = card.n_answers if card else 0
    item = variant_of(source_of(asked.revision), seed_of(user_id, turn))
    place = place_in_practice(item, user_id, turn)
    try:
        if read_answer(item, given, place.labels) is None:
            raise Invalid(gettext("먼저 답해 주세요."))
    except WrongShape as error:
        raise Invalid(gettext("이 문항의 답으로 읽을 수 없습니다.")) from error
    scoring = definition_of(asked.thing.exam.current_revision).scoring
    outcome = mark_item(item, given, place, scoring).outcome
    if card is None:
        card = PracticeCard(
            user_id=user_id,
            bank=asked.bank,
            item_key=item.id,
            n_answers=0,
            first_at=at,
            state={},
        )
        session.add(card)
    rating = rating_of(outcome, is_sure=is_sure)
    card.state, card.due_at = next_card(card.state or None, asked.revision.id, rating, at=at)
    card.value, card.outcome, card.is_sure = given, outcome, is_sure
    card.n_answers += 1
    card.answered_at = at
    session.flush()
    return card


def refuse_kept(session: Session, asked: Asked, user_id: int) -> None:
    """Raise NotFound for an item that this person may not practise yet."""
    revision = asked.thing.exam.current_revision
    standings = standings_of(session, revision, user_id) if revision else []
    if asked.revision.item_key not in {each.item for each in standings}:
        raise NotFound


def _cards(session: Session, user_id: int, bank: str) -> Sequence[PracticeCard]:
    query = select(PracticeCard).where(PracticeCard.user_id == user_id, PracticeCard.bank == bank)
    return session.scalars(query).all()


def _met_in_mocks(
    session: Session, user_id: int, bank: str
) -> dict[str, tuple[Outcome, bool, datetime]]:
    """The last outcome of each item in closed mocks; one that was marked to look at again is unsure."""
    query = (
        select(ItemRevision.item_key, AttemptItem.outcome, Answer.is_flagged, Attempt.closed_at)
        .join(AttemptItem, AttemptItem.item_revision_id == ItemRevision.id)
        .join(Attempt, AttemptItem.attempt_id == Attempt.id)
        .outerjoin(Answer, Answer.attempt_item_id == AttemptItem.id)
        .where(
            Attempt.user_id == user_id, Attempt.closed_at.is_not(None), ItemRevision.bank == bank
        )
        .order_by(Attempt.closed_at, Attempt.id)
    )
    return {
        key: (OUTCOMES[outcome or "unanswered"], not is_flagged, closed_at)
        for key, outcome, is_flagged, closed_at in session.execute(query)
        if closed_at is not None
    }


def _askable(session: Session, ids: Sequence[int]) -> set[int]:
    query = select(ItemRevision.id).where(
        ItemRevision.id.in_(ids), ItemRevision.source["type"].as_string().not_in(MARKED_LATER)
    )
    return set(session.scalars(query))


def _standing(
    key: str,
    domain: str,
    card: PracticeCard | None,
    met: tuple[Outcome, bool, datetime] | None,
) -> Standing:
    """The newer of practice and mock counts."""
    if card is not None and (met is None or card.answered_at >= met[2]):
        outcome = OUTCOMES[card.outcome]
        return Standing(
            key, domain, outcome, card.is_sure, card.answered_at, card.due_at, met is not None
        )
    if met is None:
        return Standing(key, domain)
    outcome, is_sure, at = met
    due_at = card.due_at if card else None
    return Standing(key, domain, outcome, is_sure, at, due_at, met_in_mock=True)
