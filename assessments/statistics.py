"""Classical test theory: how items and a whole test behaved for a group of persons.

Sources: Lord & Novick, *Statistical Theories of Mental Test Scores* (1968), for facility,
correlations and the standard error of measurement; Cronbach (1951) for alpha, Kuder &
Richardson (1937) for formula 20; Kelley (1939) for the upper and lower 27 %;
the Moodle quiz statistics documentation for discriminative efficiency.
Variances and covariances are those of a sample (divisor n - 1).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

UPPER_LOWER_SHARE = 0.27
TOO_EASY, TOO_HARD, WEAK = 0.95, 0.20, 0.10
FEW_CHOOSE = 0.05

Mark = float | None
"""A mark as a share of the item's maximum, 0 to 1; None where the item was not presented."""


@dataclass(frozen=True, slots=True)
class OptionStatistics:
    """How often an option was chosen, and how that goes with the rest of the test."""

    n: int
    share: float
    option_rest: float | None


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One item; correlations lie in -1..1 and are None where a variance is zero."""

    id: str
    facility: float | None
    item_total: float | None
    item_rest: float | None
    discrimination_upper_lower: float | None
    discriminative_efficiency: float | None
    flags: tuple[str, ...]
    options: Mapping[str, OptionStatistics]


@dataclass(frozen=True, slots=True)
class TestStatistics:
    """The whole test; totals are sums of marks in points."""

    n: int
    items: tuple[ItemStatistics, ...]
    mean: float | None
    sd: float | None
    alpha: float | None
    kr20: float | None
    sem: float | None


@dataclass(frozen=True, slots=True)
class Responses:
    """Persons × items: `marks[person][item]` in points, `maxima[item]` the points to be had.

    `chosen[person][item]`, if known, is the options chosen, as one text such as `B` or `AC`.
    """

    items: tuple[str, ...]
    marks: tuple[tuple[Mark, ...], ...]
    maxima: tuple[float, ...]
    chosen: tuple[tuple[str | None, ...], ...] = ()
    keys: tuple[str, ...] = ()


def analyse(responses: Responses) -> TestStatistics:
    """Classical statistics of a test; what cannot be computed is None, never 0."""
    marks = responses.marks
    totals = [math.fsum(mark for mark in row if mark is not None) for row in marks]
    alpha = cronbach_alpha(marks)
    sd = math.sqrt(variance) if (variance := covariance(totals, totals)) is not None else None
    is_dichotomous = all(mark in {0, 1, None} for row in marks for mark in row)
    return TestStatistics(
        n=len(marks),
        items=tuple(_item(responses, totals, index) for index in range(len(responses.items))),
        mean=fmean(totals) if totals else None,
        sd=sd,
        alpha=alpha,
        kr20=alpha if is_dichotomous else None,
        sem=sd * math.sqrt(1 - alpha)
        if sd is not None and alpha is not None and alpha <= 1
        else None,
    )


def cronbach_alpha(marks: Sequence[Sequence[Mark]]) -> float | None:
    """Cronbach's alpha from pairwise covariances; None for fewer than two items or no variance."""
    columns = list(zip(*marks, strict=True))
    k = len(columns)
    covariances = [[covariance(one, other) for other in columns] for one in columns]
    known = [value for row in covariances for value in row if value is not None]
    total = math.fsum(known)
    if k < 2 or len(known) < k * k or total <= 0:
        return None
    own = math.fsum(covariances[i][i] or 0.0 for i in range(k))
    return k / (k - 1) * (1 - own / total)


def covariance(one: Sequence[Mark], other: Sequence[Mark]) -> float | None:
    """The sample covariance over persons who have both; None for fewer than two."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    if len(pairs) < 2:
        return None
    mean_a, mean_b = fmean(a for a, _ in pairs), fmean(b for _, b in pairs)
    return math.fsum((a - mean_a) * (b - mean_b) for a, b in pairs) / (len(pairs) - 1)


def correlation(one: Sequence[Mark], other: Sequence[Mark]) -> float | None:
    """Pearson's product-moment correlation; None where a variance is zero."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    xs, ys = [a for a, _ in pairs], [b for _, b in pairs]
    both, own, others = covariance(xs, ys), covariance(xs, xs), covariance(ys, ys)
    if both is None or not own or not others:
        return None
    return both / math.sqrt(own * others)


def _item(responses: Responses, totals: Sequence[float], index: int) -> ItemStatistics:
    column = [row[index] for row in responses.marks]
    rest = [total - (mark or 0.0) for total, mark in zip(totals, column, strict=True)]
    presented = [mark for mark in column if mark is not None]
    maximum = responses.maxima[index]
    facility = fmean(presented) / maximum if presented and maximum else None
    item_rest = correlation(column, rest)
    options = _options(responses, rest, index)
    return ItemStatistics(
        id=responses.items[index],
        facility=facility,
        item_total=correlation(column, totals),
        item_rest=item_rest,
        discrimination_upper_lower=_upper_lower(column, totals, maximum),
        discriminative_efficiency=_efficiency(column, rest),
        flags=_flags(facility, item_rest, options, responses.keys[index] if responses.keys else ""),
        options=options,
    )


def _upper_lower(column: Sequence[Mark], totals: Sequence[float], maximum: float) -> float | None:
    """Facility among the best 27 % by total, less that among the weakest 27 %."""
    ranked = sorted(
        ((total, mark) for total, mark in zip(totals, column, strict=True) if mark is not None),
        key=lambda pair: pair[0],
    )
    size = round(len(ranked) * UPPER_LOWER_SHARE)
    if not size or not maximum:
        return None
    lower, upper = ranked[:size], ranked[-size:]
    return (fmean(mark for _, mark in upper) - fmean(mark for _, mark in lower)) / maximum


def _efficiency(column: Sequence[Mark], rest: Sequence[float]) -> float | None:
    """Covariance with the rest over the largest that these marks and rests allow."""
    pairs = [(a, b) for a, b in zip(column, rest, strict=True) if a is not None]
    actual = covariance([a for a, _ in pairs], [b for _, b in pairs])
    largest = covariance(sorted(a for a, _ in pairs), sorted(b for _, b in pairs))
    return actual / largest if actual is not None and largest else None


def _options(
    responses: Responses, rest: Sequence[float], index: int
) -> dict[str, OptionStatistics]:
    """Every single option that anybody chose or the key names, in alphabetical order."""
    if not responses.chosen:
        return {}
    column = [row[index] for row in responses.chosen]
    presented = [chosen for chosen in column if chosen is not None]
    letters = sorted(set("".join(presented)) | set(responses.keys[index]))
    found = {}
    for letter in letters:
        picked = [None if chosen is None else float(letter in chosen) for chosen in column]
        n = sum(letter in chosen for chosen in presented)
        share = n / len(presented) if presented else 0.0
        found[letter] = OptionStatistics(n, share, correlation(picked, rest))
    return found


def _flags(
    facility: float | None,
    item_rest: float | None,
    options: Mapping[str, OptionStatistics],
    key: str,
) -> tuple[str, ...]:
    """What an author should look at; a wrong option that good persons choose hints at a wrong key."""
    wrong = [statistics for letter, statistics in options.items() if letter not in key]
    checks = {
        "too_easy": facility is not None and facility > TOO_EASY,
        "too_hard": facility is not None and facility < TOO_HARD,
        "weak": item_rest is not None and 0 <= item_rest < WEAK,
        "negative": item_rest is not None and item_rest < 0,
        "probable_wrong_key": (item_rest or 0) < 0
        and any((statistics.option_rest or 0) > WEAK for statistics in wrong),
        "dead_distractor": any(statistics.share < FEW_CHOOSE for statistics in wrong),
    }
    return tuple(name for name, holds in checks.items() if holds)
