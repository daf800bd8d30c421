"""The item types, and an item as a whole: read, stored, shown, explained."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assessments.fields import Entry, Fields, Report, entry_of
from assessments.items.attachments import attachments_data, read_attachments, shown_attachments
from assessments.items.categorise import Categorise
from assessments.items.cloze import Cloze
from assessments.items.code import Code
from assessments.items.extended_text import ExtendedText
from assessments.items.hotspot import Hotspot
from assessments.items.kind import Data, ItemType
from assessments.items.matching import Matching
from assessments.items.multiple import MultipleChoice
from assessments.items.notebook_task import NotebookTask
from assessments.items.numeric import Numeric
from assessments.items.ordering import Ordering
from assessments.items.short_text import ShortText
from assessments.items.single import SingleChoice
from assessments.items.true_false import TrueFalse
from assessments.model import Case, Item, Label, Status, Text, text_in
from assessments.parameters import TRIED, draw, markers_in, parameters_data, read_parameters

TYPES: Mapping[str, ItemType[Any, Any]] = {
    each.name: each
    for each in (
        SingleChoice(),
        MultipleChoice(),
        TrueFalse(),
        Numeric(),
        ShortText(),
        Cloze(),
        Matching(),
        Categorise(),
        Ordering(),
        Hotspot(),
        ExtendedText(),
        Code(),
        NotebookTask(),
    )
}
ON_PAGES = frozenset(
    [
        "single",
        "multiple",
        "numeric",
        "true-false",
        "short-text",
        "cloze",
        "matching",
        "categorise",
        "ordering",
        "hotspot",
    ]
)
"""The types that the pages of exams and lessons can ask."""
IN_LESSONS = ON_PAGES | {"extended-text"}
"""The types that lessons can ask: what people mark is compared with a model answer there."""
IN_EXAMS = ON_PAGES | {"extended-text", "code", "notebook"}
"""The types that exams can ask: the result waits for what people or tests mark."""
COMMON_FIELDS = (
    "id", "type", "domain", "level", "objective", "lesson", "stem", "case", "status", "enemies",
    "parameters", "attachments",
)  # fmt: skip
STATUSES: Mapping[str, Status] = {
    "draft": "draft",
    "review": "review",
    "active": "active",
    "pretest": "pretest",
    "retired": "retired",
}
HIGHEST_LEVEL = 3
WITH_PARAMETERS = ("numeric", "single", "multiple")
"""The types that can draw numbers."""
NO_CASES: Mapping[str, Case] = {}


def type_of(item: Item) -> ItemType[Any, Any]:
    """Give the item type of an item."""
    return TYPES[item.type]


def parse_item(fields: Fields, domain: str, cases: Mapping[str, Case] = NO_CASES) -> Item | None:
    """Read one item; None if it has errors, which are in the report.

    `cases` are those an item may name; a draft may do without objective and rationales.
    """
    before = len(fields.report.problems)
    fields.item = fields.scalar("id", "") or None
    item_id = fields.word("id")
    kind = fields.one_of("type", TYPES)
    status = STATUSES.get(fields.one_of("status", STATUSES, "active"), "active")
    fields.is_draft = status == "draft"
    level = fields.whole("level", 1, HIGHEST_LEVEL)
    objective, stem = fields.text("objective"), fields.text("stem")
    lesson, case, enemies = (
        fields.word("lesson", ""),
        _case(fields, cases),
        fields.scalars("enemies"),
    )
    if kind not in TYPES:
        return None
    fields.only(*COMMON_FIELDS, *TYPES[kind].fields)
    body, parameters = TYPES[kind].parse(fields), read_parameters(fields)
    attachments = read_attachments(fields)
    if any(problem.severity == "error" for problem in fields.report.problems[before:]):
        return None
    so_far = len(fields.report.problems)
    item = Item(
        item_id, kind, domain, level, objective, lesson, stem, body, case, status, enemies, parameters,
        attachments,
    )  # fmt: skip
    _note_variants(fields, item)
    return None if len(fields.report.problems) > so_far else item


def _note_variants(fields: Fields, item: Item) -> None:
    """Note drawn numbers that are named but not there, or where a type cannot draw any."""
    known = {each.name for each in item.parameters}
    named = {name for text in _all_texts(item) for name in markers_in(text)}
    named |= set(type_of(item).numbers_named(item.body))
    if item.parameters and item.type not in WITH_PARAMETERS:
        fields.problem("no-parameters", f"items of type {item.type!r} draw no numbers")
    elif missing := sorted(named - known):
        fields.problem("unknown-parameter", f"not among the parameters: {', '.join(missing)}")
    elif item.parameters and not _keeps_options_apart(item):
        fields.problem("options-alike", "in some variants two options read the same")


def _all_texts(item: Item) -> list[Text]:
    found: list[Text] = []

    def keep(text: Text) -> Text:
        found.append(text)
        return text

    with_texts(item, keep)
    return found


def _keeps_options_apart(item: Item) -> bool:
    if item.type == "numeric":
        return True
    variants = (variant_of(item, f"trial {number}") for number in range(TRIED))
    texts = [[tuple(each.items()) for each in type_of(one).texts(one.body)] for one in variants]
    return all(len(set(each)) == len(each) for each in texts)


def variant_of(item: Item, seed: str) -> Item:
    """Give the item with the numbers of a seed; one that draws none is the same for every seed."""
    if not item.parameters:
        return item
    variant = draw(item.parameters, f"{seed}\0{item.id}")
    body = type_of(item).with_values(item.body, variant.values)
    return with_texts(replace(item, body=body, parameters=()), variant.text)


def is_askable(item: Item) -> bool:
    """Tell whether an item may stand in a form: in use, and of a type that pages can ask."""
    return item.status == "active" and item.type in IN_EXAMS


def is_for_lessons(item: Item) -> bool:
    """Tell whether an item may stand in a lesson: in use, of a type lessons can ask, without files."""
    return item.status == "active" and item.type in IN_LESSONS and not item.attachments


def is_marked_by_people(type_name: str) -> bool:
    """Tell whether no answer to an item of a type is right or wrong before somebody has read it."""
    return TYPES[type_name].is_marked_by_people


def is_marked_later(type_name: str) -> bool:
    """Tell whether an answer to an item of a type waits, for people or for tests to mark it."""
    return TYPES[type_name].is_marked_by_people or TYPES[type_name].is_marked_by_tests


def parse_case(fields: Fields) -> Case:
    """Read what the items of a set share."""
    fields.only("id", "text")
    return Case(fields.word("id"), fields.text("text"))


def _case(fields: Fields, cases: Mapping[str, Case]) -> Case | None:
    """The case that stands in the item itself, or the one it names."""
    entry = fields.get("case")
    if entry is None:
        return None
    if isinstance(entry.value, Mapping):
        inner = fields.inner(entry, "case")
        return None if inner is None else parse_case(inner)
    name = fields.word("case")
    if name not in cases:
        fields.problem("unknown-case", f"there is no case {name!r} in this file", at=entry)
    return cases.get(name)


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
        **_seldom_data(item),
        **type_of(item).data(item.body),
    }


def _seldom_data(item: Item) -> Data:
    """What most items do not have is left out, so that their hashes stay what they were."""
    data: dict[str, object] = {}
    if item.case is not None:
        data["case"] = {"id": item.case.id, "text": dict(item.case.text)}
    if item.status != "active":
        data["status"] = item.status
    if item.enemies:
        data["enemies"] = list(item.enemies)
    if item.parameters:
        data["parameters"] = parameters_data(item.parameters)
    if item.attachments:
        data["attachments"] = attachments_data(item.attachments)
    return data


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
    stem = type_of(item).convert_stem(item.stem, convert)
    case = None if item.case is None else replace(item.case, text=convert(item.case.text))
    return replace(item, stem=stem, body=body, case=case)


def key_of(item: Item) -> object:
    """Give the right answer in plain values as an author reads it; None if people mark the item."""
    return type_of(item).key(item.body)


def texts_of(item: Item) -> tuple[Text, ...]:
    """Give every text that a candidate reads: case, stem, then options and the like."""
    case = () if item.case is None else (item.case.text,)
    return (*case, item.stem, *type_of(item).texts(item.body))


def option_ids(item: Item) -> tuple[str, ...]:
    """Give the ids of what a form may shuffle."""
    return type_of(item).option_ids(item.body)


def present(item: Item, labels: Sequence[Label], language: str) -> Data:
    """Give what a candidate may see of an item: never key, weight, rationale or an author's id."""
    shown = type_of(item).present(item.body, labels, language)
    return {**_head(item, labels, language), **shown}


def _head(item: Item, labels: Sequence[Label], language: str) -> Data:
    stem = type_of(item).present_stem(text_in(item.stem, language), labels)
    case = {} if item.case is None else {"case": text_in(item.case.text, language)}
    return {"type": item.type, **case, **stem, **shown_attachments(item, language)}


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
        **_head(item, labels, language),
        **kind.explain(item.body, answer, labels, language),
    }
