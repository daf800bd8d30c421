"""Weighted groups of works: what is dropped, each group's share, and the weighted percent.

All sums are exact: shares are fractions, and only the percent that is shown is rounded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from assessments.points import SHOWN_PERCENT


@dataclass(frozen=True, slots=True)
class Scored:
    """Points earned of points possible, neither below zero."""

    earned: Decimal
    possible: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """Works that count together: `weight` at least 0, of which the `drop_lowest` worst are left out.

    `scores` holds what was graded, by a name of the caller's; what is excused is not in it.
    """

    weight: Decimal
    drop_lowest: int
    scores: Mapping[str, Scored]


@dataclass(frozen=True, slots=True)
class GroupResult:
    """What a group comes to; `share` is None while there is nothing to earn in it."""

    share: Fraction | None
    dropped: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weighted:
    """The weighted share over the groups that have one, None while none has, and each group's own."""

    share: Fraction | None
    groups: Sequence[GroupResult]

    @property
    def percent(self) -> Decimal | None:
        """The share in percent, to one place, rounded down."""
        return percent_of(self.share)


def weighted(groups: Sequence[Group]) -> Weighted:
    """Add up the groups by weight; a group without anything graded gives its weight to the others."""
    results = tuple(result_of(group) for group in groups)
    counting = [
        (Fraction(group.weight), result.share)
        for group, result in zip(groups, results, strict=True)
        if result.share is not None and group.weight > 0
    ]
    whole = sum((weight for weight, _ in counting), Fraction(0))
    points = sum((weight * share for weight, share in counting), Fraction(0))
    return Weighted(points / whole if whole else None, results)


def result_of(group: Group) -> GroupResult:
    """What the group comes to when those works are dropped whose absence helps most.

    Works that are worth nothing add their points and are never dropped, and one work
    with points is always kept.
    """
    worth = {name: one for name, one in group.scores.items() if one.possible > 0}
    extra = sum((one.earned for one in group.scores.values() if not one.possible), Decimal(0))
    if not worth:
        return GroupResult(None, frozenset())
    n_kept = max(1, len(worth) - group.drop_lowest)
    share, kept = _best(worth, n_kept, extra)
    return GroupResult(share, frozenset(worth.keys() - kept))


def percent_of(share: Fraction | None) -> Decimal | None:
    """A share in percent, to one place, rounded down so that nearly the cut never reads as the cut."""
    if share is None:
        return None
    tenths = share * 1000
    whole = Decimal(tenths.numerator // tenths.denominator)
    return (whole / 10).quantize(SHOWN_PERCENT, ROUND_FLOOR)


def _best(
    worth: Mapping[str, Scored], n_kept: int, extra: Decimal
) -> tuple[Fraction, frozenset[str]]:
    """The largest share that `n_kept` of the works can give, and which works these are.

    To leave out the works with the lowest percent would be unfair where works are worth
    different points: a better mark could lower the sum. The best ratio is found as W.
    Dinkelbach does (On nonlinear fractional programming, Management Science 13, 1967): of
    works ranked by what they earn above the present share, the first `n_kept` are kept,
    until that share grows no more.
    """
    kept = frozenset(sorted(worth)[:n_kept])
    share = _share(worth, kept, extra)
    while True:
        better = _above(worth, share, n_kept)
        found = _share(worth, better, extra)
        if found <= share:
            return share, kept
        share, kept = found, better


def _above(worth: Mapping[str, Scored], share: Fraction, n_kept: int) -> frozenset[str]:
    def gain(name: str) -> tuple[Fraction, str]:
        one = worth[name]
        return share * Fraction(one.possible) - Fraction(one.earned), name

    return frozenset(sorted(worth, key=gain)[:n_kept])


def _share(worth: Mapping[str, Scored], kept: frozenset[str], extra: Decimal) -> Fraction:
    earned = sum((Fraction(worth[name].earned) for name in kept), Fraction(extra))
    return earned / sum((Fraction(worth[name].possible) for name in kept), Fraction(0))
