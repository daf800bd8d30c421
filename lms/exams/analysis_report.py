"""What an item analysis found, as JSON for programs and as a table for people."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assessments.statistics import ItemStatistics, TestStatistics

NO_MODEL: dict[str, Any] = {"loglik": None, "metric": None}
NO_PARAMETERS: dict[str, Any] = {"a": None, "b": None, "se_a": None, "se_b": None}


def as_json(found: TestStatistics) -> str:
    """Every statistic; what is undefined is null."""
    facts: dict[str, Any] = asdict(found) | NO_MODEL
    facts["items"] = [item | NO_PARAMETERS for item in facts["items"]]
    return json.dumps(facts, ensure_ascii=False, indent=2, allow_nan=False)


def as_text(found: TestStatistics) -> str:
    """An item a line with what tells most about it, then the test as a whole."""
    width = max(len("item"), *(len(item.id) for item in found.items))
    heading = _line("item", ("facility", "total", "rest", "27 %", "efficiency"), "flags", width)
    lines = [heading, *(_item(item, width) for item in found.items)]
    lines.append(
        f"{found.n} persons, mean {_shown(found.mean)}, sd {_shown(found.sd)} (n - 1), "
        f"alpha {_shown(found.alpha)}, KR-20 {_shown(found.kr20)}, SEM {_shown(found.sem)}"
    )
    return "\n".join(lines)


def _item(item: ItemStatistics, width: int) -> str:
    values = (
        item.facility,
        item.item_total,
        item.item_rest,
        item.discrimination_upper_lower,
        item.discriminative_efficiency,
    )
    return _line(item.id, [_shown(value) for value in values], " ".join(item.flags), width)


def _line(name: str, values: Sequence[str], flags: str, width: int) -> str:
    return f"{name:<{width}}{''.join(f'{value:>11}' for value in values)}  {flags}".rstrip()


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
