"""Ordering: entries that have one right order, the author's."""

# ruff: noqa: ARG002  every type is called alike, few need every argument

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments.credit import for_order
from assessments.fields import Fields
from assessments.items.choices import option_of
from assessments.items.kind import Data, ItemType, sent_parts
from assessments.model import Body, Label, Scoring, Text, WrongShape, text_in

MOST = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the things to bring in order."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Order(Body):
    """The entries in their right order, and why it is right."""

    entries: tuple[Entry, ...]
    rationale: Text


class Ordering(ItemType[Order, tuple[str, ...]]):
    """An answer maps labels to places, "1" being the first, or is the list of labels in order.

    Entries may be left out, and no place is taken twice; an empty answer is none.
    """

    name = "ordering"
    fields = ("entries", "rationale")
    is_always_shuffled = True

    def parse(self, fields: Fields) -> Order:
        """Read the entries; their order in the source is the key."""
        entries = tuple(_entry(each) for each in fields.children("entries"))
        if fields.get("entries") is not None and not 2 <= len(entries) <= MOST:
            fields.problem("part-count", f"{len(entries)} entries; there must be 2 to {MOST}")
        ids = [each.id for each in entries]
        for repeated in sorted({each for each in ids if each and ids.count(each) > 1}):
            fields.problem("part-id-repeated", f"the id {repeated!r} stands here twice")
        return Order(entries, fields.text("rationale"))

    def data(self, body: Order) -> Data:
        """Give the body as plain values."""
        entries = [{"id": each.id, "text": dict(each.text)} for each in body.entries]
        return {"entries": entries, "rationale": dict(body.rationale)}

    def with_texts(self, body: Order, convert: Callable[[Text], Text]) -> Order:
        """Give the body with every text converted."""
        entries = tuple(replace(each, text=convert(each.text)) for each in body.entries)
        return Order(entries, convert(body.rationale))

    def option_ids(self, body: Order) -> tuple[str, ...]:
        """Give the ids of the entries."""
        return tuple(each.id for each in body.entries)

    def present(self, body: Order, labels: Sequence[Label], language: str) -> Data:
        """Give the entries in the order of the form, which is never the author's on purpose."""
        texts = {each.id: text_in(each.text, language) for each in body.entries}
        return {"entries": [{"label": each.label, "text": texts[each.option]} for each in labels]}

    def read(self, body: Order, given: object, labels: Sequence[Label]) -> tuple[str, ...] | None:
        """Give the ids in the candidate's order, with an empty one for each place left open."""
        if given is None:
            return None
        if isinstance(given, dict):
            return _placed(given, labels)
        if not isinstance(given, list) or len(given) > len(labels):
            raise WrongShape("an order is a list of labels")
        order = tuple(option_of(label, labels) for label in given)
        if len(set(order)) < len(order):
            raise WrongShape("an entry stands in the order twice")
        return order or None

    def sent(self, fields: Mapping[str, Sequence[str]]) -> object:
        """Give the fields named `answer.<label>`."""
        return sent_parts(fields)

    def mark(
        self, body: Order, answer: tuple[str, ...], scoring: Scoring, points: Decimal
    ) -> Decimal:
        """Give points by the rule for orders."""
        return for_order(scoring.order, points, answer, self.option_ids(body))

    def key(self, body: Order) -> object:
        """Give the texts in their right order."""
        return [text_in(each.text, "") for each in body.entries]

    def texts(self, body: Order) -> tuple[Text, ...]:
        """Give the texts of the entries."""
        return tuple(each.text for each in body.entries)

    def explain(
        self,
        body: Order,
        answer: tuple[str, ...] | None,
        labels: Sequence[Label],
        language: str,
    ) -> Data:
        """Give own order, right order and rationale."""
        texts = {each.id: text_in(each.text, language) for each in body.entries}
        return {
            "given": [texts.get(each, "") for each in answer or ()],
            "answer": list(texts.values()),
            "rationale": text_in(body.rationale, language),
        }


def _placed(given: Mapping[object, object], labels: Sequence[Label]) -> tuple[str, ...] | None:
    places = {str(number): number for number in range(1, len(labels) + 1)}
    found: dict[int, str] = {}
    for label, place in given.items():
        entry = option_of(label, labels)
        if place == "":
            continue
        if not isinstance(place, str) or place not in places:
            raise WrongShape(f"a place is a number from 1 to {len(labels)}", str(label))
        if places[place] in found:
            raise WrongShape(f"two entries have the place {place}", str(label))
        found[places[place]] = entry
    return tuple(found.get(number, "") for number in range(1, max(found, default=0) + 1)) or None


def _entry(fields: Fields) -> Entry:
    fields.only("id", "text")
    return Entry(fields.word("id"), fields.text("text"))
