"""Differential item functioning: is an item harder for one group among persons alike?

Holland & Thayer (1988), Differential item performance and the Mantel-Haenszel procedure, in
Wainer & Braun (eds.), Test Validity; Mantel & Haenszel (1959), Statistical aspects of the
analysis of data from retrospective studies of disease, Journal of the National Cancer
Institute 22, 719-748.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessments import chi_square
from assessments.responses import Matrix, Responses

DELTA = -2.35
"""From the logarithm of an odds ratio to the delta scale of ETS: -4 / 1.7."""
SMALL, LARGE = 1.0, 1.5
SURE = 1.645


@dataclass(frozen=True, slots=True)
class MantelHaenszel:
    """The common odds ratio of right answers, reference to focal group, and its test.

    `chi_square` has one degree of freedom and is corrected for continuity; `se` is that of
    the logarithm of the odds ratio.
    """

    odds_ratio: float | None
    chi_square: float | None
    p: float | None
    se: float | None

    @property
    def delta(self) -> float | None:
        """The difference on ETS's delta scale: negative if the item is harder for the focal group."""
        return DELTA * math.log(self.odds_ratio) if self.odds_ratio else None

    @property
    def category(self) -> str | None:
        """A negligible, B slight to moderate, C moderate to large: Zieky (1993)."""
        if self.delta is None or self.p is None or self.se is None:
            return None
        size = abs(self.delta)
        if size < SMALL or self.p >= 0.05:
            return "A"
        is_surely_over = size - SMALL > SURE * abs(DELTA) * self.se
        return "C" if size >= LARGE and is_surely_over else "B"


def differential_functioning(
    responses: Responses, is_focal: Sequence[bool | None]
) -> tuple[MantelHaenszel, ...]:
    """Compare the two groups item by item among persons of the same total, the item included.

    `is_focal` tells of each person whether they are of the focal group; None leaves out.
    Only full marks count as right.
    """
    marks = responses.matrix()
    focal = np.array([bool(each) for each in is_focal])
    known = np.array([each is not None for each in is_focal])
    totals = np.round(np.nansum(marks, axis=1), 9)
    found = []
    for index, most in enumerate(responses.maxima):
        there = known & ~np.isnan(marks[:, index])
        right = marks[there, index] == most
        found.append(mantel_haenszel(_tables(right, focal[there], totals[there])))
    return tuple(found)


def mantel_haenszel(tables: Matrix) -> MantelHaenszel:
    """The test for strata × 2 × 2 counts: reference and focal group, right and wrong.

    The standard error is that of Robins, Breslow & Greenland (1986), Biometrics 42, 311-323.
    What cannot be computed is None.
    """
    n = tables.sum(axis=(1, 2))
    tables, n = tables[n > 1], n[n > 1]
    (a, b), (c, d) = tables[:, 0].T, tables[:, 1].T
    straight, across = float((a * d / n).sum()), float((b * c / n).sum())
    rows, columns = tables.sum(axis=2).T, tables.sum(axis=1).T
    variance = float((rows[0] * rows[1] * columns[0] * columns[1] / (n**2 * (n - 1))).sum())
    value = p = None
    if variance > 0:
        excess = abs(float((a - rows[0] * columns[0] / n).sum()))
        value = max(excess - 0.5, 0.0) ** 2 / variance
        p = chi_square.tail(value, 1)
    if straight <= 0 or across <= 0:
        return MantelHaenszel(None, value, p, None)
    agree, differ = (a + d) / n, (b + c) / n
    square = (
        float((agree * a * d / n).sum()) / (2 * straight**2)
        + float((agree * b * c / n + differ * a * d / n).sum()) / (2 * straight * across)
        + float((differ * b * c / n).sum()) / (2 * across**2)
    )
    return MantelHaenszel(straight / across, value, p, math.sqrt(square))


def _tables(right: Matrix, focal: Matrix, totals: Matrix) -> Matrix:
    """Strata × group × answer, a stratum for each total."""
    _, stratum = np.unique(totals, return_inverse=True)
    tables = np.zeros((int(stratum.max(initial=-1)) + 1, 2, 2))
    np.add.at(tables, (stratum, focal.astype(int), (~right.astype(bool)).astype(int)), 1)
    return tables
