"""A gradebook as values: trainees down, works or courses across, sums exact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

from assessments import points
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
class Trainee:
    """A person of the class; `is_namesake` when another one has the same name."""

    id: int
    name: str
    email: str
    is_namesake: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work of a run; `possible` is None while nobody knows its points."""

    kind: str
    key: str
    title: Mapping[str, str]
    possible: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a trainee has for one work, and where it comes from."""

    grade_id: int
    source_id: int
    earned: Decimal
    possible: Decimal
    n_recorded: int = 1


@dataclass(frozen=True, slots=True)
class Total:
    """Points added up over graded works; what was not graded counts neither way."""

    earned: Decimal = Decimal(0)
    possible: Decimal = Decimal(0)
    n_graded: int = 0

    @property
    def percent(self) -> Decimal | None:
        """The earned share, None while there is nothing to earn."""
        return percent_of(self)


@dataclass(frozen=True, slots=True)
class Mean:
    """How a class did in one work, over those who have a grade."""

    earned: Decimal
    percent: Decimal | None
    n_graded: int


@dataclass(frozen=True, slots=True)
class RunRow:
    """A trainee's line in the gradebook of a run."""

    trainee: Trainee
    marks: Sequence[Mark | None]
    total: Total


@dataclass(frozen=True, slots=True)
class RunBook:
    """The gradebook of a run; marks and means stand in the order of the works."""

    works: Sequence[Work]
    rows: Sequence[RunRow]
    means: Sequence[Mean | None]


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A trainee's line in the gradebook of a cohort: one total a run, then all of them."""

    trainee: Trainee
    totals: Sequence[Total | None]
    total: Total


class HasPoints(Protocol):
    """Anything that was earned out of something."""

    @property
    def earned(self) -> Decimal: ...

    @property
    def possible(self) -> Decimal: ...


class HasTotal(Protocol):
    """A line of any gradebook."""

    @property
    def trainee(self) -> Trainee: ...

    @property
    def total(self) -> Total: ...


R = TypeVar("R", bound=HasTotal)


def percent_of(thing: HasPoints) -> Decimal | None:
    """The earned share in percent, None where there was nothing to earn."""
    return points.percent(thing.earned, thing.possible) if thing.possible else None


def total_of(marks: Iterable[Mark | Total | None]) -> Total:
    """Add up what there is."""
    present = [mark for mark in marks if mark is not None]
    return Total(
        points.total(mark.earned for mark in present),
        points.total(mark.possible for mark in present),
        sum(mark.n_graded if isinstance(mark, Total) else 1 for mark in present),
    )


def mean_of(marks: Iterable[Mark | None]) -> Mean | None:
    """The mean over those who have a mark, None if nobody has."""
    present = [mark for mark in marks if mark is not None]
    if not present:
        return None
    total = total_of(present)
    return Mean(points.mean([mark.earned for mark in present]), total.percent, total.n_graded)


def run_book(
    works: Sequence[Work],
    trainees: Sequence[Trainee],
    marks: Mapping[tuple[int, str, str], Mark],
) -> RunBook:
    """Put marks, by (trainee id, work kind, work key), into their places."""
    rows = []
    for trainee in trainees:
        line = tuple(marks.get((trainee.id, work.kind, work.key)) for work in works)
        rows.append(RunRow(trainee, line, total_of(line)))
    means = tuple(mean_of(row.marks[place] for row in rows) for place in range(len(works)))
    return RunBook(works, rows, means)


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
    return sorted(named, key=lambda row: sign * row.total.earned)
