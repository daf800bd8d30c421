"""QTI items of several small interactions: a text with gaps."""

from collections.abc import Mapping, Sequence

from assessments.fields import WORD
from assessments.formats.drafting import Choice, Drafting
from assessments.formats.qti3_units import with_units
from assessments.formats.qti_body import BodyReader, mark_of
from assessments.formats.qti_interactions import tidy, written_body
from assessments.formats.qti_keys import Declared
from assessments.formats.xml_source import Node
from assessments.items.cloze import HIGHEST_WEIGHT, Gap, Gaps
from assessments.items.numeric import Number
from assessments.model import Body

PARTS = frozenset(
    [
        "choiceInteraction",
        "inlineChoiceInteraction",
        "textEntryInteraction",
        "gapMatchInteraction",
        "sliderInteraction",
    ]
)
"""Interactions that can be gaps among others."""


class GapsReader:
    """Turns marks in a stem into gaps; `problem` says why it could not."""

    def __init__(
        self, drafting: Drafting, reader: BodyReader, declared: Mapping[str, Declared], stem: str
    ) -> None:
        self.drafting = drafting
        self.reader = reader
        self.declared = declared
        self.stem = stem
        self.gaps: list[Gap] = []
        self.problem = ""

    def read(self, interactions: Sequence[Node]) -> Gaps | None:
        """Give the gaps, or None if one of the interactions is no gap or has no key."""
        for each in interactions:
            declared = self.declared.get(each.get("responseIdentifier"), Declared())
            if each.name == "gapMatchInteraction":
                self._gap_match(each, declared)
            elif each.name in ("choiceInteraction", "inlineChoiceInteraction"):
                self._select(each, declared)
            elif each.name in ("textEntryInteraction", "sliderInteraction"):
                self._write(each, declared)
            else:
                self.problem = self.problem or f"{each.name} is no gap"
        self.stem = tidy(self.stem)
        return None if self.problem or not self.gaps else Gaps(tuple(self.gaps))

    def _add(self, node: Node, kind: str, body: Body) -> None:
        """Keep a gap, with the name and the weight that a package of our own gives it."""
        weight = node.get("data-weight")
        is_weight = weight.isdecimal() and 1 <= int(weight[:6]) <= HIGHEST_WEIGHT
        name = self._place(mark_of(node), node.get("data-gap"))
        self.gaps.append(Gap(name, kind, body, int(weight) if is_weight else 1))

    def _place(self, mark: str, wanted: str = "") -> str:
        is_free = WORD.fullmatch(wanted) and wanted not in {gap.id for gap in self.gaps}
        name = wanted if is_free else f"g{len(self.gaps) + 1}"
        marker = f"{{{{{name}}}}}"
        if mark in self.stem:
            self.stem = self.stem.replace(mark, marker, 1)
        else:
            self.stem = f"{self.stem} {marker}"
        return name

    def _select(self, node: Node, declared: Declared) -> None:
        options = [
            (each.get("identifier"), self.reader.text(each))
            for each in node.all("simpleChoice", "inlineChoice")
        ]
        right = declared.right
        is_single = declared.cardinality == "single"
        if not right or (is_single and len(right) != 1):
            self.problem = self.problem or "one of its lists has not one right option"
            return
        choices = [Choice(text, name in right, id=name) for name, text in options]
        kind = "select" if is_single else "several"
        self._add(node, kind, self.drafting.choices(choices))

    def _write(self, node: Node, declared: Declared) -> None:
        body = written_body(declared)
        if body is None:
            self.problem = self.problem or "one of its fields has nothing that is right"
            return
        if isinstance(body, Number):
            self._add(node, "number", with_units(body, node))
        else:
            self._add(node, "text", body)

    def _gap_match(self, node: Node, declared: Declared) -> None:
        words = [
            (each.get("identifier"), self.reader.text(each))
            for each in node.all("gapText", "gapImg")
        ]
        right = {
            pair.split()[1]: pair.split()[0] for pair in declared.right if len(pair.split()) == 2
        }
        if len(right) < len(declared.right) or not right:
            self.problem = self.problem or "a gap takes several words, or none is right"
            return
        for gap in node.all("gap"):
            name = gap.get("identifier")
            mark = f"\ue300{node.get('responseIdentifier')}/{name}\ue301"
            if name not in right:
                self.stem = self.stem.replace(mark, "_____")
                continue
            choices = [Choice(text, option == right[name], id=option) for option, text in words]
            self.gaps.append(Gap(self._place(mark), "select", self.drafting.choices(choices)))
