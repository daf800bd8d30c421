"""What a QTI item declares as right for each of its responses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.formats.drafting import number_in
from assessments.formats.xml_source import Node


@dataclass(slots=True)
class Declared:
    """A response: how many values it has, of what type, and which are right."""

    cardinality: str = "single"
    base_type: str = "identifier"
    correct: list[str] = field(default_factory=list)
    credits: dict[str, Decimal] = field(default_factory=dict)
    is_case_kept: bool = False
    areas: list[tuple[str, str, Decimal]] = field(default_factory=list)
    tolerance: tuple[Decimal, Decimal, bool] | None = None
    """Below, above, and whether both are percentages."""
    ranges: list[tuple[Decimal, Decimal]] = field(default_factory=list)
    """Further right numbers, each with its tolerance."""

    @property
    def right(self) -> list[str]:
        """Give the right values: the correct ones, or else those that earn most."""
        if self.correct:
            return self.correct
        best = max(self.credits.values(), default=Decimal(0))
        if best <= 0:
            return []
        if self.cardinality == "single":
            return [value for value, credit in self.credits.items() if credit == best]
        return [value for value, credit in self.credits.items() if credit > 0]

    @property
    def percents(self) -> Mapping[str, Decimal]:
        """Give what each value earns, in percent of the most; the correct one earns all."""
        best = max(self.credits.values(), default=Decimal(0))
        found = dict.fromkeys(self.right, Decimal(100))
        for value, credit in self.credits.items():
            if best > 0:
                share = max(Decimal(0), credit * 100 / best)
                found.setdefault(value, share.quantize(Decimal("0.01")).normalize())
        return {value: Decimal(f"{credit:f}") for value, credit in found.items()}


def read_declarations(item: Node) -> dict[str, Declared]:
    """Read the response declarations of an item, by identifier."""
    found = {each.get("identifier"): _declared(each) for each in item.own("responseDeclaration")}
    processing = item.child("responseProcessing")
    if processing is not None and item.get("adaptive") != "true":
        _read_processing(processing, found)
    return found


def _declared(node: Node) -> Declared:
    declared = Declared(node.get("cardinality", "single"), node.get("baseType", "identifier"))
    if (correct := node.child("correctResponse")) is not None:
        declared.correct = [value.text for value in correct.own("value") if value.text]
    if (mapping := node.child("mapping")) is not None:
        for entry in mapping.own("mapEntry"):
            key = entry.get("mapKey")
            declared.credits[key] = number_in(entry.get("mappedValue")) or Decimal(0)
            declared.is_case_kept |= entry.get("caseSensitive") == "true"
        keys = [key.casefold() for key in declared.credits]
        declared.is_case_kept |= len(set(keys)) < len(keys)
    if (areas := node.child("areaMapping")) is not None:
        declared.areas = [
            (
                each.get("shape"),
                each.get("coords"),
                number_in(each.get("mappedValue")) or Decimal(0),
            )
            for each in areas.own("areaMapEntry")
        ]
    return declared


def _read_processing(node: Node, found: Mapping[str, Declared]) -> None:
    """Tolerances, and what is compared with a response that declares nothing right."""
    for equal in node.all("equal"):
        variable = equal.first("correct") or equal.first("variable")
        declared = None if variable is None else found.get(variable.get("identifier"))
        if declared is not None and (equal.first("correct") is not None or not declared.correct):
            _take_tolerance(equal, declared)
    for branch in node.all("responseIf", "responseElseIf"):
        if not _earns(branch):
            continue
        tests = [
            each
            for child in branch.children
            for each in (child.children if child.name == "or" else [child])
        ]
        for test in tests:
            if (
                test.name == "equal"
                and test.first("baseValue") is not None
                and _take_range(test, found)
            ):
                continue
            if test.name in ("match", "stringMatch", "equal"):
                _take_compared(test, found)


def _take_tolerance(equal: Node, declared: Declared) -> None:
    mode = equal.get("toleranceMode", "exact")
    numbers = [number_in(each) for each in equal.get("tolerance").split()]
    margins = [abs(each) for each in numbers if each is not None]
    if mode in ("absolute", "relative") and margins:
        declared.tolerance = (margins[0], margins[-1], mode == "relative")
    if mode == "exact" and not declared.correct:
        _take_compared(equal, {"": declared})


def _take_range(equal: Node, found: Mapping[str, Declared]) -> bool:
    """A number with a tolerance beside the correct one; False where it is no such."""
    variable, value = equal.first("variable"), equal.first("baseValue")
    declared = None if variable is None else found.get(variable.get("identifier"))
    number = None if value is None else number_in(value.text)
    margins = [number_in(each) for each in equal.get("tolerance").split()]
    if (
        declared is None
        or not declared.correct
        or number is None
        or not margins
        or margins[0] is None
    ):
        return False
    declared.ranges.append((number, abs(margins[0])))
    return True


def _take_compared(test: Node, found: Mapping[str, Declared]) -> None:
    variable, value = test.first("variable"), test.first("baseValue")
    if variable is None or value is None:
        return
    declared = found.get(variable.get("identifier"), found.get(""))
    if declared is not None and not declared.correct and value.text not in declared.credits:
        declared.credits[value.text] = Decimal(1)


def _earns(branch: Node) -> bool:
    """Whether a branch sets a score above nothing."""
    for outcome in branch.own("setOutcomeValue"):
        value = outcome.first("baseValue")
        number = None if value is None else number_in(value.text)
        if "SCORE" in outcome.get("identifier").upper() and number is not None and number > 0:
            return True
    return False
