"""What matching and categorise share: things, each with the target it belongs to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from assessments.credit import for_parts
from assessments.fields import Fields
from assessments.items.kind import Data, ItemType, sent_parts
from assessments.model import Body, Label, Scoring, Text, WrongShape, text_in

MOST = 60


@dataclass(frozen=True, slots=True)
class Thing:
    """What has to be put somewhere; without a target it belongs nowhere."""

    id: str
    text: Text
    target: str
    rationale: Text


@dataclass(frozen=True, slots=True)
class Target:
    """Where things may be put; some may stay without any."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Pairs(Body):
    """Things and targets, in the author's order."""

    things: tuple[Thing, ...]
    targets: tuple[Target, ...]


class PairsType(ItemType[Pairs, Mapping[str, str]]):
    """An answer maps labels of things to labels of targets; an empty mapping is no answer."""

    things: ClassVar[str]
    targets: ClassVar[str]
    link: ClassVar[str]
    is_always_shuffled = True

    # ruff: noqa: ARG002  every type is called alike, few need every argument

    def parse(self, fields: Fields) -> Pairs:
        """Read things and targets; ids are one name space, and every link leads to a target."""
        targets = tuple(self._target(each) for each in fields.children(self.targets))
        things = tuple(self._thing(each, targets) for each in fields.children(self.things))
        ids = [*(each.id for each in things), *(each.id for each in targets)]
        for repeated in sorted({each for each in ids if each and ids.count(each) > 1}):
            fields.problem("part-id-repeated", f"the id {repeated!r} stands here twice")
        self._check_counts(fields, things, targets)
        return Pairs(things, targets)

    def _target(self, fields: Fields) -> Target:
        fields.only("id", "text")
        return Target(fields.word("id"), fields.text("text"))

    def _thing(self, fields: Fields, targets: Sequence[Target]) -> Thing:
        fields.only("id", "text", self.link, "rationale")
        link = fields.scalar(self.link, "")
        if link and link not in [target.id for target in targets]:
            message = f"'{self.link}' leads to {link!r}, which is none of the {self.targets}"
            fields.problem("unknown-target", message, at=fields.get(self.link))
        rationale = fields.text("rationale", may_be_missing=True)
        return Thing(fields.word("id"), fields.text("text"), link, rationale)

    def _check_counts(
        self, fields: Fields, things: Sequence[Thing], targets: Sequence[Target]
    ) -> None:
        for name, found in ((self.things, things), (self.targets, targets)):
            if fields.get(name) is not None and not 1 <= len(found) <= MOST:
                fields.problem("part-count", f"{len(found)} {name}; there must be 1 to {MOST}")
        if things and not any(thing.target for thing in things):
            fields.problem("key-count", f"none of the {self.things} has a '{self.link}'")

    def data(self, body: Pairs) -> Data:
        """Give the body as plain values."""
        return {
            self.targets: [{"id": each.id, "text": dict(each.text)} for each in body.targets],
            self.things: [self._thing_data(each) for each in body.things],
        }

    def _thing_data(self, thing: Thing) -> Data:
        data: dict[str, object] = {"id": thing.id, "text": dict(thing.text)}
        if thing.target:
            data[self.link] = thing.target
        if thing.rationale:
            data["rationale"] = dict(thing.rationale)
        return data

    def with_texts(self, body: Pairs, convert: Callable[[Text], Text]) -> Pairs:
        """Give the body with every text converted."""
        return Pairs(
            tuple(
                replace(each, text=convert(each.text), rationale=convert(each.rationale))
                for each in body.things
            ),
            tuple(replace(each, text=convert(each.text)) for each in body.targets),
        )

    def option_ids(self, body: Pairs) -> tuple[str, ...]:
        """Give the ids of things and targets."""
        return (*(each.id for each in body.things), *(each.id for each in body.targets))

    def present(self, body: Pairs, labels: Sequence[Label], language: str) -> Data:
        """Give things and targets in the order of the form, and nothing of what belongs where."""
        return {
            self.things: _shown(body.things, labels, language),
            self.targets: _shown(body.targets, labels, language),
        }

    def read(self, body: Pairs, given: object, labels: Sequence[Label]) -> Mapping[str, str] | None:
        """Give thing id → target id."""
        if given is None:
            return None
        if not isinstance(given, dict) or len(given) > len(body.things):
            raise WrongShape("the answer maps labels to labels")
        things = {each.label: each.option for each in labels if each.option in _ids(body.things)}
        targets = {each.label: each.option for each in labels if each.option in _ids(body.targets)}
        found: dict[str, str] = {}
        for thing, target in given.items():
            if thing not in things or not isinstance(target, str):
                raise WrongShape("no part of this item has that label")
            if target and target not in targets:
                raise WrongShape("no target of this item has that label")
            if target:
                found[things[thing]] = targets[target]
        return found or None

    def sent(self, fields: Mapping[str, Sequence[str]]) -> object:
        """Give the fields named `answer.<label>`."""
        return sent_parts(fields)

    def mark(
        self, body: Pairs, answer: Mapping[str, str], scoring: Scoring, points: Decimal
    ) -> Decimal:
        """Give points by the rule for parts; what belongs nowhere must be left alone."""
        key = {thing.id: thing.target for thing in body.things if thing.target}
        right = sum(answer.get(thing) == target for thing, target in key.items())
        return for_parts(scoring.parts, points, right, len(answer) - right, len(key))

    def key(self, body: Pairs) -> object:
        """Give each thing with its target, both as text."""
        texts = {each.id: text_in(each.text, "") for each in body.targets}
        return [
            {"of": text_in(each.text, ""), self.link: texts[each.target]}
            for each in body.things
            if each.target in texts
        ]

    def texts(self, body: Pairs) -> tuple[Text, ...]:
        """Give the texts of things and targets."""
        return (*(each.text for each in body.things), *(each.text for each in body.targets))

    def explain(
        self,
        body: Pairs,
        answer: Mapping[str, str] | None,
        labels: Sequence[Label],
        language: str,
    ) -> Data:
        """Give each thing with own target, right target and rationale."""
        texts = {each.id: text_in(each.text, language) for each in body.targets}
        chosen = answer or {}
        return {
            "parts": [
                {
                    "text": text_in(thing.text, language),
                    "given": texts.get(chosen.get(thing.id, ""), ""),
                    "answer": texts.get(thing.target, ""),
                    "is_right": chosen.get(thing.id, "") == thing.target,
                    "rationale": text_in(thing.rationale, language),
                }
                for thing in body.things
            ]
        }


def _ids(parts: Sequence[Thing] | Sequence[Target]) -> frozenset[str]:
    return frozenset(each.id for each in parts)


def _shown(
    parts: Sequence[Thing] | Sequence[Target], labels: Sequence[Label], language: str
) -> list[Data]:
    texts = {each.id: text_in(each.text, language) for each in parts}
    return [
        {"label": each.label, "text": texts[each.option]} for each in labels if each.option in texts
    ]
