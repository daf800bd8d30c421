"""What a course asks for before it is completed: pure rules over what a person has done."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

WorkKey = tuple[str, str]
"""A work's kind and key, as grades name it."""


class Kind(StrEnum):
    """What a condition looks at."""

    LESSONS = "lessons"
    SCORE = "score"
    WORK = "work"


@dataclass(frozen=True)
class Demand:
    """What a course run asks for; percents are whole numbers from 0 to 100, 0 asks nothing."""

    lessons_percent: int = 100
    score_percent: int = 0
    works: frozenset[WorkKey] = frozenset()


@dataclass(frozen=True)
class Achieved:
    """What one person has done in the run; marks are (earned, possible) by work."""

    n_done: int
    n_lessons: int
    marks: Mapping[WorkKey, tuple[Decimal, Decimal]]
    weighed_percent: Decimal | None = None
    """What the marks come to where the run weighs its works."""


@dataclass(frozen=True)
class Condition:
    """One thing asked for, how much of it is there, and whether that is enough."""

    kind: Kind
    wanted: int
    reached: int
    work: WorkKey | None = None

    @property
    def is_met(self) -> bool:
        """Whether the condition holds."""
        return self.reached >= self.wanted


def conditions(demand: Demand, achieved: Achieved) -> tuple[Condition, ...]:
    """Every condition of a run with how far the person is, in a fixed order.

    Percents are rounded down, so that nearly enough is never enough.
    """
    found = []
    if demand.lessons_percent:
        done = percent(Decimal(achieved.n_done), Decimal(achieved.n_lessons))
        found.append(Condition(Kind.LESSONS, demand.lessons_percent, done))
    if demand.score_percent:
        reached = _score(achieved)
        found.append(Condition(Kind.SCORE, demand.score_percent, reached))
    works = (
        Condition(Kind.WORK, 1, int(work in achieved.marks), work) for work in sorted(demand.works)
    )
    return (*found, *works)


def _score(achieved: Achieved) -> int:
    if achieved.weighed_percent is not None:
        return int(achieved.weighed_percent)
    return score_percent(achieved.marks.values())


def are_met(found: Collection[Condition]) -> bool:
    """Whether the course is completed; a run that asks for nothing never is."""
    return bool(found) and all(one.is_met for one in found)


def score_percent(marks: Collection[tuple[Decimal, Decimal]]) -> int:
    """Points earned of points possible over all graded works, in whole percent."""
    earned = sum((one for one, _ in marks), Decimal(0))
    return percent(earned, sum((possible for _, possible in marks), Decimal(0)))


def percent(part: Decimal, whole: Decimal) -> int:
    """A part of a whole in whole percent, rounded down; 0 where there is no whole."""
    return int(100 * part // whole) if whole else 0
