"""How likely a fresh form is passed, from answers to items seen for the first time.

The number right of a domain's items on a fresh form is beta-binomial: Keats,
J. A. and Lord, F. M. (1962), A theoretical distribution for mental test scores,
Psychometrika 27; used to classify by a cut as in Livingston, S. A. and Lewis,
C. (1995), Estimating the consistency and accuracy of classifications based on
test scores, Journal of Educational Measurement 32. The domains are weighted as
the blueprint weighs them, because each contributes as many items as it asks.

It speaks of a form of the same exam. How a mock relates to somebody's real exam
is not in it.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import comb, exp, lgamma, log, sqrt
from typing import NamedTuple

from assessments.model import Demand, Exam

LEAST_SIGHTS = 30
LEAST_IN_DOMAIN = 5
PRIOR_STRENGTH = 2.0
"""How many answers a domain's prior is worth: the person's own mean over all domains."""
Z_80 = 1.2815515655446004
"""80 % of a normal distribution lie within so many standard deviations."""
SHOWN = Decimal("0.0001")
STEPS = 60


class Sight(NamedTuple):
    """The first answer ever to an item: its domain and the share of its points, 0 to 1."""

    domain: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Readiness:
    """The probability to pass and its 80 % interval, from 0 to 1; None without enough data.

    `missing` says how many more first sights are needed, by domain; the total
    may still lack some where no domain does.
    """

    n_sights: int
    probability: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    missing: Mapping[str, int] = field(default_factory=dict)
    missing_in_all: int = 0


@dataclass(frozen=True, slots=True)
class _Belief:
    """A beta distribution of the true share of a domain, and what a form asks of it."""

    a: float
    b: float
    count: int
    least: int

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)

    @property
    def variance(self) -> float:
        return self.mean * (1 - self.mean) / (self.a + self.b + 1)


def readiness_of(exam: Exam, sights: Sequence[Sight]) -> Readiness:
    """Give the probability to pass a fresh form of the exam, or what is missing to say it.

    Only the blueprint's domains count. Each domain's true share has a beta
    posterior; its prior is worth two answers at the person's own mean. The
    interval is that of P(pass | true shares) when their weighted mean lies at
    the ends of its own 80 % interval.
    """
    demands = exam.blueprint.demands
    asked = {demand.domain for demand in demands}
    own = [sight for sight in sights if sight.domain in asked]
    missing, missing_in_all = _missing(demands, own)
    if missing or missing_in_all:
        return Readiness(len(own), missing=missing, missing_in_all=missing_in_all)
    beliefs = _beliefs(demands, own)
    cut = _least(exam.blueprint.count, exam.pass_percent)
    middle = _passes([_beta_binomial(each) for each in beliefs], beliefs, cut)
    ends = [_passes(_at(beliefs, sign * Z_80), beliefs, cut) for sign in (-1, 1)]
    low, high = min(middle, *ends), max(middle, *ends)
    return Readiness(len(own), _shown(middle), _shown(low), _shown(high))


def _missing(demands: Sequence[Demand], sights: Sequence[Sight]) -> tuple[dict[str, int], int]:
    seen = Counter(sight.domain for sight in sights)
    lacks = {each.domain: min(LEAST_IN_DOMAIN, each.count) - seen[each.domain] for each in demands}
    missing = {domain: number for domain, number in lacks.items() if number > 0}
    return missing, max(0, LEAST_SIGHTS - len(sights))


def _beliefs(demands: Sequence[Demand], sights: Sequence[Sight]) -> list[_Belief]:
    shares: dict[str, list[float]] = defaultdict(list)
    for sight in sights:
        shares[sight.domain].append(float(sight.share))
    right, n = sum(float(sight.share) for sight in sights), len(sights)
    prior = (right + 1) / (n + 2)
    return [
        _Belief(
            PRIOR_STRENGTH * prior + sum(shares[each.domain]),
            PRIOR_STRENGTH * (1 - prior) + len(shares[each.domain]) - sum(shares[each.domain]),
            each.count,
            _least(each.count, each.minimum_percent or Decimal(0)),
        )
        for each in demands
    ]


def _least(count: int, cut_percent: Decimal) -> int:
    """The fewest right items of `count` that reach the percentage."""
    return int(-(-(cut_percent * count) // 100))


def _passes(chances: Sequence[Sequence[float]], beliefs: Sequence[_Belief], cut: int) -> float:
    """P(sum reaches the cut and every domain its minimum), the domains being independent."""
    total = [1.0]
    for chance, belief in zip(chances, beliefs, strict=True):
        kept = [0.0 if k < belief.least else p for k, p in enumerate(chance)]
        total = _sum_of(total, kept)
    return min(1.0, max(0.0, sum(total[cut:])))


def _sum_of(one: Sequence[float], other: Sequence[float]) -> list[float]:
    found = [0.0] * (len(one) + len(other) - 1)
    for i, p in enumerate(one):
        for k, q in enumerate(other):
            found[i + k] += p * q
    return found


def _beta_binomial(belief: _Belief) -> list[float]:
    a, b, n = belief.a, belief.b, belief.count
    return [comb(n, k) * exp(_log_beta(a + k, b + n - k) - _log_beta(a, b)) for k in range(n + 1)]


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _at(beliefs: Sequence[_Belief], z: float) -> list[list[float]]:
    """The binomial chances when the weighted mean lies `z` standard deviations from its middle.

    All domains move together by the same step on the logit scale.
    """
    count = sum(each.count for each in beliefs)
    weights = [each.count / count for each in beliefs]
    middle = sum(w * each.mean for w, each in zip(weights, beliefs, strict=True))
    spread = sqrt(sum(w * w * each.variance for w, each in zip(weights, beliefs, strict=True)))
    target = middle + z * spread
    low, high = -30.0, 30.0
    for _ in range(STEPS):
        step = (low + high) / 2
        mean = sum(w * _moved(each, step) for w, each in zip(weights, beliefs, strict=True))
        low, high = (step, high) if mean < target else (low, step)
    return [_binomial(_moved(each, low), each.count) for each in beliefs]


def _moved(belief: _Belief, step: float) -> float:
    return 1 / (1 + exp(-(log(belief.a / belief.b) + step)))


def _binomial(p: float, n: int) -> list[float]:
    return [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


def _shown(value: float) -> Decimal:
    return Decimal(value).quantize(SHOWN)
