"""Exams → QTI 3 tests, in one language; our own reader gives the same exam again.

What QTI has no words for stands in outcomes that have nothing but a default value: every
other system may pass them over.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape

from assessments.formats.foreign_exam import ImportedExam
from assessments.formats.qti3_scoring import identifier
from assessments.formats.qti_test_rules import OWN
from assessments.model import Demand, Exam, Item, Text, text_in

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
ASKED = ("active", "draft", "review")
"""The statuses of items that an exam draws, or will once somebody has read them."""
SUM = (
    "<qti-outcome-processing>"
    '<qti-set-outcome-value identifier="SCORE"><qti-sum><qti-test-variables '
    'variable-identifier="SCORE" weight-identifier="WEIGHT"/></qti-sum></qti-set-outcome-value>'
    "</qti-outcome-processing>\n"
)


class TestWriter:
    """Writes the exams of a bank, all in one language."""

    __test__ = False

    def __init__(self, items: Sequence[Item], language: str) -> None:
        self.items = [item for item in items if item.status in ASKED]
        self.language = language
        self.titles: Mapping[str, Text] = {}

    def test(self, written: ImportedExam) -> str:
        """Give an exam as a document."""
        exam, self.titles = written.exam, written.domains
        rules = "".join(declared_rule(name, values) for name, values in _rules(exam))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<qti-assessment-test xmlns="{NAMESPACE}" identifier="{identifier(exam.id)}" '
            f'title="{self._text(exam.title, exam.id)}" xml:lang="{escape(self.language)}">\n'
            '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>\n'
            f'{rules}<qti-time-limits max-time="{exam.minutes * 60}"/>\n'
            '<qti-test-part identifier="PART" navigation-mode="nonlinear" '
            f'submission-mode="simultaneous">\n{self._sections(exam)}</qti-test-part>\n'
            f"{SUM}</qti-assessment-test>\n"
        )

    def _text(self, text: Text, otherwise: str) -> str:
        return escape(text_in(text, self.language) or otherwise)

    def _sections(self, exam: Exam) -> str:
        """The sections of an exam, or all of it, hold those that the blueprint asks for."""
        if exam.sections:
            groups = [
                (
                    self._text(section.title, ""),
                    [each for each in exam.blueprint.demands if each.domain in section.domains],
                )
                for section in exam.sections
            ]
        elif exam.shuffles_items:
            groups = [(self._text(exam.title, exam.id), list(exam.blueprint.demands))]
        else:
            return "".join(self._demand(exam, each) for each in exam.blueprint.demands)
        return "".join(
            f'<qti-assessment-section identifier="GROUP-{number}" title="{title}" visible="true">\n'
            f"{_ordering(exam.shuffles_items)}"
            f"{''.join(self._demand(exam, each) for each in demands)}</qti-assessment-section>\n"
            for number, (title, demands) in enumerate(groups, 1)
        )

    def _demand(self, exam: Exam, demand: Demand) -> str:
        part = demand.part
        names = self._of_domain(exam, demand.domain) if part is None else part.items
        named = self.titles.get(demand.domain, {}) if part is None else part.title
        title = self._text(named, demand.domain)
        melts = ' keep-together="false"' if exam.shuffles_items else ""
        select = f'<qti-selection select="{demand.count}"/>\n' if demand.count < len(names) else ""
        refs = "".join(self._ref(name, exam.blueprint.points.get(name)) for name in names)
        return (
            f'<qti-assessment-section identifier="{identifier(demand.domain)}" title="{title}" '
            f'visible="true"{melts}>\n{select}{_ordering(part is None or part.is_mixed)}'
            f"{refs}</qti-assessment-section>\n"
        )

    def _of_domain(self, exam: Exam, domain: str) -> Sequence[str]:
        named = exam.blueprint.parts
        return [item.id for item in self.items if item.domain == domain and item.id not in named]

    def _ref(self, item: str, points: Decimal | None) -> str:
        weight = "" if points is None else f'<qti-weight identifier="WEIGHT" value="{points:f}"/>'
        return (
            f'<qti-assessment-item-ref identifier="ITEM-{escape(item)}" '
            f'href="../items/{escape(item)}.xml">{weight}</qti-assessment-item-ref>\n'
        )


def _ordering(is_mixed: bool) -> str:
    return '<qti-ordering shuffle="true"/>\n' if is_mixed else ""


def declared_rule(name: str, values: Sequence[str]) -> str:
    """Give an outcome that only tells our own reader something."""
    listed = "".join(f"<qti-value>{escape(each)}</qti-value>" for each in values)
    cardinality = "single" if len(values) == 1 else "ordered"
    return (
        f'<qti-outcome-declaration identifier="{OWN}{name}" cardinality="{cardinality}" '
        f'base-type="string"><qti-default-value>{listed}</qti-default-value>'
        "</qti-outcome-declaration>\n"
    )


def _rules(exam: Exam) -> Iterator[tuple[str, list[str]]]:
    """What QTI has no words for, by name."""
    yield "PASS_PERCENT", [f"{exam.pass_percent:f}"]
    yield "ATTEMPTS", [str(exam.attempts)]
    yield "MULTIPLE", [exam.scoring.multiple]
    yield "PARTS", [exam.scoring.parts]
    yield "ORDER", [exam.scoring.order]
    yield "MIXES_OPTIONS", ["true" if exam.shuffles_options else "false"]
    yield "HAS_SECTIONS", ["true" if exam.sections else "false"]
    demands = exam.blueprint.demands
    if domains := [each.domain for each in demands if each.part is None]:
        yield "DOMAINS", domains
    least = [
        f"{each.domain} {each.minimum_percent:f}"
        for each in demands
        if each.minimum_percent is not None
    ]
    if least:
        yield "MINIMUM_PERCENT", least
    if exam.scale is not None:
        scores = (exam.scale.lowest, exam.scale.highest, exam.scale.cut)
        yield "SCALE", [f"{each:f}" for each in scores]
