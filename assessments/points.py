"""Points are decimals; a sum or a percentage is rounded here and nowhere else."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

STORED = Decimal("0.0001")
SHOWN_PERCENT = Decimal("0.1")
SHOWN_MEAN = Decimal("0.01")


def share(points: Decimal, part: int, whole: int) -> Decimal:
    """Give `part`/`whole` of `points`, not rounded."""
    return points * part / whole


def total(values: Iterable[Decimal]) -> Decimal:
    """Add up points, to four places, half up: three thirds are one."""
    return sum(values, Decimal(0)).quantize(STORED, ROUND_HALF_UP)


def mean(values: Sequence[Decimal]) -> Decimal:
    """Give the arithmetic mean of at least one value, to two places, half up."""
    return (sum(values, Decimal(0)) / len(values)).quantize(SHOWN_MEAN, ROUND_HALF_UP)


def percent(earned: Decimal, possible: Decimal) -> Decimal:
    """Give `earned` as a percentage of `possible`, to one place, rounded down.

    Rounded down so that a score just under the cut never reads as the cut.
    """
    if possible == 0:
        return Decimal("0.0")
    return (earned * 100 / possible).quantize(SHOWN_PERCENT, ROUND_FLOOR)


def reaches(earned: Decimal, possible: Decimal, cut_percent: Decimal) -> bool:
    """Tell whether `earned` is at least `cut_percent` of `possible`; compares without rounding."""
    return earned * 100 >= cut_percent * possible
