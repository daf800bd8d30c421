"""`lms exams analyse`: classical statistics of anyone's responses, without a database."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from assessments.formats.responses import BadResponses, Reading, number, read_pairs, read_responses
from assessments.statistics import TestStatistics
from assessments.statistics import analyse as analyse_responses

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def exams() -> None:
    """Exams and what their answers say."""


@exams.command("analyse")
@click.argument("responses", type=FILE)
@click.option("--key", type=FILE, help="item,key rows; the cells are then chosen options.")
@click.option("--max-marks", type=FILE, help="item,max rows for items of more than one point.")
@click.option("--missing", default="", help="The cell of an omitted answer, which counts as wrong.")
@click.option("--not-presented", help="The cell of an item that the person did not get.")
@click.option(
    "--model",
    type=click.Choice(["ctt"]),
    default="ctt",
    expose_value=False,
    help="Classical test theory.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the statistics as JSON.")
def analyse(
    *,
    responses: Path,
    key: Path | None,
    max_marks: Path | None,
    missing: str,
    not_presented: str | None,
    as_json: bool,
) -> None:
    """Analyse a CSV with a person a row and an item a column."""
    try:
        read = read_responses(
            _text(responses),
            key=read_pairs(_text(key), key.name) if key else None,
            maxima=_maxima(max_marks) if max_marks else None,
            reading=Reading(missing, not_presented),
        )
    except BadResponses as problem:
        raise click.ClickException(f"{responses.name}: {problem}") from problem
    found = analyse_responses(read)
    shown: Callable[[TestStatistics], str] = _as_json if as_json else _as_text
    click.echo(shown(found))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return path.read_text(encoding="cp949", errors="replace")


def _maxima(path: Path) -> dict[str, float]:
    pairs = read_pairs(_text(path), path.name)
    return {item: number(value, f"{path.name}, {item}") for item, value in pairs.items()}


def _as_json(found: TestStatistics) -> str:
    facts: dict[str, Any] = asdict(found) | {"loglik": None, "metric": None}
    none_of_irt = {"a": None, "b": None, "se_a": None, "se_b": None}
    facts["items"] = [item | none_of_irt for item in facts["items"]]
    return json.dumps(facts, ensure_ascii=False, indent=2, allow_nan=False)


def _as_text(found: TestStatistics) -> str:
    lines = [f"{'item':<16}{'facility':>10}{'item-rest':>11}{'upper-lower':>13}  flags"]
    lines += [
        f"{item.id:<16}{_shown(item.facility):>10}{_shown(item.item_rest):>11}"
        f"{_shown(item.discrimination_upper_lower):>13}  {' '.join(item.flags)}"
        for item in found.items
    ]
    lines.append(
        f"{found.n} persons, mean {_shown(found.mean)}, sd {_shown(found.sd)}, "
        f"alpha {_shown(found.alpha)}, SEM {_shown(found.sem)}"
    )
    return "\n".join(lines)


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
