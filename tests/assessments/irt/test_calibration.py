"""Calibration of simulated and of awkward answers."""

import math

import numpy as np
import pytest

from assessments.irt.ability import abilities, eap_reliability
from assessments.irt.calibration import Model, calibrate
from assessments.irt.fit import item_fit
from assessments.responses import Matrix, Responses


def simulated(
    n: int, a: Matrix, b: Matrix, *, seed: int, sd: float = 1.0, absent: float = 0.0
) -> tuple[Responses, Matrix]:
    """Answers of n persons to items of known parameters, and the abilities behind them."""
    dice = np.random.default_rng(seed)
    theta = dice.normal(0, sd, n)
    chance = 1 / (1 + np.exp(-a * (theta[:, None] - b)))
    right = dice.random(chance.shape) < chance
    gone = dice.random(chance.shape) < absent
    rows = [
        tuple(None if out else float(one) for one, out in zip(*both, strict=True))
        for both in zip(right.tolist(), gone.tolist(), strict=True)
    ]
    names = tuple(f"i{number}" for number in range(len(a)))
    return Responses(names, tuple(rows), (1.0,) * len(a)), theta


def answers(*rows: str) -> Responses:
    """A person a text: 1 right, 0 wrong, . not presented."""
    marks = tuple(tuple(None if cell == "." else float(cell) for cell in row) for row in rows)
    return Responses(tuple("abcdefgh"[: len(rows[0])]), marks, (1.0,) * len(rows[0]))


@pytest.mark.parametrize("absent", [0.0, 0.3])
def test_parameters_are_recovered_within_their_standard_errors(absent: float) -> None:
    a, b = np.tile([0.6, 1.0, 1.4, 1.8, 1.2], 5), np.linspace(-2, 2, 25)
    responses, _ = simulated(2000, a, b, seed=7, absent=absent)
    found = calibrate(responses, "2pl")
    assert found is not None

    off_a = [((i.a or 0) - true) / (i.se_a or 0) for i, true in zip(found.items, a, strict=True)]
    off_b = [((i.b or 0) - true) / (i.se_b or 0) for i, true in zip(found.items, b, strict=True)]
    # 50 standardised errors: of the sum of their squares, 24.7 to 86.7 hold 99.8 %
    assert 24.7 < sum(off**2 for off in [*off_a, *off_b]) < 86.7
    assert max(map(abs, [*off_a, *off_b])) < 4


def test_rasch_recovers_difficulties_and_the_spread_of_ability() -> None:
    b = np.linspace(-2, 2, 20)
    responses, _ = simulated(1500, np.ones(20), b, seed=11, sd=1.4)
    found = calibrate(responses, "rasch")
    assert found is not None

    assert abs(found.ability_sd - 1.4) < 3 * (found.se_ability_sd or 0)
    off = [((i.b or 0) - true) / (i.se_b or 0) for i, true in zip(found.items, b, strict=True)]
    assert max(map(abs, off)) < 4


def test_abilities_are_as_far_off_as_their_standard_errors_say() -> None:
    a, b = np.full(30, 1.3), np.linspace(-2, 2, 30)
    responses, theta = simulated(1500, a, b, seed=3)
    found = calibrate(responses, "2pl")
    assert found is not None
    known = abilities(responses, found)

    off = [(each.theta - true) / each.se for each, true in zip(known, theta, strict=True)]
    assert math.sqrt(sum(value**2 for value in off) / len(off)) == pytest.approx(1, abs=0.06)
    reliability = np.corrcoef([each.theta for each in known], theta)[0, 1] ** 2
    assert eap_reliability(known) == pytest.approx(reliability, abs=0.02)


def test_items_that_follow_the_model_fit() -> None:
    responses, _ = simulated(3000, np.full(15, 1.2), np.linspace(-1.5, 1.5, 15), seed=5)
    found = calibrate(responses, "2pl")
    assert found is not None

    fits = item_fit(responses, found)
    assert min(fit.p or 0 for fit in fits) > 0.05 / 15
    assert [fit.infit for fit in fits] == pytest.approx([1] * 15, abs=0.06)
    assert [fit.outfit for fit in fits] == pytest.approx([1] * 15, abs=0.06)


def test_an_item_that_does_not_follow_the_model_stands_out() -> None:
    responses, theta = simulated(3000, np.full(15, 1.2), np.linspace(-1.5, 1.5, 15), seed=5)
    middle = [float(abs(ability) < 0.7) for ability in theta]
    marks = tuple((*row, extra) for row, extra in zip(responses.marks, middle, strict=True))
    crooked = Responses((*responses.items, "crooked"), marks, (1.0,) * 16)
    found = calibrate(crooked, "2pl")
    assert found is not None

    p = item_fit(crooked, found)[-1].p
    assert p is not None
    assert p < 1e-6


@pytest.mark.parametrize("model", ["rasch", "2pl"])
def test_an_item_that_all_have_right_or_wrong_has_no_estimate_and_changes_nothing(
    model: Model,
) -> None:
    plain, _ = simulated(300, np.ones(6), np.linspace(-1, 1, 6), seed=2)
    marks = tuple((1.0, *row, 0.0) for row in plain.marks)
    found = calibrate(Responses(("all", *plain.items, "none"), marks, (1.0,) * 8), model)
    alone = calibrate(plain, model)
    assert found is not None
    assert alone is not None

    assert (found.items[0].a, found.items[0].b, found.items[0].se_b) == (None, None, None)
    assert (found.items[-1].a, found.items[-1].b) == (None, None)
    assert found.items[1:-1] == alone.items
    assert found.loglik == alone.loglik


def test_an_item_with_marks_in_between_has_no_estimate() -> None:
    plain, _ = simulated(200, np.ones(5), np.linspace(-1, 1, 5), seed=4)
    marks = tuple((0.5 * (number % 3), *row) for number, row in enumerate(plain.marks))
    found = calibrate(Responses(("partly", *plain.items), marks, (1.0,) * 6), "2pl")
    assert found is not None

    assert found.items[0].a is None
    assert all(item.a is not None for item in found.items[1:])


def test_full_marks_of_several_points_count_as_right() -> None:
    plain, _ = simulated(200, np.ones(5), np.linspace(-1, 1, 5), seed=4)
    doubled = tuple(tuple(2 * (mark or 0) for mark in row) for row in plain.marks)

    one, other = (
        calibrate(plain, "2pl"),
        calibrate(Responses(plain.items, doubled, (2.0,) * 5), "2pl"),
    )
    assert one is not None
    assert other is not None

    assert one.items == other.items


@pytest.mark.parametrize(
    ("rows", "model"),
    [
        (["1"], "rasch"),
        (["1", "0"], "rasch"),
        (["11", "01", "10"], "2pl"),
        (["111", "111"], "2pl"),
        (["...", "..."], "rasch"),
    ],
)
def test_too_few_items_have_no_estimate(rows: list[str], model: Model) -> None:
    assert calibrate(answers(*rows), model) is None


def test_persons_without_an_answer_know_no_more_than_the_group() -> None:
    responses, _ = simulated(200, np.ones(5), np.linspace(-1, 1, 5), seed=4)
    more = Responses(responses.items, (*responses.marks, (None,) * 5), responses.maxima)
    found, before = calibrate(more, "rasch"), calibrate(responses, "rasch")
    assert found is not None
    assert before is not None

    assert found.loglik == pytest.approx(before.loglik)
    last = abilities(more, found)[-1]
    assert last.theta == pytest.approx(0, abs=1e-9)
    assert last.se == pytest.approx(found.ability_sd, abs=1e-6)


def test_perfectly_ordered_answers_have_no_finite_estimate() -> None:
    assert calibrate(answers("000", "100", "110", "111"), "rasch") is None


def test_a_handful_of_persons_gives_estimates_or_none_but_no_error() -> None:
    responses, _ = simulated(8, np.ones(6), np.linspace(-1, 1, 6), seed=9)
    found = calibrate(responses, "2pl")

    assert found is None or all(
        value is None or math.isfinite(value)
        for item in found.items
        for value in (item.a, item.b, item.se_a, item.se_b)
    )


def test_a_reversed_item_has_a_negative_slope() -> None:
    a = np.array([1.2, 1.0, 1.4, -1.0, 0.8])
    responses, _ = simulated(1500, a, np.array([-1, 0.5, 0, 0, 1.0]), seed=6)
    found = calibrate(responses, "2pl")
    assert found is not None

    assert [(item.a or 0) > 0 for item in found.items] == [True, True, True, False, True]
