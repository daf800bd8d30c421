"""The chi-square distribution, as far as tests of fit need it."""

import math


def tail(value: float, freedom: int) -> float | None:
    """The chance of a larger value with whole degrees of freedom; None with fewer than one.

    The finite sums for even and odd degrees: Abramowitz & Stegun (1964), Handbook of
    Mathematical Functions, 26.4.4 and 26.4.5.
    """
    if freedom < 1:
        return None
    half = value / 2
    if half <= 0:
        return 1.0
    start = math.erfc(math.sqrt(half)) if freedom % 2 else 0.0
    powers = [index + freedom % 2 / 2 for index in range(freedom // 2)]
    terms = (math.exp(power * math.log(half) - half - math.lgamma(power + 1)) for power in powers)
    return min(1.0, start + math.fsum(terms))
