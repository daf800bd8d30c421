"""Item response models of the LSAT sections against published estimates.

Rizopoulos (2006), ltm: An R package for latent variable modeling and item response theory
analyses, Journal of Statistical Software 17(5), and the output of `summary(ltm(LSAT ~ z1))` and
`summary(rasch(LSAT))` for section 6; the reference pages and the test suite of the R package
mirt (Chalmers 2012, Journal of Statistical Software 48(6)) for both sections. Tolerances are
those of the published digits and of the optimisers that made them.
"""

from collections.abc import Mapping

import pytest

from assessments.irt.ability import abilities
from assessments.irt.calibration import Calibration, Model, calibrate
from assessments.irt.fit import item_fit
from tests.assessments.published import LSAT6, LSAT7, responses_to


def calibrated(section: Mapping[str, int], model: Model) -> Calibration:
    found = calibrate(responses_to(section), model)
    assert found is not None
    assert found.has_converged
    return found


@pytest.mark.parametrize(
    ("section", "model", "loglik"),
    [(LSAT6, "2pl", -2466.653), (LSAT6, "rasch", -2466.938), (LSAT7, "2pl", -2658.805)],
)
def test_log_likelihoods(section: Mapping[str, int], model: Model, loglik: float) -> None:
    assert calibrated(section, model).loglik == pytest.approx(loglik, abs=6e-4)


def test_two_parameter_model_of_section_6_as_ltm_has_it() -> None:
    items = calibrated(LSAT6, "2pl").items

    a, b = [item.a for item in items], [item.b for item in items]
    assert a == pytest.approx([0.8254, 0.7229, 0.8905, 0.6886, 0.6575], abs=1e-3)
    assert b == pytest.approx([-3.3597, -1.3696, -0.2799, -1.8659, -3.1236], abs=3e-3)
    se_a, se_b = [item.se_a for item in items], [item.se_b for item in items]
    assert se_a == pytest.approx([0.2581, 0.1867, 0.2326, 0.1852, 0.2100], abs=3e-4)
    assert se_b == pytest.approx([0.8669, 0.3073, 0.0997, 0.4341, 0.8700], abs=2e-3)


def test_two_parameter_model_of_section_7_as_mirt_has_it() -> None:
    # mirt reports the intercept d = -a b, its test suite that of the longest run
    items = calibrated(LSAT7, "2pl").items

    intercepts = [-(item.a or 0) * (item.b or 0) for item in items]
    a = [item.a for item in items]
    assert a == pytest.approx([0.9876, 1.0808, 1.7075, 0.7650, 0.7357], abs=1e-4)
    assert intercepts == pytest.approx([1.8559, 0.8080, 1.8052, 0.4860, 1.8545], abs=1e-4)


def test_standard_errors_of_section_7_as_mirt_has_them() -> None:
    # 95 % limits of the slopes by Richardson extrapolation in mirt's test suite
    low, high = [0.6406, 0.7501, 1.0779, 0.5022, 0.4395], [1.3354, 1.4119, 2.3340, 1.0280, 1.0320]
    errors = [(upper - lower) / 2 / 1.96 for lower, upper in zip(low, high, strict=True)]

    found = [item.se_a for item in calibrated(LSAT7, "2pl").items]
    assert found == pytest.approx(errors, abs=2e-3)


def test_rasch_model_of_section_6_as_ltm_has_it() -> None:
    # ltm keeps ability standard normal and estimates a common discrimination of 0.7551 (0.0694)
    found = calibrated(LSAT6, "rasch")

    assert found.ability_sd == pytest.approx(0.7551, abs=1e-4)
    assert found.se_ability_sd == pytest.approx(0.0694, abs=1e-4)
    difficulties = [(item.b or 0) / found.ability_sd for item in found.items]
    assert difficulties == pytest.approx([-3.6153, -1.3224, -0.3176, -1.7301, -2.7802], abs=2e-4)
    assert {(item.a, item.se_a) for item in found.items} == {(1.0, None)}


def test_rasch_model_of_section_7_as_mirt_has_it() -> None:
    items = calibrated(LSAT7, "rasch").items

    b = [-1.8680155, -0.7908857, -1.4607798, -0.5214175, -1.9927099]
    assert [item.b for item in items] == pytest.approx(b, abs=3e-4)
    assert items[0].se_b == pytest.approx((2.064827 - 1.671204) / 2 / 1.96, abs=2e-4)


def test_item_fit_of_section_6_as_mirt_has_it() -> None:
    fits = item_fit(responses_to(LSAT6), calibrated(LSAT6, "rasch"))
    assert [fit.s_x2 for fit in fits] == pytest.approx(
        [0.436, 1.576, 0.872, 0.190, 0.190], abs=6e-4
    )

    fits = item_fit(responses_to(LSAT6), calibrated(LSAT6, "2pl"))
    assert fits[0].p == pytest.approx(0.7984, abs=1e-4)
    assert [fit.df for fit in fits] == [2, 2, 1, 2, 2]


def test_abilities_of_section_7_as_mirt_has_them() -> None:
    # the first six patterns in mirt's test suite, which allows 0.01
    responses = responses_to(LSAT7)
    found = abilities(responses, calibrated(LSAT7, "2pl"))

    theta = {row: each.theta for row, each in zip(responses.marks, found, strict=True)}
    patterns = ["00000", "00001", "00010", "00011", "00100", "00101"]
    assert [theta[tuple(map(float, pattern))] for pattern in patterns] == pytest.approx(
        [-1.8665957, -1.5266920, -1.5134024, -1.1852276, -1.0946830, -0.7666992], abs=5e-3
    )
