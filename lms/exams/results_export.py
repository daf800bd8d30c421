"""Everybody's results at an exam as rows of a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext

from assessments.model import DomainResult, Result
from lms.accounts.models import User
from lms.exams.delivery import result_of_attempt
from lms.exams.models import Attempt
from lms.web.locale import in_language, moment, points

Domains = Mapping[str, Mapping[str, str]]


def rows_of_results(found: Sequence[tuple[User, Attempt]], domains: Domains) -> Iterator[list[str]]:
    """A closed attempt a row: points, percentage, scaled score, pass, then each of `domains`.

    A domain has points, possible points, and the two ends of its band.
    """
    yield [*_head(), *(column for titles in domains.values() for column in _domain_head(titles))]
    for person, attempt in found:
        result = result_of_attempt(attempt)
        by_domain = {each.domain: each for each in result.domains}
        yield [
            person.name,
            person.email,
            str(attempt.number),
            moment(attempt.started_at),
            moment(attempt.closed_at),
            points(result.earned),
            points(result.possible),
            points(result.percent),
            "" if result.scaled is None else points(result.scaled),
            _verdict(attempt, result),
            *(cell for each in domains for cell in _domain_cells(by_domain.get(each))),
        ]


def _verdict(attempt: Attempt, result: Result) -> str:
    if attempt.invalidated_at is not None:
        return str(gettext("무효"))
    if attempt.is_waiting:
        return str(gettext("채점 대기"))
    return str(gettext("합격") if result.is_passed else gettext("불합격"))


def _head() -> list[str]:
    return [
        gettext("이름"),
        gettext("이메일"),
        gettext("회차"),
        gettext("시작"),
        gettext("끝"),
        gettext("점수"),
        gettext("만점"),
        gettext("백분율"),
        gettext("환산 점수"),
        gettext("결과"),
    ]


def _domain_head(titles: Mapping[str, str]) -> list[str]:
    title = in_language(titles)
    return [
        gettext("%(title)s 점수", title=title),
        gettext("%(title)s 만점", title=title),
        gettext("%(title)s 범위 아래(%%)", title=title),
        gettext("%(title)s 범위 위(%%)", title=title),
    ]


def _domain_cells(domain: DomainResult | None) -> list[str]:
    if domain is None or domain.band is None:
        return [""] * 4
    ends = (domain.band.low, domain.band.high)
    return [points(each) for each in (domain.earned, domain.possible, *ends)]
