"""Foreign tests → exams of ours; what a test leaves open is settled here and said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import get_args

from assessments.formats.drafting import number_in
from assessments.formats.imported import ForeignTest, TestSection
from assessments.formats.yaml_exam import exam_data, exam_from
from assessments.model import (
    Blueprint,
    Demand,
    Exam,
    MultipleRule,
    OrderRule,
    Part,
    PartsRule,
    Problem,
    Scale,
    Scoring,
    Section,
    Severity,
    Text,
)

MINUTES = 60
PASS_PERCENT = Decimal(60)
ANY_BANK = "bank"


@dataclass(frozen=True, slots=True)
class ImportedExam:
    """An exam, the file it came from, and the titles of the domains or sections it asks."""

    file: str
    exam: Exam
    domains: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class ExamOfTest:
    """The exam that a test becomes, if it can, and what was settled or lost."""

    found: ImportedExam | None
    problems: tuple[Problem, ...]


def exam_of_test(test: ForeignTest) -> ExamOfTest:
    """Give a test as an exam of a bank that is still to be named."""
    if not test.sections:
        return _lost(test, "no question of it can be asked; it is no exam")
    exam = _exam(test)
    try:
        exam_from(exam_data(exam))
    except ValueError as error:
        return _lost(test, f"it is no exam here: {error}")
    titles = {each.id: {test.language: each.title or each.id} for each in test.sections}
    return ExamOfTest(ImportedExam(test.file, exam, titles), tuple(_settled(test)))


def _lost(test: ForeignTest, message: str) -> ExamOfTest:
    return ExamOfTest(None, (_problem(test, "unsound-test", message, "error"),))


def _settled(test: ForeignTest) -> Sequence[Problem]:
    """What every exam needs and the test does not say."""
    said = []
    if not test.minutes:
        said.append(f"no time limit ({MINUTES} minutes)")
    if "PASS_PERCENT" not in test.rules:
        said.append(f"no percentage to pass ({PASS_PERCENT} %)")
    if not said:
        return ()
    message = f"it sets {', '.join(said)}: so it is until somebody uses it otherwise"
    return (_problem(test, "test-settings", message, "warning"),)


def _problem(test: ForeignTest, code: str, message: str, severity: Severity) -> Problem:
    return Problem(severity, code, test.file, None, test.line, f"test {test.title!r}: {message}")


def _exam(test: ForeignTest) -> Exam:
    own = _OwnRules(test.rules)
    demands = tuple(_demand(each, own, test.language) for each in test.sections)
    return Exam(
        id=test.id,
        title={test.language: test.title},
        bank=ANY_BANK,
        minutes=test.minutes or MINUTES,
        attempts=test.attempts or int(own.number("ATTEMPTS", Decimal(1))),
        pass_percent=own.number("PASS_PERCENT", PASS_PERCENT),
        blueprint=Blueprint(demands),
        scoring=own.scoring(),
        shuffles_items=test.shuffles_items,
        shuffles_options=own.is_set("MIXES_OPTIONS", test.shuffles_options),
        scale=own.scale(),
        sections=_sections(test, own),
    )


def _demand(section: TestSection, own: "_OwnRules", language: str) -> Demand:
    minimum = own.minimum(section.id)
    if section.id in own.rules.get("DOMAINS", ()):
        return Demand(section.id, section.count, minimum)
    title = {language: section.title or section.id}
    part = Part(title, section.items, section.is_mixed, section.points)
    return Demand(section.id, section.count, minimum, part)


def _sections(test: ForeignTest, own: "_OwnRules") -> tuple[Section, ...]:
    """Titles over the parts: those of the outermost sections, or of each where there is only one."""
    groups: dict[int, list[TestSection]] = {}
    for each in test.sections:
        groups.setdefault(each.group, []).append(each)
    if not own.is_set("HAS_SECTIONS", len(test.sections) > 1):
        return ()
    if len(groups) == 1 and "HAS_SECTIONS" not in own.rules:
        if test.shuffles_items:
            return ()
        return tuple(
            Section(_title(test, each.title or each.id), (each.id,)) for each in test.sections
        )
    return tuple(
        Section(
            _title(test, test.groups[place] if place < len(test.groups) else inside[0].title),
            tuple(each.id for each in inside),
        )
        for place, inside in groups.items()
    )


def _title(test: ForeignTest, title: str) -> Text:
    return {test.language: title}


@dataclass(frozen=True, slots=True)
class _OwnRules:
    """What our own export says beside what QTI can say."""

    rules: Mapping[str, Sequence[str]]

    def first(self, name: str) -> str:
        return next(iter(self.rules.get(name, ())), "")

    def number(self, name: str, default: Decimal) -> Decimal:
        found = number_in(self.first(name))
        return default if found is None else found

    def is_set(self, name: str, default: bool) -> bool:
        return self.first(name) == "true" if name in self.rules else default

    def minimum(self, section: str) -> Decimal | None:
        found = [each.split() for each in self.rules.get("MINIMUM_PERCENT", ())]
        listed = {pair[0]: number_in(pair[1]) for pair in found if len(pair) == 2}
        return listed.get(section)

    def scoring(self) -> Scoring:
        usual = Scoring()
        multiple: tuple[MultipleRule, ...] = get_args(MultipleRule)
        parts: tuple[PartsRule, ...] = get_args(PartsRule)
        order: tuple[OrderRule, ...] = get_args(OrderRule)
        return Scoring(
            next((each for each in multiple if each == self.first("MULTIPLE")), usual.multiple),
            next((each for each in parts if each == self.first("PARTS")), usual.parts),
            next((each for each in order if each == self.first("ORDER")), usual.order),
        )

    def scale(self) -> Scale | None:
        scores = [number_in(each) for each in self.rules.get("SCALE", ())]
        known = [each for each in scores if each is not None]
        return Scale(known[0], known[1], known[2]) if len(known) == 3 else None


def without_items(exam: Exam, lost: frozenset[str]) -> Exam | None:
    """Give the exam without some items in its parts; None where nothing is left to ask."""
    kept = []
    for demand in exam.blueprint.demands:
        part = demand.part
        if part is None or not lost & set(part.items):
            kept.append(demand)
            continue
        items = tuple(item for item in part.items if item not in lost)
        if items:
            points = tuple(each for each in part.points if each[0] in items)
            left = replace(part, items=items, points=points)
            kept.append(replace(demand, part=left, count=min(demand.count, len(items))))
    names = {demand.domain for demand in kept}
    sections = tuple(each for each in exam.sections if names & set(each.domains))
    return replace(exam, blueprint=Blueprint(tuple(kept)), sections=sections) if kept else None
