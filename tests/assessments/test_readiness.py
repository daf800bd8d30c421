"""The probability to pass: against SciPy's distributions, by hand, and not said too early."""

from decimal import Decimal

import pytest
from scipy.stats import betabinom

from assessments.model import Demand
from assessments.readiness import Sight, readiness_of
from tests.assessments.samples import exam_of

ONE, NONE = Decimal(1), Decimal(0)


def sights(domain: str, right: int, of: int) -> list[Sight]:
    return [Sight(domain, ONE)] * right + [Sight(domain, NONE)] * (of - right)


def test_one_item_is_right_with_the_posterior_mean() -> None:
    """Prior mean 31/42 worth two answers, then 30 of 40: (2 * 31/42 + 30) / 42 = 0.74943."""
    found = readiness_of(exam_of(Demand("a", 1), cut="100"), sights("a", 30, 40))

    assert found.probability == Decimal("0.7494")


def test_one_domain_is_beta_binomial() -> None:
    prior = 37 / 52
    a, b = 2 * prior + 36, 2 * (1 - prior) + 14
    expected = float(betabinom.sf(34, 50, a, b))

    found = readiness_of(exam_of(Demand("a", 50), cut="70"), sights("a", 36, 50))

    assert found.probability == pytest.approx(Decimal(expected), abs=Decimal("0.0001"))


def test_domains_with_a_minimum_have_to_reach_it() -> None:
    """Two domains of two items, cut 50 %, at least one right in b: by adding up the cells."""
    prior = (30 + 1) / (40 + 2)
    a = betabinom(2, 2 * prior + 20, 2 * (1 - prior) + 0)
    b = betabinom(2, 2 * prior + 10, 2 * (1 - prior) + 10)
    expected = sum(a.pmf(i) * b.pmf(k) for i in range(3) for k in range(3) if i + k >= 2 and k >= 1)

    exam = exam_of(Demand("a", 2), Demand("b", 2, Decimal(50)), cut="50")
    found = readiness_of(exam, [*sights("a", 20, 20), *sights("b", 10, 20)])

    assert found.probability == pytest.approx(Decimal(float(expected)), abs=Decimal("0.0001"))


def test_more_answers_of_the_same_kind_narrow_the_interval() -> None:
    exam = exam_of(Demand("a", 40), cut="70")
    few, many = (readiness_of(exam, sights("a", 3 * n, 4 * n)) for n in (10, 100))

    assert few.low is not None
    assert few.high is not None
    assert few.probability is not None
    assert many.low is not None
    assert many.high is not None
    assert few.low < few.probability < few.high
    assert many.high - many.low < few.high - few.low


def test_domains_weigh_as_the_blueprint_says() -> None:
    known = [*sights("a", 28, 30), *sights("b", 6, 30)]
    mostly_a = readiness_of(exam_of(Demand("a", 40), Demand("b", 10)), known).probability
    mostly_b = readiness_of(exam_of(Demand("a", 10), Demand("b", 40)), known).probability

    assert mostly_a is not None
    assert mostly_b is not None
    assert mostly_a > Decimal("0.9")
    assert mostly_b < Decimal("0.1")


def test_nothing_is_said_before_there_is_enough() -> None:
    exam = exam_of(Demand("a", 20), Demand("b", 3), Demand("c", 1))

    found = readiness_of(exam, [*sights("a", 12, 20), *sights("b", 1, 1), *sights("x", 9, 90)])

    assert found.probability is None
    assert (found.n_sights, found.missing, found.missing_in_all) == (21, {"b": 2, "c": 1}, 9)


@pytest.mark.parametrize("right", [0, 30])
def test_all_or_nothing_right_is_no_certainty(right: int) -> None:
    found = readiness_of(exam_of(Demand("a", 30)), sights("a", right, 30))

    assert found.probability is not None
    assert 0 <= found.probability <= 1
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.probability <= found.high
