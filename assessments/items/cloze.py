"""Cloze: a text with gaps: one or several chosen from a list, a text, or a number."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assessments.credit import for_parts
from assessments.fields import Fields
from assessments.items.kind import Data, ItemType, sent_parts
from assessments.items.multiple import MultipleChoice
from assessments.items.numeric import Numeric
from assessments.items.short_text import ShortText
from assessments.items.single import SingleChoice
from assessments.model import Body, Label, Scoring, Text, WrongShape

KINDS: Mapping[str, ItemType[Any, Any]] = {
    "select": SingleChoice(),
    "several": MultipleChoice(),
    "text": ShortText(),
    "number": Numeric(),
}
MARKER = re.compile(r"\{\{([A-Za-z0-9][A-Za-z0-9._-]{0,99})\}\}")
"""Where a gap stands in the stem: its id in double braces."""
MOST_GAPS = 60
HIGHEST_WEIGHT = 100
ALL_OR_NOTHING = Scoring()
WORD = re.compile(r"zqgap[0-9]+qz")
"""What stands for a marker while its text is converted: no markup or highlighting parts it."""
TAG_OR_MARKER = re.compile(rf"<[^>]*>|{MARKER.pattern}")


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap by its id, and what an item of its kind would carry; weights are relative."""

    id: str
    kind: str
    body: Body
    weight: int = 1

    @property
    def type(self) -> ItemType[Any, Any]:
        """Give the item type that reads, marks and explains the gap."""
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Gaps(Body):
    """The gaps of a text, in the author's order."""

    gaps: tuple[Gap, ...]


class Cloze(ItemType[Gaps, Mapping[str, object]]):
    """An answer maps labels of gaps to option labels or strings; an empty mapping is no answer."""

    name = "cloze"
    fields = ("gaps",)
    is_always_shuffled = True

    def parse(self, fields: Fields) -> Gaps:
        """Read the gaps; the stem has each exactly once, in every language."""
        found = [_gap(each) for each in fields.children("gaps")]
        gaps = tuple(gap for gap in found if gap is not None)
        if fields.get("gaps") is not None and not 1 <= len(found) <= MOST_GAPS:
            fields.problem("part-count", f"{len(found)} gaps; there must be 1 to {MOST_GAPS}")
        ids = sorted(gap.id for gap in gaps)
        for stem in fields.quietly("stem").values() if len(gaps) == len(found) else ():
            if sorted(MARKER.findall(stem)) != ids:
                message = "the stem must have the marker {{id}} of every gap, each once"
                fields.problem("gap-markers", message, at=fields.get("stem"))
                break
        return Gaps(gaps)

    def data(self, body: Gaps) -> Data:
        """Give the body as plain values."""
        return {"gaps": [_gap_data(gap) for gap in body.gaps]}

    def with_texts(self, body: Gaps, convert: Callable[[Text], Text]) -> Gaps:
        """Give the body with every text converted."""
        return Gaps(
            tuple(replace(gap, body=gap.type.with_texts(gap.body, convert)) for gap in body.gaps)
        )

    def option_ids(self, body: Gaps) -> tuple[str, ...]:
        """Give the ids of the gaps, and of their options behind gap and slash."""
        options = [
            f"{gap.id}/{option}" for gap in body.gaps for option in gap.type.option_ids(gap.body)
        ]
        return (*(gap.id for gap in body.gaps), *options)

    def present(self, body: Gaps, labels: Sequence[Label], language: str) -> Data:
        """Give for each gap its marker in the stem, its label, kind, and options if it has some."""
        names = {each.option: each.label for each in labels}
        return {
            "gaps": [
                {
                    "marker": f"{{{{{names[gap.id]}}}}}",
                    "label": names[gap.id],
                    "kind": gap.kind,
                    **gap.type.present(gap.body, _labels_in(gap, labels), language),
                }
                for gap in body.gaps
            ]
        }

    def convert_stem(self, stem: Text, convert: Callable[[Text], Text]) -> Text:
        """Give the stem converted, its markers whole whatever becomes of the text around them."""
        ids = sorted({found for text in stem.values() for found in MARKER.findall(text)})
        words = {each: f"zqgap{number}qz" for number, each in enumerate(ids)}
        hidden = {
            language: MARKER.sub(lambda found: words[found[1]], text)
            for language, text in stem.items()
        }
        ids_of = {word: each for each, word in words.items()}
        return {
            language: WORD.sub(lambda found: f"{{{{{ids_of.get(found[0], found[0])}}}}}", text)
            for language, text in convert(hidden).items()
        }

    def present_stem(self, stem: str, labels: Sequence[Label]) -> Data:
        """Give the stem with labels for ids in its markers, whole and in pieces.

        Each piece is `html` and the label of the `gap` behind it, which the last has not.
        """
        names = {each.option: each.label for each in labels}
        shown = MARKER.sub(lambda found: f"{{{{{names.get(found[1], found[1])}}}}}", stem)
        return {"stem": shown, "pieces": _pieces(shown)}

    def read(
        self, body: Gaps, given: object, labels: Sequence[Label]
    ) -> Mapping[str, object] | None:
        """Give gap id → answer, read as the gap's kind reads it."""
        if given is None:
            return None
        if not isinstance(given, dict) or len(given) > len(body.gaps):
            raise WrongShape("a cloze is answered by a mapping of its gaps")
        gaps = {each.label: each.option for each in labels}
        by_id = {gap.id: gap for gap in body.gaps}
        answers: dict[str, object] = {}
        for label, value in given.items():
            gap = by_id.get(gaps.get(label, ""))
            if gap is None:
                raise WrongShape("no gap of this item has that label")
            given_value = [value] if gap.kind == "several" and isinstance(value, str) else value
            try:
                answer = gap.type.read(gap.body, given_value, _labels_in(gap, labels))
            except WrongShape as error:
                raise WrongShape(str(error), label) from error
            if answer is not None:
                answers[gap.id] = answer
        return answers or None

    def sent(self, fields: Mapping[str, Sequence[str]]) -> object:
        """Give the fields named `answer.<label>`."""
        return sent_parts(fields)

    def mark(
        self, body: Gaps, answer: Mapping[str, object], scoring: Scoring, points: Decimal
    ) -> Decimal:
        """Give points by the rule for parts, each gap with its weight; a gap may earn in part."""
        whole = sum(gap.weight for gap in body.gaps)
        if scoring.parts == "per-part":
            return sum((_earned(gap, answer) for gap in body.gaps), Decimal(0)) * points / whole
        right = sum(gap.weight for gap in body.gaps if _earned(gap, answer) == gap.weight)
        answered = sum(gap.weight for gap in body.gaps if gap.id in answer)
        return for_parts(scoring.parts, points, right, answered - right, whole)

    def key(self, body: Gaps) -> object:
        """Give the key of each gap."""
        return {gap.id: gap.type.key(gap.body) for gap in body.gaps}

    def texts(self, body: Gaps) -> tuple[Text, ...]:
        """Give the texts of the options of all gaps."""
        return tuple(text for gap in body.gaps for text in gap.type.texts(gap.body))

    def explain(
        self,
        body: Gaps,
        answer: Mapping[str, object] | None,
        labels: Sequence[Label],
        language: str,
    ) -> Data:
        """Give each gap as an item of its kind is explained, and whether it is right."""
        answers = answer or {}
        names = {each.option: each.label for each in labels}
        return {
            "gaps": [
                {
                    "label": names[gap.id],
                    "kind": gap.kind,
                    "is_right": _earned(gap, answers) == gap.weight,
                    **gap.type.explain(
                        gap.body, answers.get(gap.id), _labels_in(gap, labels), language
                    ),
                }
                for gap in body.gaps
            ]
        }


def _pieces(stem: str) -> list[Data]:
    """The stem cut at its markers; one inside of a tag is none."""
    found: list[Data] = []
    start = 0
    for each in TAG_OR_MARKER.finditer(stem):
        if each[1]:
            found.append({"html": stem[start : each.start()], "gap": each[1]})
            start = each.end()
    return [*found, {"html": stem[start:], "gap": ""}]


def _gap(fields: Fields) -> Gap | None:
    gap_id = fields.word("id")
    kind = fields.one_of("kind", KINDS)
    weight = fields.whole("weight", 1, HIGHEST_WEIGHT, 1)
    if kind not in KINDS:
        return None
    fields.only("id", "kind", "weight", *KINDS[kind].fields)
    return Gap(gap_id, kind, KINDS[kind].parse(fields), weight)


def _gap_data(gap: Gap) -> Data:
    weight = {} if gap.weight == 1 else {"weight": gap.weight}
    return {"id": gap.id, "kind": gap.kind, **weight, **gap.type.data(gap.body)}


def _labels_in(gap: Gap, labels: Sequence[Label]) -> list[Label]:
    prefix = f"{gap.id}/"
    return [
        Label(each.label, each.option.removeprefix(prefix))
        for each in labels
        if each.option.startswith(prefix)
    ]


def _earned(gap: Gap, answers: Mapping[str, object]) -> Decimal:
    answer = answers.get(gap.id)
    if answer is None:
        return Decimal(0)
    earned: Decimal = gap.type.mark(gap.body, answer, ALL_OR_NOTHING, Decimal(gap.weight))
    return earned
