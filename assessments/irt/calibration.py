"""Marginal maximum likelihood: item parameters from answers.

EM steps (Bock & Aitkin 1981) lead near the maximum, Newton steps with the observed information
reach it. Standard errors come from the inverse of the observed information; that of b by the
delta method. No priors: an item whose slope grows without bound has no estimate.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from assessments.irt.likelihood import (
    Answers,
    Expectation,
    Parameters,
    answers_of,
    expectation,
    loglik_of,
    observed_information,
)
from assessments.responses import Matrix, Responses

Flags = NDArray[np.bool_]
Model = Literal["rasch", "2pl"]
FEWEST_ITEMS: dict[Model, int] = {"rasch": 2, "2pl": 3}
"""With fewer, different parameters give the same likelihood."""
STEEPEST = 10.0
"""A slope that wants to be steeper has no finite estimate."""
FLAT = 1e-4
"""A slope below which there is no difficulty to speak of."""
EM_STEPS, MOST_STEPS, HALVINGS = 8, 500, 30
LARGEST_STEP = 1.0
NEAR = 1e-9
"""The rise of the log-likelihood that a further step promises when it is time to stop."""


@dataclass(frozen=True, slots=True)
class ItemParameters:
    """Discrimination and difficulty with standard errors; None where there is no estimate.

    In the Rasch model a is 1 by definition, so it has no standard error.
    """

    id: str
    a: float | None = None
    b: float | None = None
    se_a: float | None = None
    se_b: float | None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """A calibrated test.

    `used` are the indices of the items that took part, `parameters` theirs on standard normal
    ability; abilities have mean 0 and standard deviation `ability_sd`, which is 1 by
    definition (and without standard error) in the two-parameter model.
    """

    model: Model
    items: tuple[ItemParameters, ...]
    loglik: float
    ability_sd: float
    se_ability_sd: float | None
    has_converged: bool
    n_steps: int
    used: tuple[int, ...]
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class _Solution:
    at: Parameters
    found: Expectation
    errors: Matrix
    is_steepest: Flags
    has_converged: bool
    n_steps: int


def calibrate(responses: Responses, model: Model) -> Calibration | None:
    """Estimate the parameters of every item that allows it; None if too few items do, or none.

    Items that all persons have right, or all wrong, and items with marks in between have no
    estimate. Answers to items that were not presented are taken as missing at random.
    """
    marks = responses.matrix()
    used = usable_items(responses)
    if len(used) < FEWEST_ITEMS[model]:
        return None
    most = np.array(responses.maxima)[list(used)]
    answers = answers_of(marks[:, list(used)] / most)
    with threadpool_limits(1, user_api="blas"):  # threads cost more than such matrices take
        solved = _solved(answers, model)
    if solved.is_steepest.all():
        return None
    items = [ItemParameters(item) for item in responses.items]
    for place, index in enumerate(used):
        items[index] = _item(items[index].id, solved, place, model)
    is_rasch = model == "rasch"
    return Calibration(
        model,
        tuple(items),
        solved.found.loglik,
        abs(float(solved.at.slopes[0])) if is_rasch else 1.0,
        _known(solved.errors[0, 0]) if is_rasch else None,
        solved.has_converged,
        solved.n_steps,
        used,
        solved.at,
    )


def usable_items(responses: Responses) -> tuple[int, ...]:
    """Indices of the items that are right or wrong, and not the same for all."""
    marks = responses.matrix()
    used = []
    for index, most in enumerate(responses.maxima):
        seen = np.unique(marks[~np.isnan(marks[:, index]), index])
        if seen.tolist() == [0.0, most]:
            used.append(index)
    return tuple(used)


def _solved(answers: Answers, model: Model) -> _Solution:
    at, is_steepest = _start(answers), np.zeros(answers.right.shape[1], dtype=np.bool_)
    found, has_converged, step = expectation(answers, at), False, 0
    while not has_converged and step < MOST_STEPS:
        step += 1
        ties = _ties(is_steepest, model)
        gradient = ties.T @ found.gradient
        move = _move(answers, at, found, ties, step)
        at, size = _climb(answers, at, found.loglik, ties @ move)
        has_converged = size == 0 or abs(float(gradient @ move)) < NEAR
        is_steepest = is_steepest | (np.abs(at.slopes) >= STEEPEST)
        found = expectation(answers, at)
    at = _upright(at)
    found = expectation(answers, at)
    ties = _ties(is_steepest, model)
    information = ties.T @ observed_information(answers, at, found) @ ties
    errors = ties @ _inverse(information) @ ties.T
    return _Solution(at, found, errors, is_steepest, has_converged, step)


def _start(answers: Answers) -> Parameters:
    """Slopes of 1, and intercepts that give each item its facility."""
    n = answers.counts @ answers.presented
    facility = (answers.counts @ answers.right) / n
    return Parameters(np.ones_like(n), np.log(facility / (1 - facility)) * 1.16)


def _ties(is_steepest: Flags, model: Model) -> Matrix:
    """All parameters × those that are free: how the free ones move the others."""
    k = len(is_steepest)
    if model == "rasch":
        common = np.concatenate([np.ones(k), np.zeros(k)])[:, None]
        each = np.concatenate([np.zeros((k, k)), np.eye(k)])
        return each if is_steepest.any() else np.concatenate([common, each], axis=1)
    is_free = np.concatenate([~is_steepest, np.ones(k, dtype=np.bool_)])
    return np.asarray(np.eye(2 * k)[:, is_free], dtype=np.float64)


def _move(answers: Answers, at: Parameters, found: Expectation, ties: Matrix, step: int) -> Matrix:
    """A Newton step where the likelihood is concave, else, and at first, an EM step."""
    gradient = ties.T @ found.gradient
    if step > EM_STEPS:
        curvature = ties.T @ observed_information(answers, at, found) @ ties
        if _is_positive(curvature):
            return np.asarray(np.linalg.solve(curvature, gradient), dtype=np.float64)
    expected = ties.T @ found.complete @ ties
    return np.asarray(np.linalg.lstsq(expected, gradient)[0], dtype=np.float64)


def _climb(
    answers: Answers, at: Parameters, loglik: float, move: Matrix
) -> tuple[Parameters, float]:
    """Go as far that way as the likelihood rises; a size of 0 says that it does not."""
    k = len(at.slopes)
    size = min(1.0, LARGEST_STEP / max(float(np.abs(move).max()), 1e-300))
    for _ in range(HALVINGS):
        slopes = np.clip(at.slopes + size * move[:k], -STEEPEST, STEEPEST)
        there = Parameters(slopes, at.intercepts + size * move[k:])
        if loglik_of(answers, there) >= loglik:
            return there, size
        size /= 2
    return at, 0.0


def _upright(at: Parameters) -> Parameters:
    """The mirror image in which more ability means more right answers."""
    return Parameters(-at.slopes, at.intercepts) if at.slopes.sum() < 0 else at


def _item(name: str, solved: _Solution, place: int, model: Model) -> ItemParameters:
    slope, intercept = float(solved.at.slopes[place]), float(solved.at.intercepts[place])
    of_intercept = place + len(solved.at.slopes)
    if solved.is_steepest[place]:
        return ItemParameters(name)
    if model == "rasch":
        return ItemParameters(
            name, 1.0, -intercept, None, _known(solved.errors[of_intercept, of_intercept])
        )
    if abs(slope) < FLAT:
        return ItemParameters(name, slope, None, _known(solved.errors[place, place]))
    turn = np.array([intercept / slope**2, -1 / slope])
    both = [place, of_intercept]
    return ItemParameters(
        name,
        slope,
        -intercept / slope,
        _known(solved.errors[place, place]),
        _known(turn @ solved.errors[np.ix_(both, both)] @ turn),
    )


def _is_positive(matrix: Matrix) -> bool:
    values = np.linalg.eigvalsh(matrix)
    return bool(values[0] > 1e-10 * max(float(values[-1]), 1.0))


def _inverse(matrix: Matrix) -> Matrix:
    """The inverse, or NaN throughout where there is none that is a covariance."""
    if not _is_positive(matrix):
        return np.full_like(matrix, np.nan)
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def _known(variance: float) -> float | None:
    return math.sqrt(variance) if variance > 0 else None
