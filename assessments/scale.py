"""From marks to a result: percentage, scaled score, domains, pass."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from assessments.bands import band_of
from assessments.model import (
    Demand,
    DomainResult,
    Exam,
    Form,
    Mark,
    Result,
    Scale,
    Section,
    SectionResult,
)
from assessments.points import percent, reaches, total


def result_of(exam: Exam, form: Form, marks: Sequence[Mark]) -> Result:
    """Give the result of a form.

    It passes with at least `pass_percent` of all points and at least the
    minimum of every domain that has one.
    """
    earned = total(mark.earned for mark in marks)
    possible = total(mark.possible for mark in marks)
    domains = tuple(_domain(exam, demand, form, marks) for demand in exam.blueprint.demands)
    is_passed = reaches(earned, possible, exam.pass_percent) and not any(
        domain.is_below_minimum for domain in domains
    )
    return Result(
        earned,
        possible,
        percent(earned, possible),
        exam.pass_percent,
        is_passed,
        domains,
        scaled_score(exam, earned, possible),
        tuple(_section(exam, section, domains) for section in exam.sections),
    )


def scaled_score(exam: Exam, earned: Decimal, possible: Decimal) -> Decimal | None:
    """Give the score on the exam's scale, a whole number; None without a scale or points.

    Linear from no point to the cut, and from there to all points, so that the
    cut score means the cut whatever percentage it is. Rounded down, so that a
    score under the cut never reads as the cut.
    """
    if exam.scale is None or not possible:
        return None
    score = _on(exam.scale, earned * 100, exam.pass_percent * possible, 100 * possible)
    return score.quantize(Decimal(1), ROUND_FLOOR)


def _on(scale: Scale, reached: Decimal, cut: Decimal, most: Decimal) -> Decimal:
    if reached >= cut:
        above = scale.highest - scale.cut
        return scale.highest if most == cut else scale.cut + above * (reached - cut) / (most - cut)
    return scale.lowest + (scale.cut - scale.lowest) * reached / cut


def _domain(exam: Exam, demand: Demand, form: Form, marks: Sequence[Mark]) -> DomainResult:
    own = [
        mark for item, mark in zip(form.items, marks, strict=True) if item.domain == demand.domain
    ]
    earned, possible = total(mark.earned for mark in own), total(mark.possible for mark in own)
    minimum = demand.minimum_percent
    return DomainResult(
        domain=demand.domain,
        count=len(own),
        right=sum(mark.outcome == "right" for mark in own),
        earned=earned,
        possible=possible,
        percent=percent(earned, possible),
        minimum_percent=minimum,
        is_below_minimum=minimum is not None and not reaches(earned, possible, minimum),
        band=band_of(earned, possible, len(own), exam.pass_percent if minimum is None else minimum),
    )


def _section(exam: Exam, section: Section, domains: Sequence[DomainResult]) -> SectionResult:
    own = tuple(each for each in domains if each.domain in section.domains)
    earned, possible = total(each.earned for each in own), total(each.possible for each in own)
    count = sum(each.count for each in own)
    band = band_of(earned, possible, count, exam.pass_percent)
    return SectionResult(section.title, own, earned, possible, band)
