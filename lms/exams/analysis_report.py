"""What an item analysis found, as JSON for programs and as a table for people."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assessments.item_analysis import METRIC, ItemAnalysis, ModelAnalysis
from assessments.statistics import ItemStatistics

NO_PARAMETERS: dict[str, Any] = {"a": None, "b": None, "se_a": None, "se_b": None}
CLASSICAL = ("facility", "total", "rest", "27 %", "efficiency")
BY_MODEL = ("a", "se", "b", "se", "S-X² p")


def as_json(found: ItemAnalysis) -> str:
    """Every statistic; what is undefined is null."""
    facts: dict[str, Any] = asdict(found.statistics)
    facts["items"] = [
        item | {"flags": found.flags_of(index)} | _parameters(found.model, index)
        for index, item in enumerate(facts["items"])
    ]
    facts |= {"loglik": None, "metric": None, "model": found.model_name}
    if found.model_name != "ctt":
        facts |= {"metric": METRIC, **_model(found.model)}
    return json.dumps(facts, ensure_ascii=False, indent=2, allow_nan=False)


def as_text(found: ItemAnalysis) -> str:
    """An item a line with what tells most about it, then the test as a whole."""
    width = max(len("item"), *(len(item.id) for item in found.statistics.items))
    columns = (*CLASSICAL, *(BY_MODEL if found.model else ()))
    lines = [_line("item", columns, "flags", width)]
    for index, item in enumerate(found.statistics.items):
        values = [*_classical(item), *(_by_model(found.model, index) if found.model else ())]
        flags = " ".join(found.flags_of(index))
        lines.append(_line(item.id, [_shown(value) for value in values], flags, width))
    return "\n".join([*lines, *_summary(found)])


def _parameters(model: ModelAnalysis | None, index: int) -> dict[str, Any]:
    if model is None:
        return NO_PARAMETERS
    fit = {name: value for name, value in asdict(model.fits[index]).items() if name != "id"}
    return asdict(model.calibration.items[index]) | {"fit": fit}


def _model(model: ModelAnalysis | None) -> dict[str, Any]:
    if model is None:
        return {"ability": None, "converged": None, "persons": []}
    calibration = model.calibration
    return {
        "loglik": calibration.loglik,
        "ability": {
            "mean": 0.0,
            "sd": calibration.ability_sd,
            "se_sd": calibration.se_ability_sd,
            "reliability": model.reliability,
        },
        "converged": calibration.has_converged,
        "persons": [
            {"id": person.id, "score": person.score, **asdict(person.ability)}
            for person in model.persons
        ],
    }


def _classical(item: ItemStatistics) -> tuple[float | None, ...]:
    return (
        item.facility,
        item.item_total,
        item.item_rest,
        item.discrimination_upper_lower,
        item.discriminative_efficiency,
    )


def _by_model(model: ModelAnalysis, index: int) -> tuple[float | None, ...]:
    item = model.calibration.items[index]
    return item.a, item.se_a, item.b, item.se_b, model.fits[index].p


def _summary(found: ItemAnalysis) -> list[str]:
    test = found.statistics
    whole = (
        f"{test.n} persons, mean {_shown(test.mean)}, sd {_shown(test.sd)} (n - 1), "
        f"alpha {_shown(test.alpha)}, KR-20 {_shown(test.kr20)}, SEM {_shown(test.sem)}"
    )
    lines = [whole]
    if found.model is not None:
        calibration = found.model.calibration
        how = "" if calibration.has_converged else ", not converged"
        lines.append(
            f"{calibration.model} ({METRIC}): log-likelihood {_shown(calibration.loglik)}{how}, "
            f"ability mean 0, sd {_shown(calibration.ability_sd)}, "
            f"reliability {_shown(found.model.reliability)}"
        )
    elif found.model_name != "ctt":
        lines.append(f"{found.model_name}: too few items or persons for an estimate")
    return lines


def _line(name: str, values: Sequence[str], flags: str, width: int) -> str:
    return f"{name:<{width}}{''.join(f'{value:>11}' for value in values)}  {flags}".rstrip()


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
