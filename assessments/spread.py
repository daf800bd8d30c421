"""How percents of a class are spread: middle, width and how many lie where.

Quartiles are those of Hyndman & Fan's type 7 (Sample quantiles in statistical packages, The
American Statistician 50, 1996), as spreadsheets and NumPy compute them; `sd` has the divisor n - 1.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SHOWN = Decimal("0.1")
N_BINS = 10
WIDTH = 100 // N_BINS


@dataclass(frozen=True, slots=True)
class Spread:
    """Percents to one place, half up; `sd` is None below two values.

    `bins` counts the values from 0, 10, … and 90 percent up; 100 and more is in the last.
    """

    n: int
    mean: Decimal
    median: Decimal
    sd: Decimal | None
    lower_quartile: Decimal
    upper_quartile: Decimal
    least: Decimal
    most: Decimal
    bins: tuple[int, ...]


def spread(percents: Sequence[Decimal]) -> Spread | None:
    """Describe the percents; None where there are none."""
    if not percents:
        return None
    values = sorted(percents)
    lower, middle, upper = _quartiles(values)
    bins = [0] * N_BINS
    for value in values:
        bins[min(int(value // WIDTH), N_BINS - 1)] += 1
    return Spread(
        n=len(values),
        mean=_shown(sum(values, Decimal(0)) / len(values)),
        median=_shown(middle),
        sd=_shown(statistics.stdev(values)) if len(values) > 1 else None,
        lower_quartile=_shown(lower),
        upper_quartile=_shown(upper),
        least=_shown(values[0]),
        most=_shown(values[-1]),
        bins=tuple(bins),
    )


def _quartiles(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    if len(values) == 1:
        return values[0], values[0], values[0]
    lower, middle, upper = statistics.quantiles(values, n=4, method="inclusive")
    return lower, middle, upper


def _shown(value: Decimal) -> Decimal:
    return value.quantize(SHOWN, ROUND_HALF_UP)
