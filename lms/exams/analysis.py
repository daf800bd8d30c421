"""How the items of an exam behaved in a run, from everybody's first attempt once it is closed.

Later attempts are left out: who has seen an item before says little about it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from assessments import read_answer
from assessments.item_flags import OptionStatistics
from assessments.items.choices import Choices
from assessments.model import Item, Label, Option
from assessments.responses import Mark, Responses
from assessments.statistics import ItemStatistics, TestStatistics, analyse
from lms.exams.items import shown_of
from lms.exams.models import ItemRevision

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Given:
    """What one person gave for one item, and what it earned."""

    attempt_id: int
    item_revision_id: int
    labels: Sequence[Sequence[str]]
    points: Decimal
    earned: Decimal | None
    outcome: str | None
    value: Any


class SortKey(StrEnum):
    """What the items can be sorted by."""

    ITEM = "item"
    FACILITY = "facility"
    REST = "rest"
    UPPER_LOWER = "upper_lower"
    UNANSWERED = "unanswered"
    FLAGS = "flags"


@dataclass(frozen=True, slots=True)
class ItemOrder:
    """How the items are sorted."""

    key: SortKey = SortKey.ITEM
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class AnalysedItem:
    """A revision of an item with its statistics."""

    revision: ItemRevision
    item: Item
    statistics: ItemStatistics

    @property
    def n_unanswered(self) -> int:
        """How many had the item and gave no answer."""
        return self.statistics.omitted + self.statistics.not_reached

    @property
    def options(self) -> list[tuple[str, Option, OptionStatistics]]:
        """Letter, option and statistics in the author's order; empty if it has no options."""
        found = self.statistics.options
        return [
            (letter, option, found[letter])
            for letter, option in zip(LETTERS, _options(self.item), strict=False)
            if letter in found
        ]


@dataclass(frozen=True, slots=True)
class ExamAnalysis:
    """The whole exam and each item that anybody got."""

    test: TestStatistics
    items: tuple[AnalysedItem, ...]

    def in_order(self, order: ItemOrder) -> list[AnalysedItem]:
        """The items as wanted; what is not known comes last."""
        values = {each.revision.id: _value(each, order.key) for each in self.items}
        known = [each for each in self.items if values[each.revision.id] is not None]
        unknown = [each for each in self.items if values[each.revision.id] is None]
        if order.key is not SortKey.ITEM:
            known.sort(key=lambda each: values[each.revision.id] or 0.0)
        return [*(reversed(known) if order.is_descending else known), *unknown]


def exam_analysis(given: Sequence[Given], revisions: Mapping[int, ItemRevision]) -> ExamAnalysis:
    """Analyse answers; items that still wait for a marker count as not presented."""
    ordered = sorted(revisions.values(), key=lambda each: (each.item_key, each.id))
    items = [shown_of(each) for each in ordered]
    test = analyse(_responses(given, ordered, items))
    return ExamAnalysis(test, tuple(map(AnalysedItem, ordered, items, test.items)))


def _responses(
    given: Sequence[Given], revisions: Sequence[ItemRevision], items: Sequence[Item]
) -> Responses:
    places = {revision.id: place for place, revision in enumerate(revisions)}
    width = len(revisions)
    rows = {number: row for row, number in enumerate(sorted({each.attempt_id for each in given}))}
    marks: list[list[Mark]] = [[None] * width for _ in rows]
    chosen: list[list[str | None]] = [[None] * width for _ in rows]
    omitted = [[False] * width for _ in rows]
    maxima = [1.0] * width
    for each in given:
        if each.earned is None or each.outcome == "waiting" or not each.points:
            continue
        row, place = rows[each.attempt_id], places[each.item_revision_id]
        maxima[place] = float(each.points)
        marks[row][place] = float(each.earned)
        omitted[row][place] = each.outcome == "unanswered"
        chosen[row][place] = _chosen(items[place], each)
    return Responses(
        tuple(revision.item_key for revision in revisions),
        tuple(map(tuple, marks)),
        tuple(maxima),
        tuple(map(tuple, chosen)),
        tuple("".join(_letters_of(item, _key(item))) for item in items),
        tuple(map(tuple, omitted)),
        options=tuple(LETTERS[: len(_options(item))] for item in items),
    )


def _chosen(item: Item, given: Given) -> str:
    """The letters of the options that were chosen, in order."""
    if not _options(item) or given.value is None:
        return ""
    labels = tuple(Label(label, option) for label, option in given.labels)
    answer = read_answer(item, given.value, labels)
    if isinstance(answer, str):
        return _letters_of(item, [answer])
    return _letters_of(item, list(answer) if isinstance(answer, Collection) else [])


def _letters_of(item: Item, option_ids: Sequence[str]) -> str:
    wanted = set(option_ids)
    pairs = zip(LETTERS, _options(item), strict=False)
    return "".join(letter for letter, option in pairs if option.id in wanted)


def _key(item: Item) -> list[str]:
    return [option.id for option in _options(item) if option.is_correct]


def _options(item: Item) -> tuple[Option, ...]:
    return item.body.options if isinstance(item.body, Choices) else ()


def _value(each: AnalysedItem, key: SortKey) -> float | None:
    found = each.statistics
    values: dict[SortKey, float | None] = {
        SortKey.ITEM: 0.0,  # as they stand
        SortKey.FACILITY: found.facility,
        SortKey.REST: found.item_rest,
        SortKey.UPPER_LOWER: found.discrimination_upper_lower,
        SortKey.UNANSWERED: float(each.n_unanswered),
        SortKey.FLAGS: float(len(found.flags)),
    }
    return values[key]
