"""Gradebooks as rows of a spreadsheet."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from flask_babel import gettext

from lms.enrollments.models import CourseRun
from lms.gradebook.book import CohortRow, Mark, RunRow, Total, Trainee, Work
from lms.web.locale import in_language, points


def rows_of_run(works: Sequence[Work], rows: Iterable[RunRow]) -> Iterator[list[str]]:
    """Header and trainees of a run: points earned and possible for each work, then the sum."""
    yield _header(in_language(work.title) for work in works)
    for row in rows:
        yield [*_who(row.trainee), *_cells(row.marks), *_sum(row.total)]


def rows_of_cohort(runs: Sequence[CourseRun], rows: Iterable[CohortRow]) -> Iterator[list[str]]:
    """Header and trainees of a cohort: points earned and possible for each run, then the sum."""
    yield _header(in_language(run.course.title) for run in runs)
    for row in rows:
        yield [*_who(row.trainee), *_cells(row.totals), *_sum(row.total)]


def _header(titles: Iterable[str]) -> list[str]:
    columns = [
        column
        for title in titles
        for column in (
            gettext("%(title)s 점수", title=title),
            gettext("%(title)s 만점", title=title),
        )
    ]
    ends = [gettext("합계 점수"), gettext("합계 만점"), gettext("백분율")]
    return [gettext("이름"), gettext("이메일"), *columns, *ends]


def _who(trainee: Trainee) -> tuple[str, str]:
    return trainee.name, trainee.email


def _cells(marks: Iterable[Mark | Total | None]) -> Iterator[str]:
    for mark in marks:
        yield "" if mark is None else points(mark.earned)
        yield "" if mark is None else points(mark.possible)


def _sum(total: Total) -> tuple[str, str, str]:
    return points(total.earned), points(total.possible), _percent(total.percent)


def _percent(value: Decimal | None) -> str:
    return "" if value is None else points(value)
