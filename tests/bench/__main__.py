"""Measures, prints a small table, and writes var/bench.json. Names given as words choose what."""

import json
import platform
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
import psutil

from tests.bench import (
    answers,
    grading,
    interface,
    lesson_page,
    lessons_meanwhile,
    publishing,
    search,
)
from tests.bench.rounds import Ratio, Series
from tests.bench.served import CannotMeasure

Measurement = Callable[[Path], tuple[list[Series], list[Ratio]]]
REPORT = Path(__file__).resolve().parents[2] / "var" / "bench.json"
MEASUREMENTS: dict[str, Measurement] = {
    "answers": answers.measure,
    "grading": grading.measure,
    "lesson page": lesson_page.measure,
    "lessons meanwhile": lessons_meanwhile.measure,
    "publishing": publishing.measure,
    "search": search.measure,
    "interface": interface.measure,
}


def main() -> None:
    """Run every measurement in a folder of its own."""
    report: dict[str, object] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": psutil.cpu_count(),
        "load": psutil.getloadavg(),
    }
    below: list[str] = []
    for name in _chosen(sys.argv[1:]):
        measure = MEASUREMENTS[name]
        with tempfile.TemporaryDirectory(prefix="baeum-bench-") as folder:
            series, ratios = measure(Path(folder))
        _print(name, series, ratios)
        below += interface.too_low(series) if name == "interface" else []
        report[name] = {
            "series": [asdict(each) | {"median": each.median} for each in series],
            "ratios": [asdict(each) | {"median": each.median} for each in ratios],
        }
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    click.echo(f"\nOnly ratios and Lighthouse hold on another machine. Written to {REPORT}.")
    if below:
        sys.exit(f"bench: below {interface.LEAST:.0f}: {', '.join(below)}")


def _chosen(names: list[str]) -> list[str]:
    """The measurements asked for, or all; raises CannotMeasure for one that does not exist."""
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        raise CannotMeasure(f"no {unknown[0]!r}; there are {', '.join(MEASUREMENTS)}")
    return names or list(MEASUREMENTS)


def _print(title: str, series: list[Series], ratios: list[Ratio]) -> None:
    click.echo(f"\n{title}")
    for each in series:
        low, high = min(each.values), max(each.values)
        click.echo(f"  {each.name:44} {each.median:10.3f} ({low:.3f} to {high:.3f}) {each.unit}")
    for found in ratios:
        click.echo(f"  {found.what:44} {found}")


if __name__ == "__main__":
    try:
        main()
    except CannotMeasure as error:
        sys.exit(f"bench: {error}")
