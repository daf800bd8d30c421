"""Ability of persons by the mean of its posterior distribution (EAP).

Bock & Mislevy (1982), Adaptive EAP estimation of ability in a microcomputer environment,
Applied Psychological Measurement 6, 431-444.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessments.irt.calibration import Calibration
from assessments.irt.likelihood import NODES, answers_of, posterior_of
from assessments.responses import Responses


@dataclass(frozen=True, slots=True)
class Ability:
    """Mean and standard deviation of what is known of a person's ability."""

    theta: float
    se: float


def abilities(responses: Responses, calibration: Calibration) -> tuple[Ability, ...]:
    """The ability of every person, on the scale of the calibration.

    A person to whom no calibrated item was presented has the mean and spread of all.
    """
    used = list(calibration.used)
    marks = responses.matrix()[:, used] / np.array(responses.maxima)[used]
    answers = answers_of(marks)
    posterior, _ = posterior_of(answers, calibration.parameters)
    means = posterior @ NODES
    deviations = np.sqrt(np.maximum(posterior @ NODES**2 - means**2, 0.0))
    scale = calibration.ability_sd
    return tuple(
        Ability(float(means[pattern]) * scale, float(deviations[pattern]) * scale)
        for pattern in answers.pattern_of
    )


def eap_reliability(found: Sequence[Ability]) -> float | None:
    """The share of the variance of ability that the estimates carry; None without any.

    Variance of the estimates over itself plus the mean squared standard error: Adams (2005),
    Reliability as a measurement design effect, Studies in Educational Evaluation 31, 162-172.
    """
    if len(found) < 2:
        return None
    between = float(np.var([ability.theta for ability in found], ddof=1))
    within = math.fsum(ability.se**2 for ability in found) / len(found)
    return between / (between + within) if between + within > 0 else None
