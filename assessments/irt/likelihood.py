"""The marginal likelihood of answers, its slope and its curvature.

The logit of item i at standard normal z is `slopes[i] * z + intercepts[i]`. Integrals over z
are sums over equidistant points, which for smooth functions that vanish at both ends converge
faster than any power of their distance.
"""

from dataclasses import dataclass

import numpy as np

from assessments.responses import Matrix

LIMIT, POINTS = 6.0, 81


@dataclass(frozen=True, slots=True)
class Answers:
    """Distinct patterns of answers and how many persons gave each.

    `right` and `presented` are patterns × items of 0 and 1, `counts` a number a pattern,
    `pattern_of` the pattern of each person.
    """

    right: Matrix
    presented: Matrix
    counts: Matrix
    pattern_of: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Parameters:
    """Slope and intercept of each item."""

    slopes: Matrix
    intercepts: Matrix

    def logits(self) -> Matrix:
        """Items × points."""
        return np.outer(self.slopes, NODES) + self.intercepts[:, None]

    def stacked(self) -> Matrix:
        """All slopes, then all intercepts."""
        return np.concatenate([self.slopes, self.intercepts])


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the answers say at given parameters; `stacked` order, slopes first.

    `posterior` is patterns × points, `gradient` the slope of the log-likelihood, `complete`
    the information that there would be if abilities were known.
    """

    loglik: float
    posterior: Matrix
    gradient: Matrix
    complete: Matrix


def _quadrature() -> tuple[Matrix, Matrix]:
    nodes = np.linspace(-LIMIT, LIMIT, POINTS)
    weights = np.exp(-(nodes**2) / 2)
    return nodes, weights / weights.sum()


NODES, WEIGHTS = _quadrature()


def answers_of(marks: Matrix) -> Answers:
    """Patterns from persons × items of 0, 1 and NaN."""
    coded = np.where(np.isnan(marks), -1.0, marks)
    patterns, inverse, counts = np.unique(coded, axis=0, return_inverse=True, return_counts=True)
    return Answers(
        (patterns == 1).astype(np.float64),
        (patterns >= 0).astype(np.float64),
        counts.astype(np.float64),
        tuple(inverse.reshape(-1).tolist()),
    )


def chances(logits: Matrix) -> Matrix:
    """The logistic function, without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(logits / 2)), dtype=np.float64)


def posterior_of(answers: Answers, at: Parameters) -> tuple[Matrix, Matrix]:
    """Patterns × points: how the abilities behind a pattern are spread; and its log-likelihood."""
    logits = at.logits()
    joint = answers.right @ logits - answers.presented @ np.logaddexp(0.0, logits) + np.log(WEIGHTS)
    highest = joint.max(axis=1, keepdims=True)
    joint = np.exp(joint - highest)
    sums = joint.sum(axis=1, keepdims=True)
    return joint / sums, (np.log(sums) + highest)[:, 0]


def loglik_of(answers: Answers, at: Parameters) -> float:
    """The marginal log-likelihood: Bock & Lieberman (1970), Psychometrika 35, 179-197."""
    return float(answers.counts @ posterior_of(answers, at)[1])


def expectation(answers: Answers, at: Parameters) -> Expectation:
    """The E step of Bock & Aitkin (1981), Psychometrika 46, 443-459: expected counts a point."""
    posterior, logliks = posterior_of(answers, at)
    weighted = posterior * answers.counts[:, None]
    presented, right = answers.presented.T @ weighted, answers.right.T @ weighted
    chance = chances(at.logits())
    surplus = right - presented * chance
    spread = presented * chance * (1 - chance)
    return Expectation(
        float(answers.counts @ logliks),
        posterior,
        np.concatenate([surplus @ NODES, surplus.sum(axis=1)]),
        _in_blocks(*(np.diag(spread @ NODES**power) for power in (2, 1, 0))),
    )


def observed_information(answers: Answers, at: Parameters, found: Expectation) -> Matrix:
    """Minus the second derivatives of the marginal log-likelihood.

    The information in the complete data less what is lost because abilities are not known:
    Louis (1982), Journal of the Royal Statistical Society B 44, 226-233.
    """
    chance = chances(at.logits())
    scores = _mean_scores(answers, chance, found.posterior)
    known = scores.T @ (scores * answers.counts[:, None])
    squares = (_mean_squares(answers, chance, found.posterior, power) for power in (2, 1, 0))
    return found.complete - _in_blocks(*squares) + known


def _mean_squares(answers: Answers, chance: Matrix, posterior: Matrix, power: int) -> Matrix:
    """Items × items: products of residuals times z to a power, summed over patterns.

    A residual is right - presented · chance; the products are multiplied out, so that only
    their last part needs a pass for every point, and only where items were not presented.
    """
    weight = NODES**power
    right, weighted = answers.right, posterior * answers.counts[:, None] * weight
    both_right = right.T @ (right * weighted.sum(axis=1)[:, None])
    one_right = right.T @ (answers.presented * (weighted @ chance.T))
    if answers.presented.all():
        none_right = (chance * weighted.sum(axis=0)) @ chance.T
    else:
        none_right = sum(
            np.outer(chance[:, point], chance[:, point])
            * (answers.presented.T @ (answers.presented * weighted[:, point, None]))
            for point in range(POINTS)
        )
    return np.asarray(both_right - one_right - one_right.T + none_right, dtype=np.float64)


def _mean_scores(answers: Answers, chance: Matrix, posterior: Matrix) -> Matrix:
    """Patterns × parameters: the slope of each pattern's log-likelihood."""
    by_slope = answers.right * (posterior @ NODES)[:, None]
    by_slope = by_slope - answers.presented * (posterior @ (chance * NODES).T)
    by_intercept = answers.right - answers.presented * (posterior @ chance.T)
    return np.concatenate([by_slope, by_intercept], axis=1)


def _in_blocks(slopes: Matrix, mixed: Matrix, intercepts: Matrix) -> Matrix:
    return np.block([[slopes, mixed], [mixed, intercepts]])
