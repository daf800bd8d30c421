"""Mantel-Haenszel against published figures, and on simulated groups."""

import numpy as np
import pytest

from assessments.dif import differential_functioning, mantel_haenszel
from assessments.responses import Responses

ADMISSIONS = [
    [[512, 313], [89, 19]],
    [[353, 207], [17, 8]],
    [[120, 205], [202, 391]],
    [[138, 279], [131, 244]],
    [[53, 138], [94, 299]],
    [[22, 351], [24, 317]],
]
"""Berkeley 1973: a table a department, men and women, admitted and rejected.

Bickel, Hammel & O'Connell (1975), Science 187, 398-403; R's data set UCBAdmissions.
"""


def test_the_admissions_of_berkeley_as_r_has_them() -> None:
    # output of mantelhaen.test(UCBAdmissions) in R's documentation
    found = mantel_haenszel(np.array(ADMISSIONS, dtype=float))

    assert found.odds_ratio == pytest.approx(0.9046968, abs=1e-7)
    assert found.chi_square == pytest.approx(1.4269, abs=5e-5)
    assert found.p == pytest.approx(0.2323, abs=5e-5)
    low, high = (0.9046968 * np.exp(sign * 1.959964 * (found.se or 0)) for sign in (-1, 1))
    assert low == pytest.approx(0.7719074, abs=1e-5)
    assert high == pytest.approx(1.0603298, abs=1e-5)
    assert found.category == "A"


def test_an_item_that_is_harder_for_one_group_is_found_and_the_others_are_not() -> None:
    dice = np.random.default_rng(12)
    n, b = 2000, np.linspace(-1.5, 1.5, 20)
    is_focal = np.arange(n) % 2 == 1
    theta = dice.normal(0, 1, n) - 0.5 * is_focal
    harder = np.zeros((n, 20))
    harder[is_focal, 9] = 0.9
    chance = 1 / (1 + np.exp(-(theta[:, None] - b - harder)))
    marks = (dice.random(chance.shape) < chance).astype(float)
    rows = tuple(tuple(row) for row in marks.tolist())
    responses = Responses(tuple(map(str, range(20))), rows, (1.0,) * 20)

    found = differential_functioning(responses, is_focal.tolist())

    assert found[9].category == "C"
    assert (found[9].delta or 0) < -1.5
    assert "C" not in {each.category for each in (*found[:9], *found[10:])}


def test_persons_of_no_group_are_left_out() -> None:
    rows = ((1.0, 0.0), (0.0, 1.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
    responses = Responses(("a", "b"), rows, (1.0, 1.0))

    known = differential_functioning(responses, [False, False, True, True, None])
    assert known == differential_functioning(
        Responses(("a", "b"), rows[:4], (1.0, 1.0)), [False, False, True, True]
    )


def test_without_anybody_to_compare_nothing_is_known() -> None:
    responses = Responses(("a",), ((1.0,), (0.0,)), (1.0,))

    [found] = differential_functioning(responses, [True, True])
    assert (found.odds_ratio, found.chi_square, found.p, found.delta, found.category) == (
        (None,) * 5
    )
