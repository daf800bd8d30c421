"""QTI interactions that are an item of ours by themselves."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assessments.formats.drafting import Choice, Drafting, number_in
from assessments.formats.qti3_units import with_units
from assessments.formats.qti_body import BodyReader, BodyText
from assessments.formats.qti_keys import Declared
from assessments.formats.xml_source import Node
from assessments.items.extended_text import Essay
from assessments.items.hotspot import Area, Picture
from assessments.items.numeric import Number
from assessments.items.ordering import Entry, Order
from assessments.items.pairs import Pairs, Target, Thing
from assessments.items.short_text import Accepted, Words
from assessments.items.true_false import Statement
from assessments.model import Body, Case

MARKS = re.compile("\ue300.*?\ue301")
COMPUTED = re.compile(r"[\s,]+")


@dataclass(slots=True)
class Found:
    """An item on its way: its body, one interaction and what is right."""

    drafting: Drafting
    reader: BodyReader
    body: BodyText
    node: Node
    declared: Declared
    case: Case | None = None
    remarks: Mapping[str, str] = field(default_factory=dict)
    rationale: str = ""

    @property
    def stem(self) -> str:
        """Give the stem without marks."""
        return tidy(MARKS.sub("", self.body.stem))

    def options(self, *names: str, under: Node | None = None) -> list[tuple[str, str]]:
        """Give id and words of the elements of these names."""
        return [
            (each.get("identifier"), self.reader.text(each))
            for each in (under or self.node).all(*names)
        ]

    def add(self, kind: str, body: Body, stem: str | None = None) -> None:
        """Keep the item."""
        text = self.stem if stem is None else stem
        if self.rationale and isinstance(body, Statement | Number | Words | Order | Picture):
            body = replace(body, rationale=self.drafting.text(self.rationale))
        self.drafting.add(
            self.reader.item_id, kind, text, body, line=self.reader.line, case=self.case
        )

    def words_only(self, code: str, reason: str, options: Sequence[str] = ()) -> None:
        """Keep what can be read."""
        listed = "\n".join(f"- {text}" for text in options if text)
        stem = "\n\n".join(each for each in (self.stem, listed) if each)
        self.drafting.words_only(
            self.reader.item_id, stem, None, code, reason, line=self.reader.line, case=self.case
        )


def tidy(stem: str) -> str:
    """Give a stem without the empty paragraphs that marks leave, and none twice in a row."""
    paragraphs = [each for each in re.split(r"\n\s*\n", stem) if each.strip()]
    kept = [
        each
        for n, each in enumerate(paragraphs)
        if n == 0 or each.strip() != paragraphs[n - 1].strip()
    ]
    return "\n\n".join(kept).strip()


def choice(found: Found) -> None:
    """Single or multiple choice, and hot text, whose options stand in the text."""
    if found.node.get("data-type") == "true-false" and found.declared.right in (
        ["true"],
        ["false"],
    ):
        found.add("true-false", Statement(found.declared.right == ["true"], {}))
        return
    options = found.options("simpleChoice", "hottext")
    is_multiple = found.declared.cardinality == "multiple"
    right = found.declared.right
    if not is_multiple and len(right) > 1:
        message = "several options count as right"
        found.drafting.problem(
            "several-right", message, item=found.reader.item_id, line=found.reader.line
        )
    choices = [
        Choice(text, option in right, found.remarks.get(option, ""), option)
        for option, text in options
    ]
    found.drafting.add_choice(
        found.reader.item_id, found.stem, choices,
        is_multiple=is_multiple, line=found.reader.line, case=found.case,
    )  # fmt: skip


def order(found: Found) -> None:
    """An order of all the entries."""
    texts = dict(found.options("simpleChoice"))
    right = found.declared.correct
    if not right or set(right) != set(texts) or len(right) != len(texts):
        reason = "no order of all its entries is right"
        found.words_only("no-key", reason, list(texts.values()))
        return
    entries = tuple(
        Entry(f"e{number}", found.drafting.text(texts[each]))
        for number, each in enumerate(right, 1)
    )
    found.add("ordering", Order(entries, {}))


def match(found: Found) -> None:
    """Two sets: what each of the first belongs to, or the other way round."""
    sets = found.node.own("simpleMatchSet")
    if len(sets) != 2:
        found.words_only("bad-item", "a match has two sets")
        return
    first, second = (found.options("simpleAssociableChoice", under=each) for each in sets)
    pairs = _pairs(found.declared)
    texts = [text for _, text in (*first, *second)]
    if not pairs:
        found.words_only("no-key", "no pair is right", texts)
    elif _is_single(pairs, 0):
        kind = "categorise" if found.node.get("data-type") == "categorise" else "matching"
        found.add(kind, _matched(found, first, second, dict(pairs)))
    elif _is_single(pairs, 1):
        found.add("categorise", _matched(found, second, first, {b: a for a, b in pairs}))
    else:
        found.words_only("unsupported-key", "a thing belongs to several others", texts)


def associate(found: Found) -> None:
    """Pairs within one set: the first of each pair is the premise."""
    options = found.options("simpleAssociableChoice")
    pairs = _pairs(found.declared)
    named = [name for pair in pairs for name in pair]
    if not pairs or len(set(named)) < len(named):
        code = "unsupported-key" if pairs else "no-key"
        found.words_only(code, "its pairs are no matching", [text for _, text in options])
        return
    link = dict(pairs)
    premises = [each for each in options if each[0] in link]
    targets = [each for each in options if each[0] not in link]
    found.add("matching", _matched(found, premises, targets, link))


def _pairs(declared: Declared) -> list[tuple[str, str]]:
    split = [value.split() for value in declared.right]
    return [(each[0], each[1]) for each in split if len(each) == 2]


def _is_single(pairs: Sequence[tuple[str, str]], side: int) -> bool:
    names = [pair[side] for pair in pairs]
    return len(set(names)) == len(names)


def _matched(
    found: Found,
    things: Sequence[tuple[str, str]],
    targets: Sequence[tuple[str, str]],
    links: Mapping[str, str],
) -> Pairs:
    names = {name: f"t{number}" for number, (name, _) in enumerate(targets, 1)}
    text = found.drafting.text
    return Pairs(
        tuple(
            Thing(f"p{number}", text(words), names.get(links.get(name, ""), ""), {})
            for number, (name, words) in enumerate(things, 1)
        ),
        tuple(Target(names[name], text(words)) for name, words in targets),
    )


def written(found: Found) -> None:
    """One field to write in: a number or a short text."""
    body = written_body(found.declared)
    after = MARKS.split(found.body.stem)[-1]
    stem = tidy(MARKS.sub("_____" if after.strip() else "", found.body.stem))
    if body is None:
        found.words_only("no-key", "nothing is said to be right")
        return
    if isinstance(body, Number):
        found.add("numeric", with_units(body, found.node), stem)
    else:
        found.add("short-text", body, stem)


def written_body(declared: Declared) -> Number | Words | None:
    """What is right in a field to write in, or None if nothing is said to be."""
    if declared.base_type in ("float", "integer"):
        number = next((n for n in map(number_in, declared.right) if n is not None), None)
        if number is not None:
            return _number(number, declared)
    percents = {value: credit for value, credit in declared.percents.items() if value.strip()}
    if not any(credit == 100 for credit in percents.values()):
        return None
    accepted = tuple(
        Accepted(value.replace("*", "\\*"), credit)
        for value, credit in percents.items()
        if credit > 0
    )
    return Words(accepted, declared.is_case_kept, "collapse", {})


def _number(number: Decimal, declared: Declared) -> Number:
    """Where the tolerance is not the same on both sides, the middle is the number."""
    below, above, is_relative = declared.tolerance or (Decimal(0), Decimal(0), False)
    if is_relative:
        below, above = (abs(number) * each / 100 for each in (below, above))
    if below != above:
        return Number(number + (above - below) / 2, (above + below) / 2, "", {})
    numbers = [n for n in map(number_in, declared.right) if n is not None]
    if below == 0 and len(numbers) > 1 and not declared.correct:
        low, high = min(numbers), max(numbers)
        return Number((low + high) / 2, (high - low) / 2, "", {})
    return Number(number, above, "", {}, (), tuple(declared.ranges))


def slider(found: Found) -> None:
    """A slider is a number."""
    numbers = [n for n in map(number_in, found.declared.right) if n is not None]
    if not numbers:
        found.words_only("no-key", "nothing is said to be right")
        return
    found.add("numeric", _number(numbers[0], found.declared))


def essay(found: Found) -> None:
    """Extended text; what is declared as right, and scorers' notes, are the model answer."""
    notes = "\n\n".join([*found.declared.correct, *found.body.notes])
    length = found.node.get("expectedLength")
    words = int(length) // 6 if length.isdecimal() and len(length) < 6 else 0
    found.add("extended-text", Essay((), found.drafting.text(notes), min(words, 10_000)))


def hotspot(found: Found) -> None:
    """Areas of a picture to choose from; those that are right stay."""
    right = found.declared.right
    spots = [each for each in found.node.all("hotspotChoice") if each.get("identifier") in right]
    areas = [
        _area(f"a{number}", each.get("shape"), each.get("coords"))
        for number, each in enumerate(spots, 1)
    ]
    _on_picture(found, areas, clicks=len(spots))


def select_point(found: Found) -> None:
    """Points on a picture; the areas that earn points are right."""
    mapped = [(shape, coords) for shape, coords, credit in found.declared.areas if credit > 0]
    if not mapped:
        mapped = [("circle", f"{value.replace(' ', ',')},5") for value in found.declared.correct]
    areas = [_area(f"a{number}", *each) for number, each in enumerate(mapped, 1)]
    asked = found.node.get("maxChoices", "1")
    clicks = int(asked) if asked.isdecimal() and 0 < int(asked[:3]) <= len(areas) else len(areas)
    _on_picture(found, areas, clicks=clicks if found.declared.cardinality == "multiple" else 1)


def _area(name: str, shape: str, coords: str) -> Area | None:
    numbers = [number_in(each.strip().rstrip("%")) for each in COMPUTED.split(coords.strip())]
    whole = tuple(round(each) for each in numbers if each is not None)
    known = shape in ("rect", "circle", "poly") and "%" not in coords
    return Area(name, shape, whole, {}) if known and len(whole) == len(numbers) else None


def _on_picture(found: Found, areas: Sequence[Area | None], *, clicks: int) -> None:
    picture = found.node.first("object", "img") or Node("object", {}, found.reader.line)
    size = [number_in(picture.get(each)) for each in ("width", "height")]
    kept = tuple(each for each in areas if each is not None)
    if not kept or len(kept) < len(areas):
        found.words_only("no-key" if not areas else "unsupported-key", "its areas cannot be marked")
        return
    width, height = (_size(each, kept, place) for place, each in enumerate(size))
    words = " ".join((picture.get("alt") or picture.text or "picture").split())
    image = picture.get("data") or picture.get("src")
    found.drafting.problem(
        "picture-left-out",
        f"the picture has to be put in: {image}",
        item=found.reader.item_id,
        line=found.reader.line,
    )
    body = Picture(image, found.drafting.text(words), width, height, kept, clicks, {})
    found.add("hotspot", body)


def _size(declared: Decimal | None, areas: Sequence[Area], place: int) -> int:
    """The size as declared, or else far enough for every area."""
    if declared is not None and declared >= 1:
        return int(declared)
    return max((max(area.coords[place::2], default=1) for area in areas), default=1) + 50


SINGLE: Mapping[str, Callable[[Found], None]] = {
    "choiceInteraction": choice,
    "hottextInteraction": choice,
    "orderInteraction": order,
    "matchInteraction": match,
    "associateInteraction": associate,
    "textEntryInteraction": written,
    "extendedTextInteraction": essay,
    "sliderInteraction": slider,
    "hotspotInteraction": hotspot,
    "selectPointInteraction": select_point,
}
