"""Our own format of an exam: one YAML file."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar, get_args

from assessments.draw import shortages
from assessments.fields import Entry, Fields, Report, entry_of
from assessments.formats.yaml_part import (
    MOST_ITEMS,
    check_parts,
    note_repeated_items,
    part_data,
    part_demand,
)
from assessments.formats.yaml_sections import read_sections, sections_data
from assessments.formats.yaml_source import read_entry
from assessments.items import is_askable
from assessments.items.kind import Data
from assessments.model import (
    Bank,
    Blueprint,
    Demand,
    Exam,
    MultipleRule,
    OrderRule,
    PartsRule,
    Problem,
    Scale,
    Scoring,
)

LONGEST_MINUTES = 600
MOST_ATTEMPTS = 100
HIGHEST_SCORE = 100_000
RULES: tuple[MultipleRule, ...] = get_args(MultipleRule)
PARTS_RULES: tuple[PartsRule, ...] = get_args(PartsRule)
ORDER_RULES: tuple[OrderRule, ...] = get_args(OrderRule)
R = TypeVar("R", bound=str)


@dataclass(frozen=True, slots=True)
class ReadExam:
    """An exam if it could be read, and everything wrong with its file."""

    exam: Exam | None
    problems: tuple[Problem, ...]

    @property
    def has_errors(self) -> bool:
        """Tell whether the exam must not be published."""
        return any(problem.severity == "error" for problem in self.problems)


def read_exam(path: Path, banks: Mapping[str, Bank]) -> ReadExam:
    """Read an exam file and check that its bank can meet its blueprint; `banks` by id."""
    report = Report(path.name)
    entry = read_entry(path, report)
    if entry is None:
        return ReadExam(None, tuple(report.problems))
    fields = Fields(entry, report)
    exam = parse_exam(fields)
    _check_supply(fields, exam, banks)
    return ReadExam(None if report.has_errors else exam, tuple(report.problems))


def parse_exam(fields: Fields) -> Exam:
    """Read an exam; what is wrong is in the report."""
    fields.only(
        "id", "title", "bank", "minutes", "attempts", "pass_percent", "scoring", "shuffle",
        "blueprint", "scale", "sections",
    )  # fmt: skip
    title = fields.text("title")
    fields.languages = tuple(title)
    shuffle = fields.child("shuffle") or _nothing(fields, "shuffle")
    shuffle.only("items", "options")
    blueprint = _blueprint(fields)
    return Exam(
        id=fields.word("id"),
        title=title,
        bank=fields.word("bank"),
        minutes=fields.whole("minutes", 1, LONGEST_MINUTES),
        attempts=fields.whole("attempts", 1, MOST_ATTEMPTS, 1),
        pass_percent=fields.percentage("pass_percent"),
        blueprint=blueprint,
        scoring=_scoring(fields),
        shuffles_items=shuffle.flag("items", True),
        shuffles_options=shuffle.flag("options", True),
        scale=_scale(fields),
        sections=read_sections(fields, blueprint),
    )


def _nothing(fields: Fields, what: str) -> Fields:
    return Fields(Entry({}), fields.report, fields.languages, what=what)


def _scoring(fields: Fields) -> Scoring:
    inner = fields.child("scoring") or _nothing(fields, "scoring")
    inner.only("multiple", "parts", "order")
    return Scoring(
        _rule(inner, "multiple", RULES, Scoring().multiple),
        _rule(inner, "parts", PARTS_RULES, Scoring().parts),
        _rule(inner, "order", ORDER_RULES, Scoring().order),
    )


def _rule(fields: Fields, name: str, rules: tuple[R, ...], default: R) -> R:
    given = fields.one_of(name, rules, default)
    return next((rule for rule in rules if rule == given), default)


def _scale(fields: Fields) -> Scale | None:
    inner = fields.child("scale")
    if inner is None:
        return None
    inner.only("min", "max", "cut")
    scale = Scale(*(Decimal(inner.whole(name, 0, HIGHEST_SCORE)) for name in ("min", "max", "cut")))
    if not scale.lowest < scale.cut <= scale.highest:
        fields.problem(
            "bad-scale", "'cut' must be over 'min' and at most 'max'", at=fields.get("scale")
        )
    return scale


def _blueprint(fields: Fields) -> Blueprint:
    demands = tuple(_demand(each) for each in fields.children("blueprint"))
    if fields.get("blueprint") is not None and not demands:
        fields.problem("blueprint-empty", "the blueprint is empty", at=fields.get("blueprint"))
    domains = [demand.domain for demand in demands]
    for repeated in sorted({each for each in domains if domains.count(each) > 1}):
        fields.problem(
            "domain-repeated", f"domain {repeated!r} stands twice", at=fields.get("blueprint")
        )
    note_repeated_items(fields, demands)
    return Blueprint(demands)


def _demand(fields: Fields) -> Demand:
    minimum = fields.percentage("minimum_percent", "0")
    least = minimum if fields.get("minimum_percent") is not None else None
    if fields.get("part") is not None:
        return part_demand(fields, least)
    fields.only("domain", "count", "minimum_percent")
    return Demand(fields.word("domain"), fields.whole("count", 1, MOST_ITEMS), least)


def _check_supply(fields: Fields, exam: Exam, banks: Mapping[str, Bank]) -> None:
    bank = banks.get(exam.bank)
    if bank is None:
        known = ", ".join(sorted(banks)) or "none"
        fields.problem(
            "unknown-bank",
            f"there is no bank {exam.bank!r}",
            at=fields.get("bank"),
            hint=f"banks here: {known}",
        )
        return
    check_parts(fields, exam.blueprint, bank)
    for short in shortages(exam.blueprint, [item for item in bank.items if is_askable(item)]):
        fields.problem(
            "too-few-items",
            f"domain {short.domain!r}: the exam asks for {short.demand} items, "
            f"the bank has {short.supply}",
            at=fields.get("blueprint"),
        )


def exam_data(exam: Exam) -> Data:
    """Give an exam as plain values that `exam_from` reads back."""
    return {
        "id": exam.id,
        "title": dict(exam.title),
        "bank": exam.bank,
        "minutes": exam.minutes,
        "attempts": exam.attempts,
        "pass_percent": str(exam.pass_percent),
        "scoring": _scoring_data(exam.scoring),
        "shuffle": {"items": exam.shuffles_items, "options": exam.shuffles_options},
        "blueprint": [_demand_data(demand) for demand in exam.blueprint.demands],
        **_scale_data(exam.scale),
        **sections_data(exam.sections),
    }


def _scale_data(scale: Scale | None) -> Data:
    """Nothing without a scale, so that hashes stay what they were."""
    if scale is None:
        return {}
    scores = {"min": scale.lowest, "max": scale.highest, "cut": scale.cut}
    return {"scale": {name: str(score) for name, score in scores.items()}}


def _scoring_data(scoring: Scoring) -> Data:
    """The rules; those that are as usual are left out, so that hashes stay what they were."""
    data = {"multiple": scoring.multiple, "parts": scoring.parts, "order": scoring.order}
    usual = {"parts": Scoring().parts, "order": Scoring().order}
    return {name: rule for name, rule in data.items() if usual.get(name) != rule}


def _demand_data(demand: Demand) -> Data:
    data: dict[str, object] = (
        {"domain": demand.domain, "count": demand.count}
        if demand.part is None
        else part_data(demand.domain, demand.count, demand.part)
    )
    if demand.minimum_percent is not None:
        data["minimum_percent"] = str(demand.minimum_percent)
    return data


def exam_from(data: Data) -> Exam:
    """Read an exam that `exam_data` gave; raises ValueError if it is not one."""
    report = Report("stored exam")
    exam = parse_exam(Fields(entry_of(data), report))
    if report.has_errors:
        raise ValueError("; ".join(problem.message for problem in report.problems))
    return exam
