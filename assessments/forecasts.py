"""How good stated probabilities were.

Brier, G. W. (1950), Verification of forecasts expressed in terms of probability,
Monthly Weather Review 78; the reliability curve sets what happened against what
was said, as in Murphy, A. H. and Winkler, R. L. (1977), Reliability of
subjective probability forecasts, Applied Statistics 26.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

BINS = 5
Z_95 = 1.959963984540054


class Forecast(NamedTuple):
    """A probability that was said, from 0 to 1, and whether it came true."""

    probability: float
    came_true: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts from `begins` to `ends`: their mean, and how often they came true.

    `low` and `high` are Wilson's 95 % interval of that share.
    """

    begins: float
    ends: float
    n: int
    said: float
    happened: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Verification:
    """Forecasts against what happened; None where there are none.

    `brier` is the mean squared error, 0 at best; `brier_of_base_rate` is what
    saying everybody's mean to everybody would have given.
    """

    n: int
    brier: float | None
    brier_of_base_rate: float | None
    said: float | None
    happened: float | None
    curve: tuple[Bin, ...]


def verify(forecasts: Sequence[Forecast]) -> Verification:
    """Give Brier score and reliability curve; empty bins are left out."""
    n = len(forecasts)
    if not n:
        return Verification(0, None, None, None, None, ())
    happened = sum(each.came_true for each in forecasts) / n
    return Verification(
        n,
        sum((each.probability - each.came_true) ** 2 for each in forecasts) / n,
        happened * (1 - happened),
        sum(each.probability for each in forecasts) / n,
        happened,
        tuple(
            _bin(number, own)
            for number in range(BINS)
            if (own := [each for each in forecasts if _number(each.probability) == number])
        ),
    )


def _number(probability: float) -> int:
    return min(BINS - 1, int(probability * BINS))


def _bin(number: int, forecasts: Sequence[Forecast]) -> Bin:
    n = len(forecasts)
    share = sum(each.came_true for each in forecasts) / n
    z = Z_95 * Z_95
    middle = (share + z / (2 * n)) / (1 + z / n)
    half = Z_95 * sqrt(share * (1 - share) / n + z / (4 * n * n)) / (1 + z / n)
    said = sum(each.probability for each in forecasts) / n
    return Bin(
        number / BINS,
        (number + 1) / BINS,
        n,
        said,
        share,
        max(0.0, middle - half),
        min(1.0, middle + half),
    )
