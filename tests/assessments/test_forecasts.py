"""Brier score and reliability curve, worked out by hand."""

import pytest

from assessments.forecasts import Forecast, verify


def test_the_brier_score_is_the_mean_squared_error() -> None:
    """(.2 ** 2 + .3 ** 2 + .9 ** 2) / 3 = .94 / 3; the base rate 2/3 gives 2/9."""
    found = verify([Forecast(0.8, True), Forecast(0.7, True), Forecast(0.9, False)])

    assert found.brier == pytest.approx(0.94 / 3)
    assert found.brier_of_base_rate == pytest.approx(2 / 9)
    assert found.said == pytest.approx(0.8)
    assert found.happened == pytest.approx(2 / 3)


def test_the_curve_sets_what_happened_against_what_was_said() -> None:
    said = [Forecast(0.1, False)] * 3 + [Forecast(0.2, True)] + [Forecast(1.0, True)] * 4

    first, second, last = verify(said).curve

    assert (first.begins, first.ends, first.n, first.happened) == (0, 0.2, 3, 0)
    assert (second.n, second.happened) == (1, 1)
    assert (last.begins, last.said, last.happened) == (0.8, 1.0, 1.0)
    # Wilson, 4 of 4: n / (n + z ** 2) = 4 / 7.8415
    assert last.low == pytest.approx(0.5101, abs=1e-4)
    assert last.high == 1


def test_without_forecasts_nothing_is_defined() -> None:
    found = verify([])

    assert (found.n, found.brier, found.curve) == (0, None, ())
