"""What the response processing of a QTI 1.2 item says is right."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.formats.drafting import number_in
from assessments.formats.xml_source import Node

BOUNDS = frozenset(["vargte", "vargt", "varlte", "varlt"])


@dataclass(slots=True)
class Rule:
    """A condition that earns points: what must be answered, per response, and between what."""

    points: Decimal
    values: dict[str, list[str]] = field(default_factory=dict)
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scoring:
    """The rules that earn points, and which feedback belongs to which option."""

    rules: tuple[Rule, ...]
    remarks: dict[str, str]

    def right(self, response: str) -> list[str]:
        """Give the values that earn points for a response, each once, best first."""
        ranked = sorted(self.rules, key=lambda rule: -rule.points)
        values = [value for rule in ranked for value in rule.values.get(response, ())]
        return list(dict.fromkeys(values))

    def best(self, response: str) -> list[str]:
        """Give the values of the rule that earns most for a response."""
        fitting = [rule for rule in self.rules if rule.values.get(response)]
        best = max((rule.points for rule in fitting), default=Decimal(0))
        values = [
            value for rule in fitting if rule.points == best for value in rule.values[response]
        ]
        return list(dict.fromkeys(values))


def read_scoring(item: Node) -> Scoring:
    """Read every condition that adds or sets points above nothing."""
    rules: list[Rule] = []
    remarks: dict[str, str] = {}
    for condition in item.all("respcondition"):
        variables = condition.child("conditionvar")
        if variables is None:
            continue
        rule = Rule(max(map(_points, condition.own("setvar")), default=Decimal(0)))
        for node in _positive(variables):
            _take(node, rule)
        named = [value for values in rule.values.values() for value in values]
        if len(named) == 1:
            for shown in condition.own("displayfeedback"):
                remarks.setdefault(named[0], shown.get("linkrefid"))
        if rule.points > 0:
            rules.append(rule)
    return Scoring(tuple(rules), remarks)


def _points(node: Node) -> Decimal:
    """Points that a `setvar` gives; taking away gives none."""
    number = number_in(node.text) or Decimal(0)
    if node.text.lower() in ("correct", "score.max"):
        number = Decimal(100)
    return number if node.get("action", "Set").lower() in ("set", "add") else Decimal(0)


def _positive(node: Node) -> Iterator[Node]:
    """The tests that must hold: nothing inside of `not`."""
    for each in node.children:
        if each.name in ("and", "or"):
            yield from _positive(each)
        elif each.name != "not":
            yield each


def _take(node: Node, rule: Rule) -> None:
    number = number_in(node.text)
    if node.name in ("varequal", "varsubstring", "varsubset"):
        rule.values.setdefault(node.get("respident"), []).append(node.text)
    elif node.name in BOUNDS and number is not None:
        rule.values.setdefault(node.get("respident"), [])
        if node.name.startswith("varg"):
            rule.low = number
        else:
            rule.high = number
