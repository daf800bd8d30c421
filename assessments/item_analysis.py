"""Everything that an item analysis says, classical and by a model."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assessments.irt.ability import Ability, abilities, eap_reliability
from assessments.irt.calibration import Calibration, calibrate
from assessments.irt.fit import ItemFit, item_fit
from assessments.responses import Responses
from assessments.statistics import TestStatistics, analyse

ModelName = Literal["ctt", "rasch", "2pl"]
METRIC = "logistic, D = 1"
MISFIT = 0.001
"""The chance of so large an S-X² below which the model is said not to fit the item."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person's points and, from a model, ability with its standard error."""

    id: str
    score: float
    ability: Ability


@dataclass(frozen=True, slots=True)
class ModelAnalysis:
    """A calibration, the fit of its items and the abilities of its persons."""

    calibration: Calibration
    fits: tuple[ItemFit, ...]
    persons: tuple[Person, ...]
    reliability: float | None


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """Classical statistics, and those of the model if one was asked for and can be had."""

    statistics: TestStatistics
    model_name: ModelName
    model: ModelAnalysis | None

    def flags_of(self, index: int) -> tuple[str, ...]:
        """What an author should look at in the item with this index."""
        flags = self.statistics.items[index].flags
        if self.model_name == "ctt":
            return flags
        if self.model is None or self.model.calibration.items[index].a is None:
            return (*flags, "no_estimate")
        p = self.model.fits[index].p
        return (*flags, "misfit") if p is not None and p < MISFIT else flags


def analyse_items(responses: Responses, model_name: ModelName) -> ItemAnalysis:
    """Analyse responses; persons to whom no item was presented do not count."""
    present = responses.of_those_present()
    model = None if model_name == "ctt" else _by_model(present, calibrate(present, model_name))
    return ItemAnalysis(analyse(present), model_name, model)


def _by_model(responses: Responses, calibration: Calibration | None) -> ModelAnalysis | None:
    if calibration is None:
        return None
    found = abilities(responses, calibration)
    scores = np.nansum(responses.matrix(), axis=1).tolist()
    names = responses.persons or [str(number) for number in range(1, len(scores) + 1)]
    persons = tuple(map(Person, names, scores, found))
    return ModelAnalysis(
        calibration, item_fit(responses, calibration), persons, eap_reliability(found)
    )
