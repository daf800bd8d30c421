"""From marks to a result: percentage, domains, pass."""

from collections.abc import Sequence

from assessments.model import Demand, DomainResult, Exam, Form, Mark, Result
from assessments.points import percent, reaches, total


def result_of(exam: Exam, form: Form, marks: Sequence[Mark]) -> Result:
    """Give the result of a form.

    It passes with at least `pass_percent` of all points and at least the
    minimum of every domain that has one.
    """
    earned = total(mark.earned for mark in marks)
    possible = total(mark.possible for mark in marks)
    domains = tuple(_domain(demand, form, marks) for demand in exam.blueprint.demands)
    is_passed = reaches(earned, possible, exam.pass_percent) and not any(
        domain.is_below_minimum for domain in domains
    )
    return Result(
        earned, possible, percent(earned, possible), exam.pass_percent, is_passed, domains
    )


def _domain(demand: Demand, form: Form, marks: Sequence[Mark]) -> DomainResult:
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
    )
