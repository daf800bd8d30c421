"""Gradebooks as rows of a spreadsheet."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from flask_babel import gettext

from lms.enrollments.models import CourseRun
from lms.gradebook.book import Mark, Total, Trainee
from lms.gradebook.plan import Plan, Standing
from lms.gradebook.table import CohortRow, RunBook, RunRow
from lms.web.locale import in_language
from lms.web.spreadsheets import Cell


def rows_of_run(book: RunBook, rows: Iterable[RunRow]) -> Iterator[list[Cell]]:
    """Header and trainees of a run: points earned and possible for each work, then what they come to."""
    ends = _group_ends(book.plan) if book.plan.is_weighted else _sum_ends()
    yield _header((in_language(work.title) for work in book.works), ends)
    for row in rows:
        end = _standing(row.standing) if book.plan.is_weighted else _sum(row.total)
        yield [*_who(row.trainee), *_cells(row.marks), *end]


def rows_of_cohort(runs: Sequence[CourseRun], rows: Iterable[CohortRow]) -> Iterator[list[Cell]]:
    """Header and trainees of a cohort: points earned and possible for each run, then the sum."""
    yield _header((in_language(run.course.title) for run in runs), _sum_ends())
    for row in rows:
        yield [*_who(row.trainee), *_cells(row.totals), *_sum(row.total)]


def _header(titles: Iterable[str], ends: Sequence[str]) -> list[Cell]:
    columns = [
        column
        for title in titles
        for column in (
            gettext("%(title)s 점수", title=title),
            gettext("%(title)s 만점", title=title),
        )
    ]
    return [gettext("이름"), gettext("이메일"), *columns, *ends]


def _sum_ends() -> list[str]:
    return [gettext("합계 점수"), gettext("합계 만점"), gettext("백분율")]


def _group_ends(plan: Plan) -> list[str]:
    groups = [gettext("%(name)s 백분율", name=group.name) for group in plan.groups]
    return [*groups, gettext("백분율")]


def _standing(standing: Standing) -> Iterator[Cell]:
    return map(_number, (*standing.groups, standing.percent))


def _who(trainee: Trainee) -> tuple[str, str]:
    return trainee.name, trainee.email


def _cells(marks: Iterable[Mark | Total | None]) -> Iterator[Cell]:
    for mark in marks:
        if isinstance(mark, Mark) and mark.is_excused:
            yield from (gettext("면제"), None)
        else:
            yield None if mark is None else _number(mark.earned)
            yield None if mark is None else _number(mark.possible)


def _sum(total: Total) -> tuple[Cell, ...]:
    return _number(total.earned), _number(total.possible), _number(total.percent)


def _number(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.normalize() + 0
