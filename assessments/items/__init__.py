"""The item types, and an item as a whole: read, stored, shown, explained."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assessments.fields import Entry, Fields, Report, entry_of
from assessments.items.kind import Data, ItemType
from assessments.items.multiple import MultipleChoice
from assessments.items.numeric import Numeric
from assessments.items.single import SingleChoice
from assessments.model import Item, Label, Text, text_in

TYPES: Mapping[str, ItemType[Any, Any]] = {
    each.name: each for each in (SingleChoice(), MultipleChoice(), Numeric())
}
COMMON_FIELDS = ("id", "type", "domain", "level", "objective", "lesson", "stem")
TYPE_FIELDS = {
    "single": ("options",),
    "multiple": ("options",),
    "numeric": ("answer", "tolerance", "unit", "rationale"),
}
HIGHEST_LEVEL = 3


def type_of(item: Item) -> ItemType[Any, Any]:
    """Give the item type of an item."""
    return TYPES[item.type]


def parse_item(fields: Fields, domain: str) -> Item | None:
    """Read one item; None if it has errors, which are in the report."""
    before = len(fields.report.problems)
    fields.item = fields.scalar("id", "") or None
    item_id = fields.word("id")
    kind = fields.one_of("type", TYPES)
    level = fields.whole("level", 1, HIGHEST_LEVEL)
    objective, stem = fields.text("objective"), fields.text("stem")
    lesson = fields.word("lesson", "")
    if kind not in TYPES:
        return None
    fields.only(*COMMON_FIELDS, *TYPE_FIELDS[kind])
    body = TYPES[kind].parse(fields)
    if any(problem.severity == "error" for problem in fields.report.problems[before:]):
        return None
    return Item(item_id, kind, domain, level, objective, lesson, stem, body)


def item_data(item: Item) -> Data:
    """Give an item as plain values that `item_from` reads back."""
    return {
        "id": item.id,
        "type": item.type,
        "domain": item.domain,
        "level": item.level,
        "objective": dict(item.objective),
        "lesson": item.lesson,
        "stem": dict(item.stem),
        **type_of(item).data(item.body),
    }


def item_from(data: Data) -> Item:
    """Read an item that `item_data` gave; raises ValueError if it is not one."""
    report = Report("stored item")
    entry = entry_of(data)
    item = parse_item(Fields(entry, report), _domain(entry))
    if item is None:
        raise ValueError("; ".join(problem.message for problem in report.problems))
    return item


def _domain(entry: Entry) -> str:
    return Fields(entry, Report("stored item")).scalar("domain")


def with_texts(item: Item, convert: Callable[[Text], Text]) -> Item:
    """Give the item with stem, options and rationales converted, say to HTML."""
    body = type_of(item).with_texts(item.body, convert)
    return replace(item, stem=convert(item.stem), body=body)


def option_ids(item: Item) -> tuple[str, ...]:
    """Give the ids of what a form may shuffle."""
    return type_of(item).option_ids(item.body)


def present(item: Item, labels: Sequence[Label], language: str) -> Data:
    """Give what a candidate may see of an item: never key, weight, rationale or an author's id."""
    shown = type_of(item).present(item.body, labels, language)
    return {"type": item.type, "stem": text_in(item.stem, language), **shown}


def read_answer(item: Item, given: object, labels: Sequence[Label]) -> object:
    """Turn what a browser sent into an answer, or None for no answer; raises WrongShape."""
    return type_of(item).read(item.body, given, labels)


def sent_answer(item: Item, fields: Mapping[str, Sequence[str]]) -> object:
    """Turn the fields of a plain HTML form into what `read_answer` takes."""
    return type_of(item).sent(fields)


def explain(item: Item, given: object, labels: Sequence[Label], language: str) -> Data:
    """Give stem, own answer, key and rationales; only for an attempt that is closed."""
    kind = type_of(item)
    answer = kind.read(item.body, given, labels)
    return {
        "type": item.type,
        "stem": text_in(item.stem, language),
        **kind.explain(item.body, answer, labels, language),
    }
