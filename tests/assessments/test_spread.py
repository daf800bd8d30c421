"""How percents are spread, by hand calculation and against NumPy."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.spread import spread

percents = st.lists(st.decimals(0, 100, places=1), min_size=1, max_size=40)


def of(*values: str) -> list[Decimal]:
    return [Decimal(value) for value in values]


def test_the_figures_of_a_small_class() -> None:
    """Mean 50; deviations -40, -20, 0, 20, 40: 4000 / 4 = 1000, whose root is 31.62."""
    found = spread(of("10", "30", "50", "70", "90"))

    assert found is not None
    assert (found.n, found.mean, found.median, found.sd) == (5, 50, 50, Decimal("31.6"))
    assert (found.lower_quartile, found.upper_quartile) == (30, 70)
    assert (found.least, found.most) == (10, 90)
    assert found.bins == (0, 1, 0, 1, 0, 1, 0, 1, 0, 1)


def test_one_value_has_no_deviation_and_none_has_no_figures() -> None:
    found = spread(of("66.6"))

    assert found is not None
    assert (found.sd, found.median, found.upper_quartile) == (
        None,
        Decimal("66.6"),
        Decimal("66.6"),
    )
    assert spread([]) is None


def test_a_full_score_and_more_is_in_the_last_bin() -> None:
    found = spread(of("0", "9.9", "10", "99.9", "100", "120"))

    assert found is not None
    assert found.bins == (2, 1, 0, 0, 0, 0, 0, 0, 0, 3)


@given(percents)
def test_quartiles_are_those_of_numpy_and_every_value_is_in_one_bin(values: list[Decimal]) -> None:
    found = spread(values)

    assert found is not None
    plain = [float(value) for value in values]
    expected = np.percentile(plain, [25, 50, 75])
    figures = (found.lower_quartile, found.median, found.upper_quartile)
    assert [float(value) for value in figures] == pytest.approx(expected, abs=0.051)
    assert sum(found.bins) == found.n == len(values)
    assert found.least <= found.lower_quartile <= found.median <= found.upper_quartile <= found.most
