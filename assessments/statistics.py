"""Classical test theory: how items and a whole test behaved for a group of persons.

Sources: Lord & Novick, *Statistical Theories of Mental Test Scores* (1968), for facility,
correlations and the standard error of measurement; Cronbach (1951) for alpha, Kuder &
Richardson (1937), The theory of the estimation of test reliability, formula 20; Kelley (1939),
The selection of upper and lower groups for the validation of test items, for 27 %;
the documentation of Moodle's quiz statistics for discriminative efficiency.
Variances and covariances are those of a sample (divisor n - 1), and so is `sd`.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assessments import moments
from assessments.item_flags import OptionStatistics, flags_of
from assessments.responses import Mark, Matrix, Responses

UPPER_LOWER_SHARE = 0.27
CIPHERS = ("ABCDEFGH", "abcdefgh", "12345678")
"""How options are counted; T and F, Y and N stand for themselves."""


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One item; correlations lie in -1..1 and are None where a variance is zero.

    `discriminative_efficiency` is at most 1; below 0 it has no bound.
    `n` persons were presented the item, `omitted` gave no answer but answered a later item,
    `not_reached` answered neither this nor any later one.
    """

    id: str
    n: int
    facility: float | None
    item_total: float | None
    item_rest: float | None
    discrimination_upper_lower: float | None
    discriminative_efficiency: float | None
    alpha_if_deleted: float | None
    omitted: int
    not_reached: int
    flags: tuple[str, ...]
    options: Mapping[str, OptionStatistics]


@dataclass(frozen=True, slots=True)
class TestStatistics:
    """The whole test; totals are sums of marks in points, `n` those who had any item."""

    n: int
    items: tuple[ItemStatistics, ...]
    mean: float | None
    sd: float | None
    alpha: float | None
    kr20: float | None
    sem: float | None


@dataclass(frozen=True, slots=True)
class _Table:
    """What the statistics of every item are made of."""

    responses: Responses
    marks: Matrix
    totals: Matrix
    covariances: Matrix
    omitted: tuple[int, ...]
    not_reached: tuple[int, ...]
    usual_options: frozenset[str]


def analyse(responses: Responses) -> TestStatistics:
    """Classical statistics of a test; what cannot be computed is None, never 0."""
    table = _table(responses.of_those_present())
    marks, totals = table.marks, table.totals
    alpha = moments.alpha_of(table.covariances)
    variance = moments.covariance(totals, totals)
    sd = None if variance is None else math.sqrt(variance)
    is_dichotomous = bool(np.isin(marks[~np.isnan(marks)], (0.0, 1.0)).all())
    return TestStatistics(
        n=len(totals),
        items=tuple(_item(table, index) for index in range(len(responses.items))),
        mean=moments.mean(totals),
        sd=sd,
        alpha=alpha,
        kr20=alpha if is_dichotomous else None,
        sem=None if sd is None or alpha is None else sd * math.sqrt(1 - alpha),
    )


def cronbach_alpha(marks: Sequence[Sequence[Mark]]) -> float | None:
    """Cronbach's alpha from pairwise covariances; None for fewer than two items or no variance."""
    rows = [[math.nan if mark is None else mark for mark in row] for row in marks]
    return moments.alpha_of(moments.covariances(np.array(rows, dtype=np.float64)))


def _table(responses: Responses) -> _Table:
    marks = responses.matrix()
    omitted, not_reached = _omissions(responses)
    return _Table(
        responses,
        marks,
        np.nansum(marks, axis=1),
        moments.covariances(marks),
        omitted,
        not_reached,
        _usual_options(responses),
    )


def _item(table: _Table, index: int) -> ItemStatistics:
    column = table.marks[:, index]
    n = int((~np.isnan(column)).sum())
    rest = table.totals - np.nan_to_num(column)
    maximum = table.responses.maxima[index]
    average = moments.mean(column)
    facility = average / maximum if average is not None and maximum else None
    item_rest = moments.correlation(column, rest)
    options = _options(table, rest, index)
    others = np.delete(np.delete(table.covariances, index, axis=0), index, axis=1)
    return ItemStatistics(
        id=table.responses.items[index],
        n=n,
        facility=facility,
        item_total=moments.correlation(column, table.totals),
        item_rest=item_rest,
        discrimination_upper_lower=upper_lower(column, table.totals, maximum),
        discriminative_efficiency=moments.share_of_largest_covariance(column, rest),
        alpha_if_deleted=moments.alpha_of(others),
        omitted=table.omitted[index],
        not_reached=table.not_reached[index],
        flags=flags_of(facility, item_rest, options, n),
        options=options,
    )


def upper_lower(marks: Matrix, totals: Matrix, maximum: float) -> float | None:
    """Facility among the best 27 % by total, less that among the weakest 27 %.

    Where persons with the same total stand on both sides of the border, each counts with the
    share of them that the group still has room for: the mean over all ways to break the tie,
    so that the order of the rows does not matter. None where a group would be empty.
    """
    known = ~np.isnan(marks)
    marks, totals = marks[known], totals[known]
    size = round(len(marks) * UPPER_LOWER_SHARE)
    if not size or not maximum:
        return None
    upper, lower = _lowest(-totals, size), _lowest(totals, size)
    return float((marks @ upper - marks @ lower) / size / maximum)


def _lowest(totals: Matrix, size: int) -> Matrix:
    """A weight a person for a group of the `size` lowest, ties sharing the last places."""
    border = np.partition(totals, size - 1)[size - 1]
    margin = moments.SAME * max(1.0, abs(float(border)))
    below = totals < border - margin
    tied = np.abs(totals - border) <= margin
    share = float(size - below.sum()) / float(tied.sum())
    return np.where(tied, share, below.astype(np.float64))


def _omissions(responses: Responses) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How often each item was passed over, and how often it was not reached."""
    omitted = responses.omissions()
    answered = ~np.isnan(responses.matrix()) & ~omitted
    later = np.flip(np.maximum.accumulate(np.flip(answered, axis=1), axis=1), axis=1)
    passed, unreached = (omitted & later).sum(axis=0), (omitted & ~later).sum(axis=0)
    return tuple(map(int, passed)), tuple(map(int, unreached))


def _options(table: _Table, rest: Matrix, index: int) -> dict[str, OptionStatistics]:
    """Every single option that the item seems to have, in alphabetical order."""
    responses = table.responses
    if not responses.chosen:
        return {}
    column = [row[index] for row in responses.chosen]
    presented = [chosen for chosen in column if chosen is not None]
    found = {}
    seen = set("".join(presented)) | set(responses.keys[index])
    for letter in responses.options[index] if responses.options else _letters(seen, table):
        picked = np.array([np.nan if one is None else float(letter in one) for one in column])
        n = sum(letter in chosen for chosen in presented)
        found[letter] = OptionStatistics(
            n=n,
            share=n / len(presented) if presented else 0.0,
            mean=moments.mean(table.totals[picked == 1]),
            option_total=moments.correlation(picked, table.totals),
            option_rest=moments.correlation(picked, rest),
            is_key=letter in responses.keys[index],
        )
    return found


def _letters(seen: set[str], table: _Table) -> list[str]:
    """The options of an item: those seen, the gaps between them, and those usual in this test.

    An item of which only two options are seen may well have no more.
    """
    between = {
        letter
        for cipher in CIPHERS
        if seen <= set(cipher)
        for letter in cipher[: max(map(cipher.index, seen), default=-1) + 1]
    }
    usual = table.usual_options if len(seen) > 2 else frozenset[str]()
    return sorted(seen | between | usual)


def _usual_options(responses: Responses) -> frozenset[str]:
    """The options that somebody chose in more than half of the items."""
    columns = zip(*responses.chosen, strict=True)
    seen = Counter(letter for column in columns for letter in set("".join(filter(None, column))))
    return frozenset(letter for letter, n in seen.items() if 2 * n > len(responses.items))
