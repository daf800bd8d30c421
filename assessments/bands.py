"""How sure the percentage of a few items is.

Lord, F. M. (1955), Estimating test reliability, Educational and Psychological
Measurement 15: under the binomial error model x right of n items have the
standard error of measurement sqrt(x(n - x)/(n - 1)).
Wilson, E. B. (1927), Probable inference, Journal of the American Statistical
Association 22: the interval of a proportion that does not shrink to nothing
when all or none are right.
"""

from decimal import Decimal

from assessments.model import Band, Standing
from assessments.points import percent


def band_of(earned: Decimal, possible: Decimal, count: int, cut: Decimal) -> Band | None:
    """Give the band of a percentage earned over `count` items, one standard error wide each way.

    Wilson's interval with z = 1: about 68 of 100 such bands hold the true
    percentage. The standard error is Lord's, in per cent; undefined for one
    item. Part marks vary less than right and wrong do, so for them both are a
    little too wide. `cut` is the percentage that `standing` speaks of.
    """
    if not count or not possible:
        return None
    share, n = earned / possible, Decimal(count)
    middle = share + 1 / (2 * n)
    half = (share * (1 - share) / n + 1 / (4 * n * n)).sqrt()
    low = max(Decimal(0), (middle - half) / (1 + 1 / n))
    high = min(Decimal(1), (middle + half) / (1 + 1 / n))
    error = None if count == 1 else (share * (1 - share) / (n - 1)).sqrt()
    return Band(
        percent(low, Decimal(1)),
        percent(high, Decimal(1)),
        None if error is None else percent(error, Decimal(1)),
        _standing(low * 100, high * 100, cut),
    )


def _standing(low: Decimal, high: Decimal, cut: Decimal) -> Standing:
    if low > cut:
        return "above"
    return "below" if high < cut else "near"
