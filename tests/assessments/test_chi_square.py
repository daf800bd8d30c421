"""Upper tails of the chi-square distribution against tables."""

import pytest

from assessments.chi_square import tail


@pytest.mark.parametrize(
    ("value", "freedom", "chance"),
    [
        # critical values of Pearson & Hartley, Biometrika Tables for Statisticians, table 8
        (3.841, 1, 0.05),
        (5.991, 2, 0.05),
        (6.251, 3, 0.10),
        (18.307, 10, 0.05),
        (30.578, 15, 0.01),
        (124.342, 100, 0.05),
    ],
)
def test_the_tail_at_critical_values(value: float, freedom: int, chance: float) -> None:
    assert tail(value, freedom) == pytest.approx(chance, rel=1e-3)


def test_nothing_is_certain_to_be_exceeded() -> None:
    assert tail(0.0, 3) == 1
    assert tail(1.0, 0) is None
