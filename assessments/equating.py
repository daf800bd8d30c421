"""Scores of one form on the scale of another, for random groups that took one form each.

Kolen & Brennan, Test Equating, Scaling, and Linking (2nd ed. 2004), chapter 2. Scores are
whole numbers; means and standard deviations are those of the distributions (divisor n).
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

Equating = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Scores:
    """How scores are spread: `shares[x]` is the share of persons with score x, from 0 up."""

    shares: tuple[float, ...]

    def below(self, score: int) -> float:
        """The share of persons with at most this score."""
        return math.fsum(self.shares[: max(score + 1, 0)])

    def percentile_rank(self, score: float) -> float:
        """0 to 1: persons are spread evenly from half a point below a score to half above."""
        whole = math.floor(score + 0.5)
        share = self.shares[whole] if 0 <= whole < len(self.shares) else 0.0
        return self.below(whole - 1) + (score - (whole - 0.5)) * share

    def at_rank(self, rank: float) -> float:
        """The score with this percentile rank: the upper one where no one stands between."""
        for score, share in enumerate(self.shares):
            reached = self.below(score)
            if reached > rank + 1e-12 and share > 0:
                return (rank - (reached - share)) / share + score - 0.5
        highest = max(score for score, share in enumerate(self.shares) if share > 0)
        return highest + 0.5


def scores_of(scores: Sequence[int], *, highest: int) -> Scores:
    """The distribution of scores from 0 to `highest`. Raises ValueError outside, or without any."""
    if not scores or min(scores) < 0 or max(scores) > highest:
        raise ValueError(f"scores must be whole numbers from 0 to {highest}")
    counts = Counter(scores)
    return Scores(tuple(counts[score] / len(scores) for score in range(highest + 1)))


def mean_equating(old: Sequence[float], new: Sequence[float]) -> Equating:
    """Scores of the new form on the scale of the old: moved by the difference of means."""
    shift = fmean(old) - fmean(new)
    return lambda score: score + shift


def linear_equating(old: Sequence[float], new: Sequence[float]) -> Equating:
    """Scores of the new form on the scale of the old: same distance from the mean in deviations.

    Raises ValueError if the scores of the new form do not vary.
    """
    spread = pstdev(new)
    if not spread:
        raise ValueError("the scores of the new form do not vary")
    slope, mean_old, mean_new = pstdev(old) / spread, fmean(old), fmean(new)
    return lambda score: slope * (score - mean_new) + mean_old


def equipercentile_equating(old: Scores, new: Scores) -> Equating:
    """Scores of the new form on the scale of the old: those of the same percentile rank."""
    return lambda score: old.at_rank(new.percentile_rank(score))
