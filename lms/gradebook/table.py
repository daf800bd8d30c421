"""Gradebooks as tables: trainees down, works or courses across, sorted as is asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

from lms.gradebook.book import Mark, Mean, Total, Trainee, Work, mean_of, total_of
from lms.gradebook.plan import Plan, Standing
from lms.web.locale import by_name


class SortKey(StrEnum):
    """What the rows of a gradebook can be sorted by."""

    NAME = "name"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Order:
    """How the rows of a gradebook are sorted."""

    key: SortKey = SortKey.NAME
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class RunRow:
    """A trainee's line in the gradebook of a run; `rank` is what totals are sorted by."""

    trainee: Trainee
    marks: Sequence[Mark | None]
    total: Total
    standing: Standing
    rank: Decimal


@dataclass(frozen=True, slots=True)
class RunBook:
    """The gradebook of a run; marks and means stand in the order of the works."""

    works: Sequence[Work]
    rows: Sequence[RunRow]
    means: Sequence[Mean | None]
    plan: Plan

    @property
    def left_out(self) -> Sequence[Work]:
        """The works that count in no group though there are groups."""
        return [work for work in self.works if not self.plan.counts(work.pair)]


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A trainee's line in the gradebook of a cohort: a total and a percent a run, then all points."""

    trainee: Trainee
    totals: Sequence[Total | None]
    percents: Sequence[Decimal | None]
    total: Total

    @property
    def rank(self) -> Decimal:
        """What totals are sorted by."""
        return self.total.earned


class Ranked(Protocol):
    """A line of any gradebook."""

    @property
    def trainee(self) -> Trainee: ...

    @property
    def rank(self) -> Decimal: ...


R = TypeVar("R", bound=Ranked)


def run_book(
    works: Sequence[Work],
    trainees: Sequence[Trainee],
    marks: Mapping[tuple[int, str, str], Mark],
    plan: Plan | None = None,
) -> RunBook:
    """Put marks, by (trainee id, work kind, work key), into their places, and weigh them."""
    weighed = plan or Plan()
    rows = [_row(works, trainee, marks, weighed) for trainee in trainees]
    means = tuple(mean_of(row.marks[place] for row in rows) for place in range(len(works)))
    return RunBook(works, rows, means, weighed)


def in_order(rows: Iterable[R], order: Order) -> list[R]:
    """The rows sorted; people with equal totals stand by name."""
    named = sorted(
        rows,
        key=lambda row: (by_name(row.trainee.name), row.trainee.id),
        reverse=order.is_descending and order.key is SortKey.NAME,
    )
    if order.key is SortKey.NAME:
        return named
    sign = -1 if order.is_descending else 1
    return sorted(named, key=lambda row: sign * row.rank)


def _row(
    works: Sequence[Work],
    trainee: Trainee,
    marks: Mapping[tuple[int, str, str], Mark],
    plan: Plan,
) -> RunRow:
    line = tuple(marks.get((trainee.id, work.kind, work.key)) for work in works)
    total = total_of(line)
    standing = plan.standing(
        {
            work.pair: mark
            for work, mark in zip(works, line, strict=True)
            if mark and not mark.is_excused
        }
    )
    unranked = Decimal(-1) if standing.percent is None else standing.percent
    return RunRow(trainee, line, total, standing, unranked if plan.is_weighted else total.earned)
