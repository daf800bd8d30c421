"""The parts of a gradebook as values: trainees, works, marks, and exact sums of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from assessments import points
from lms.grades.models import Standing


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

    @property
    def pair(self) -> tuple[str, str]:
        """Kind and key, as grades name it."""
        return self.kind, self.key


@dataclass(frozen=True, slots=True)
class Mark:
    """What a trainee has for one work, and where it comes from."""

    grade_id: int
    source_id: int | None
    earned: Decimal
    possible: Decimal
    n_recorded: int = 1
    standing: Standing = Standing.FOUND

    @property
    def is_excused(self) -> bool:
        """Whether the trainee need not do the work."""
        return self.standing is Standing.EXCUSED

    @property
    def is_given(self) -> bool:
        """Whether a person decided on the points."""
        return self.standing is Standing.GIVEN


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


class HasPoints(Protocol):
    """Anything that was earned out of something."""

    @property
    def earned(self) -> Decimal: ...

    @property
    def possible(self) -> Decimal: ...


M = TypeVar("M", bound="Mark | Total")


def percent_of(thing: HasPoints) -> Decimal | None:
    """The earned share in percent, None where there was nothing to earn."""
    return points.percent(thing.earned, thing.possible) if thing.possible else None


def total_of(marks: Iterable[Mark | Total | None]) -> Total:
    """Add up what there is and is not excused."""
    present = list(_counting(marks))
    return Total(
        points.total(mark.earned for mark in present),
        points.total(mark.possible for mark in present),
        sum(mark.n_graded if isinstance(mark, Total) else 1 for mark in present),
    )


def _counting(marks: Iterable[M | None]) -> Iterator[M]:
    for mark in marks:
        if mark is not None and not (isinstance(mark, Mark) and mark.is_excused):
            yield mark


def mean_of(marks: Iterable[Mark | None]) -> Mean | None:
    """The mean over those who have a mark that is not excused, None if nobody has."""
    present = list(_counting(marks))
    if not present:
        return None
    total = total_of(present)
    return Mean(points.mean([mark.earned for mark in present]), total.percent, total.n_graded)
