"""Tries what is named, or all, and prints what it came to: ``python -m tests.strength [--seed N]``."""

import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from tests.strength import grading
from tests.strength.report import Fact, Failed

Trial = Callable[[Path, int], list[Fact]]
TRIALS: dict[str, Trial] = {"grading": grading.measure}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(TRIALS)))
@click.option("--seed", type=int, help="Kill at the same moments as another time.")
def main(names: tuple[str, ...], seed: int | None) -> None:
    """Run the trials in folders of their own."""
    seed = random.randrange(10**6) if seed is None else seed
    for name in names or TRIALS:
        click.echo(f"\n{name} (seed {seed})")
        with tempfile.TemporaryDirectory(prefix="baeum-strength-") as folder:
            try:
                for fact in TRIALS[name](Path(folder), seed):
                    click.echo(str(fact))
            except Failed as failed:
                sys.exit(f"strength: {name}: {failed}")


if __name__ == "__main__":
    main()
