"""Tries what is named, or all, and prints what it came to: ``python -m tests.strength``."""

import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from tests.strength import grading, sitting
from tests.strength.report import Fact, Failed


@dataclass(frozen=True)
class Trial:
    """What is tried: in an empty folder, with a seed, with so many people."""

    measure: Callable[[Path, int, int], list[Fact]]
    n_people: int


TRIALS = {
    "grading": Trial(grading.measure, 100),
    "sitting": Trial(sitting.on_postgresql, 1000),
    "sitting-among-deaths": Trial(sitting.among_deaths, 1000),
    "sitting-on-sqlite": Trial(sitting.on_sqlite, 1000),
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(TRIALS)))
@click.option("--seed", type=int, help="Let chance repeat another time.")
@click.option("--people", type=click.IntRange(10), help="Fewer or more than is asked for.")
def main(names: tuple[str, ...], seed: int | None, people: int | None) -> None:
    """Run the trials in folders of their own."""
    seed = random.randrange(10**6) if seed is None else seed
    for name in names or TRIALS:
        trial = TRIALS[name]
        n_people = people or trial.n_people
        click.echo(f"\n{name} ({n_people} people, seed {seed})")
        with tempfile.TemporaryDirectory(prefix="baeum-strength-") as folder:
            try:
                for fact in trial.measure(Path(folder), seed, n_people):
                    click.echo(str(fact))
            except Failed as failed:
                sys.exit(f"strength: {name}: {failed}")


if __name__ == "__main__":
    main()
