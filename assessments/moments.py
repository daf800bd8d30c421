"""Means, covariances and correlations of samples in which values may be missing.

Variances and covariances are those of a sample, with divisor n - 1. Missing values are NaN
and leave out the pair. What cannot be computed is None, never 0.
"""

import math

import numpy as np

from assessments.responses import Matrix

SAME = 1e-9
"""Values that differ by less, relative to their size, count as equal: sums of decimals."""


def mean(values: Matrix) -> float | None:
    """The mean of the values that are there; None without any."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None


def covariance(one: Matrix, other: Matrix) -> float | None:
    """The sample covariance over those who have both; None for fewer than two."""
    both = ~(np.isnan(one) | np.isnan(other))
    a, b = one[both], other[both]
    if a.size < 2:
        return None
    return float(((a - a.mean()) * (b - b.mean())).sum() / (a.size - 1))


def correlation(one: Matrix, other: Matrix) -> float | None:
    """Pearson's product-moment correlation; None where one of the two does not vary.

    With a dichotomous variable it is the point-biserial correlation.
    """
    both = ~(np.isnan(one) | np.isnan(other))
    a, b = one[both], other[both]
    if not varies(a) or not varies(b):
        return None
    a, b = a - a.mean(), b - b.mean()
    r = float((a * b).sum() / math.sqrt(float((a * a).sum()) * float((b * b).sum())))
    return max(-1.0, min(1.0, r))


def varies(values: Matrix) -> bool:
    """Whether there are at least two values, and not all the same."""
    if values.size < 2:
        return False
    low, high = float(values.min()), float(values.max())
    return high - low > SAME * max(1.0, abs(low), abs(high))


def share_of_largest_covariance(one: Matrix, other: Matrix) -> float | None:
    """The covariance over the largest that the same values could have, both being sorted."""
    both = ~(np.isnan(one) | np.isnan(other))
    a, b = one[both], other[both]
    if not varies(a) or not varies(b):
        return None
    actual, largest = covariance(a, b), covariance(np.sort(a), np.sort(b))
    return actual / largest if actual is not None and largest else None


def covariances(marks: Matrix) -> Matrix:
    """Items × items from persons × items, each over those who have both items; else NaN."""
    known = ~np.isnan(marks)
    there = known.astype(np.float64)
    counts = there.sum(axis=0)
    centres = np.where(known, marks, 0.0).sum(axis=0) / np.maximum(counts, 1)
    shifted = np.where(known, marks - centres, 0.0)  # against cancellation
    pairs = there.T @ there
    sums = shifted.T @ there
    products = shifted.T @ shifted
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (products - sums * sums.T / pairs) / (pairs - 1)
    return np.where(pairs > 1, found, np.nan)


def alpha_of(found: Matrix) -> float | None:
    """Cronbach's alpha of a matrix of covariances between items.

    k / (k - 1) · (1 - trace / sum): Cronbach (1951), Coefficient alpha and the internal
    structure of tests, Psychometrika 16, 297-334. None for fewer than two items, for a pair
    of items that no two persons share, for totals that do not vary, and where missing marks
    leave covariances that no marks can have: alpha would be above 1.
    """
    k = len(found)
    if k < 2 or np.isnan(found).any():
        return None
    total, own = float(found.sum()), float(np.trace(found))
    if total <= SAME * max(own, SAME):
        return None
    alpha = k / (k - 1) * (1 - own / total)
    return None if alpha > 1 + SAME else min(1.0, alpha)
