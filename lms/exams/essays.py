"""Answers that wait for a mark: what waits, question by question, without names."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assessments.items import TYPES, is_marked_later
from assessments.items.code import Program, criteria_of_tests
from assessments.items.criteria import Criterion
from assessments.items.extended_text import Essay, criteria_of
from assessments.items.notebook_task import Task, criteria_of_cells
from assessments.model import Body
from lms import db
from lms.access import Scope
from lms.errors import NotFound
from lms.exams.code_models import CodeRun
from lms.exams.essay_models import EssayMark
from lms.exams.items import shown_of, source_of
from lms.exams.models import Attempt, AttemptItem, ItemRevision

MARKED_LATER = tuple(name for name in TYPES if is_marked_later(name))
WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class EssayQuestion:
    """A question of a run whose answers people mark, and how far they are."""

    revision: ItemRevision
    n_answers: int
    n_waiting: int
    next_id: int | None


@dataclass(frozen=True, slots=True)
class Paper:
    """One answer to mark, and its number among all answers to the question."""

    place: AttemptItem
    number: int
    n_answers: int
    next_id: int | None
    marks: Sequence[EssayMark]

    @property
    def scope(self) -> Scope:
        """It is marked where the attempt was sat."""
        return self.place.attempt.run.scope


def criteria_of_place(place: AttemptItem, *, is_rendered: bool = False) -> tuple[Criterion, ...]:
    """What is looked at in an answer; raises NotFound for an item that nobody marks by hand."""
    revision = place.item_revision
    found = criteria_in((shown_of(revision) if is_rendered else source_of(revision)).body)
    if not found:
        raise NotFound
    return found


def criteria_in(body: Body) -> tuple[Criterion, ...]:
    """What people give points for: the rubric of an essay, the tests of a program or notebook; else nothing."""
    if isinstance(body, Program):
        return criteria_of_tests(body)
    if isinstance(body, Task):
        return criteria_of_cells(body)
    return criteria_of(body) if isinstance(body, Essay) else ()


def essay_questions(session: Session, run_id: int, exam_id: int) -> list[EssayQuestion]:
    """The questions of closed attempts whose answers people mark, those that wait first."""
    places = _answered(session, run_id, exam_id)
    total = Counter(each.item_revision_id for each in places)
    waiting = [each for each in places if each.outcome == WAITING]
    left = Counter(each.item_revision_id for each in waiting)
    first = {each.item_revision_id: each.id for each in reversed(waiting)}
    revisions = session.scalars(select(ItemRevision).where(ItemRevision.id.in_(total)))
    found = [
        EssayQuestion(each, total[each.id], left[each.id], first.get(each.id)) for each in revisions
    ]
    return sorted(found, key=lambda each: (-each.n_waiting, each.revision.item_key))


def paper_to_mark(attempt_item_id: int) -> Paper:
    """The answer with this id, of a closed attempt; raises NotFound. For `guarded(load=…)`."""
    session = db.session()
    place = session.get(AttemptItem, attempt_item_id)
    if place is None or place.outcome is None or not place.attempt.is_closed:
        raise NotFound
    attempt = place.attempt
    siblings = [
        each
        for each in _answered(session, attempt.run_id, attempt.exam_id)
        if each.item_revision_id == place.item_revision_id
    ]
    ids = [each.id for each in siblings]
    if place.id not in ids:
        raise NotFound
    rest = [each for each in siblings if each.outcome == WAITING and each.id != place.id]
    query = (
        select(EssayMark)
        .where(EssayMark.attempt_item_id == place.id)
        .options(joinedload(EssayMark.marked_by))
        .order_by(EssayMark.id)
    )
    return Paper(
        place,
        ids.index(place.id) + 1,
        len(ids),
        rest[0].id if rest else None,
        list(session.scalars(query)),
    )


def program_to_run(attempt_item_id: int) -> Paper:
    """The same of an answer that tests mark; raises NotFound. For `guarded(load=…)`."""
    found = paper_to_mark(attempt_item_id)
    if not isinstance(source_of(found.place.item_revision).body, Program | Task):
        raise NotFound
    return found


def newest_marks(session: Session, place_ids: Collection[int]) -> Mapping[int, EssayMark]:
    """The mark that counts, by the item's place."""
    query = select(EssayMark).where(EssayMark.attempt_item_id.in_(place_ids)).order_by(EssayMark.id)
    return {mark.attempt_item_id: mark for mark in session.scalars(query)}


def marks_that_count(
    marks: Mapping[int, EssayMark], runs: Mapping[int, CodeRun]
) -> Mapping[int, EssayMark]:
    """The marks of people that no later run of the tests took the place of."""
    return {
        place_id: mark
        for place_id, mark in marks.items()
        if (run := runs.get(place_id)) is None
        or run.earned is None
        or mark.marked_at >= run.asked_at
    }


def _answered(session: Session, run_id: int, exam_id: int) -> list[AttemptItem]:
    """Answers that people mark, in an order that tells nothing of whose they are."""
    query = (
        select(AttemptItem)
        .join(Attempt, AttemptItem.attempt_id == Attempt.id)
        .join(ItemRevision, AttemptItem.item_revision_id == ItemRevision.id)
        .where(
            Attempt.run_id == run_id,
            Attempt.exam_id == exam_id,
            Attempt.closed_at.is_not(None),
            Attempt.invalidated_at.is_(None),
            AttemptItem.outcome != "unanswered",
            ItemRevision.source["type"].as_string().in_(MARKED_LATER),
        )
    )
    return sorted(session.scalars(query), key=lambda each: _shuffled(each.id))


def _shuffled(number: int) -> str:
    return sha256(f"paper {number}".encode()).hexdigest()
