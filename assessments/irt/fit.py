"""How well an item follows the model.

- Infit and outfit: mean squares of residuals, weighted by their variance or not, 1 being
  expected; Wright & Masters (1982), Rating Scale Analysis, averaged over what is known of
  each person's ability as in Adams & Wu (2007).
- S-X²: observed against expected shares right at each total; Orlando & Thissen (2000),
  Likelihood-based item-fit indices for dichotomous item response theory models, Applied
  Psychological Measurement 24, 50-64.
"""

from dataclasses import dataclass

import numpy as np

from assessments import chi_square
from assessments.irt.calibration import Calibration
from assessments.irt.likelihood import (
    WEIGHTS,
    Answers,
    answers_of,
    chances,
    posterior_of,
)
from assessments.responses import Matrix, Responses

FEWEST_EXPECTED = 1.0
"""Totals at which fewer right or wrong answers are expected are taken together."""
FARTHEST = 300.0
"""Logits beyond which odds stay as they are, so that they remain numbers."""
FREE_PER_ITEM = {"rasch": 1, "2pl": 2}


@dataclass(frozen=True, slots=True)
class ItemFit:
    """Mean squares and S-X² with its degrees of freedom and chance; None if undefined."""

    id: str
    infit: float | None = None
    outfit: float | None = None
    s_x2: float | None = None
    df: int | None = None
    p: float | None = None


def item_fit(responses: Responses, calibration: Calibration) -> tuple[ItemFit, ...]:
    """The fit of every item that was calibrated; S-X² from persons who had all of these."""
    used = list(calibration.used)
    marks = responses.matrix()[:, used] / np.array(responses.maxima)[used]
    answers = answers_of(marks)
    logits = calibration.parameters.logits()
    chance = chances(logits)
    infit, outfit = _mean_squares(answers, logits, posterior_of(answers, calibration.parameters)[0])
    complete = marks[~np.isnan(marks).any(axis=1)]
    found = [ItemFit(item) for item in responses.items]
    for place, index in enumerate(used):
        if calibration.items[index].a is None:
            continue
        value, n_cells = _s_x2(complete, chance, place)
        df = n_cells - FREE_PER_ITEM[calibration.model]
        known = value is not None and df > 0
        found[index] = ItemFit(
            found[index].id,
            float(infit[place]),
            float(outfit[place]),
            value if known else None,
            df if known else None,
            chi_square.tail(value, df) if value is not None and known else None,
        )
    return tuple(found)


def total_distribution(chance: Matrix) -> Matrix:
    """Totals 0..k × points from the chances of k items × points.

    The recursion of Lord & Wingersky (1984), Applied Psychological Measurement 8, 453-461.
    """
    distribution = np.zeros((len(chance) + 1, chance.shape[1]))
    distribution[0] = 1.0
    for n, right in enumerate(chance, start=1):
        distribution[1 : n + 1] = distribution[1 : n + 1] * (1 - right) + distribution[:n] * right
        distribution[0] *= 1 - right
    return distribution


def _mean_squares(answers: Answers, logits: Matrix, posterior: Matrix) -> tuple[Matrix, Matrix]:
    """Infit and outfit: squared residuals, over their variance in sum or one by one."""
    weighted = posterior * answers.counts[:, None]
    presented, right = answers.presented.T @ weighted, answers.right.T @ weighted
    chance = chances(logits)
    squares = right * (1 - chance) ** 2 + (presented - right) * chance**2
    infit = squares.sum(axis=1) / (presented * chance * (1 - chance)).sum(axis=1)
    odds = np.exp(np.clip(logits, -FARTHEST, FARTHEST))
    outfit = (right / odds + (presented - right) * odds).sum(axis=1) / presented.sum(axis=1)
    return infit, outfit


def _s_x2(marks: Matrix, chance: Matrix, place: int) -> tuple[float | None, int]:
    """S-X² of one item and the number of cells it is made of."""
    k = len(chance)
    totals = marks.sum(axis=1).astype(np.int64)
    inside = np.arange(1, k)
    n = np.bincount(totals, minlength=k + 1)[inside].astype(np.float64)
    observed = np.bincount(totals, marks[:, place], k + 1)[inside].astype(np.float64)
    others = total_distribution(np.delete(chance, place, axis=0))
    whole = total_distribution(chance)
    right = (others[inside - 1] * chance[place]) @ WEIGHTS / (whole[inside] @ WEIGHTS)
    cells = _merged(n, observed, n * right)
    if not cells:
        return None, 0
    value = sum(
        (seen - expected) ** 2 * total / (expected * (total - expected))
        for total, seen, expected in cells
    )
    return float(value), len(cells)


def _merged(n: Matrix, observed: Matrix, expected: Matrix) -> list[tuple[float, float, float]]:
    """Neighbouring totals taken together until each cell expects enough of both answers."""
    cells: list[tuple[float, float, float]] = []
    here = np.zeros(3)
    for triple in zip(n, observed, expected, strict=True):
        here = here + np.array(triple)
        if min(here[2], here[0] - here[2]) >= FEWEST_EXPECTED:
            cells.append((float(here[0]), float(here[1]), float(here[2])))
            here = np.zeros(3)
    if cells and here[0]:
        last = np.array(cells.pop()) + here
        cells.append((float(last[0]), float(last[1]), float(last[2])))
    return cells
