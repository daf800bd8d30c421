"""What an exam's pages show: of a running attempt only what a candidate may see."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments import exam_from, explain, option_ids, present, result_of, variant_of
from assessments.model import (
    Exam,
    Form,
    FormItem,
    Item,
    Label,
    Mark,
    Outcome,
    Result,
    Text,
    text_in,
)
from assessments.points import percent
from lms.errors import NotFound
from lms.exams.code_models import CodeRun
from lms.exams.code_words import with_tests
from lms.exams.items import shown_of, source_of
from lms.exams.models import Attempt, AttemptItem, ExamRevision, ItemRevision

SAMPLE = "sample"
"""The seed of the variant that those who teach see."""
OUTCOMES: Mapping[str, Outcome] = {
    "right": "right",
    "partly": "partly",
    "wrong": "wrong",
    "unanswered": "unanswered",
    "waiting": "waiting",
}


@dataclass(frozen=True, slots=True)
class Question:
    """An item of a running attempt, with the candidate's own answer."""

    position: int
    shown: Mapping[str, object]
    answer: object
    is_flagged: bool
    client: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An item of a closed attempt, with key and rationales."""

    position: int
    explained: Mapping[str, object]
    outcome: Outcome
    is_flagged: bool
    lesson: str
    objective: str
    place_id: int


@dataclass(frozen=True, slots=True)
class Part:
    """The places of a form that stand under one title; none without sections."""

    title: Text | None
    positions: tuple[int, ...]


def definition_of(revision: ExamRevision | None) -> Exam:
    """The exam as the engine knows it; raises NotFound if it is offered no more."""
    if revision is None:
        raise NotFound
    return exam_from(revision.definition)


def parts_of(exam: Exam, places: Sequence[AttemptItem]) -> list[Part]:
    """The sections of a form with the places in each; without sections it is one part."""
    if not exam.sections:
        return [Part(None, tuple(each.position for each in places))]
    return [
        Part(section.title, tuple(p.position for p in places if p.domain in section.domains))
        for section in exam.sections
    ]


def titles_of(parts: Sequence[Part]) -> dict[int, Text]:
    """The title over each place that stands in a section."""
    return {place: part.title for part in parts if part.title for place in part.positions}


def item_at(place: AttemptItem, *, is_rendered: bool = True) -> Item:
    """The item with the numbers that this attempt drew, as HTML or as its author wrote it."""
    revision = place.item_revision
    item = shown_of(revision) if is_rendered else source_of(revision)
    return variant_of(item, place.attempt.seed)


def question_of(place: AttemptItem, language: str) -> Question:
    """The item as its candidate may see it before the attempt is closed."""
    item = item_at(place)
    answer = place.answer
    return Question(
        position=place.position,
        shown=present(item, place.form_item.labels, language),
        answer=answer.value if answer else None,
        is_flagged=answer.is_flagged if answer else False,
        client=answer.client if answer else "",
        sequence=answer.sequence if answer else 0,
    )


def reviewed(place: AttemptItem, language: str, run: CodeRun | None = None) -> Reviewed:
    """The item as it may be seen once the attempt is closed, a program with what its tests gave."""
    item = item_at(place)
    given = place.answer.value if place.answer else None
    explained = explain(item, given, place.form_item.labels, language)
    return Reviewed(
        position=place.position,
        explained=with_tests(explained, run),
        outcome=_outcome(place),
        is_flagged=place.answer.is_flagged if place.answer else False,
        lesson=item.lesson,
        objective=text_in(item.objective, language),
        place_id=place.id,
    )


def stem_of(revision: ItemRevision, language: str) -> str:
    """What an item asks, as HTML."""
    return text_in(variant_of(shown_of(revision), SAMPLE).stem, language)


def explained_without_answer(item: Item, language: str) -> Mapping[str, object]:
    """The item with key and rationales in its author's order, as those who teach see it."""
    labels = tuple(Label(option, option) for option in option_ids(item))
    return explain(variant_of(item, SAMPLE), None, labels, language)


def result_from(attempt: Attempt, places: Sequence[AttemptItem]) -> Result:
    """The result of a closed attempt, from the marks that were stored."""
    form = Form(attempt.seed, tuple(place.form_item for place in places))
    return result_of(definition_of(attempt.revision), form, _marks(places))


def result_of_attempt(attempt: Attempt) -> Result:
    """The same, of an attempt whose items are read already; no item itself is looked at."""
    items = attempt.items
    form = Form(
        "", tuple(FormItem(each.position, "", each.domain, (), each.points) for each in items)
    )
    return result_of(definition_of(attempt.revision), form, _marks(items))


def _marks(places: Sequence[AttemptItem]) -> list[Mark]:
    return [Mark(place.earned or Decimal(0), place.points, _outcome(place)) for place in places]


def percent_of(attempt: Attempt) -> Decimal | None:
    """The percentage of a closed attempt."""
    return None if attempt.earned is None else percent(attempt.earned, attempt.possible)


def lessons_to_repeat(items: Sequence[Reviewed]) -> list[tuple[str, int]]:
    """Lessons of the items that were not right, those with most such items first."""
    known = {"right", "waiting"}
    missed = Counter(item.lesson for item in items if item.lesson and item.outcome not in known)
    return missed.most_common()


def _outcome(place: AttemptItem) -> Outcome:
    return OUTCOMES[place.outcome or "unanswered"]
