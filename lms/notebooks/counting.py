"""Which of several attempts counts: pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

UNIT = Decimal("0.0001")


class CountRule(StrEnum):
    """What of a person's graded attempts becomes the grade."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"
    MEAN = "mean"


@dataclass(frozen=True)
class Attempted:
    """What one graded attempt earned, lateness taken off, of what was possible."""

    earned: Decimal
    possible: Decimal

    @property
    def share(self) -> Decimal:
        """Earned of possible, 0 to 1."""
        return self.earned / self.possible if self.possible else Decimal(0)


@dataclass(frozen=True)
class Counting:
    """What counts, and from which attempt it comes: the last one for a mean."""

    earned: Decimal
    possible: Decimal
    place: int


def counting(rule: CountRule, attempts: Sequence[Attempted]) -> Counting | None:
    """What counts of graded attempts in their order; None without one.

    Of equally good ones the earlier. A mean is of shares, so that versions of different
    worth weigh the same, in points of the last attempt, to ten-thousandths.
    """
    if not attempts:
        return None
    places = range(len(attempts))
    if rule is CountRule.MEAN:
        last = attempts[-1]
        mean = sum((one.share for one in attempts), Decimal(0)) / len(attempts)
        earned = (mean * last.possible).quantize(UNIT).normalize() + 0
        return Counting(earned, last.possible, places[-1])
    place = {
        CountRule.BEST: max(places, key=lambda n: attempts[n].share),
        CountRule.LAST: places[-1],
        CountRule.FIRST: 0,
    }[rule]
    return Counting(attempts[place].earned, attempts[place].possible, place)
