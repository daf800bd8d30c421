"""What an answer is looked at for, point by point, where no key decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.model import Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is looked at, and how many of all the points it can earn."""

    id: str
    text: Text
    points: Decimal


def mark_by_criteria(
    criteria: Sequence[Criterion], given: Mapping[str, Decimal], points: Decimal
) -> Decimal:
    """Give the share of `points` that was given per criterion; raises ValueError for what cannot be."""
    possible = sum((each.points for each in criteria), Decimal(0))
    highest = {each.id: each.points for each in criteria}
    for criterion, earned in given.items():
        if not 0 <= earned <= highest.get(criterion, Decimal(-1)):
            raise ValueError(f"{criterion}: no such criterion, or not from 0 to its points")
    return points * sum(given.values(), Decimal(0)) / possible
