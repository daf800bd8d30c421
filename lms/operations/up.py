"""`lms up`: everything on one machine.

This process stays, so it loads little: what prepares is a process of its own, whose memory is
free again when the rest starts.
"""

import os
import sys
import time
from pathlib import Path

import click

from lms.operations.answering import everything_answers
from lms.operations.preparing import prepared
from lms.operations.supervisor import (
    CannotStart,
    Supervision,
    close_folders,
    make_folder,
    only_one,
    refuse_taken_ports,
)
from lms.settings import PROJECT_DIR, Settings

READY_SECONDS = 90


@click.command()
@click.option("--content", type=click.Path(path_type=Path), default=PROJECT_DIR / "content")
def up(content: Path) -> None:
    """Start everything on this machine and stay until Ctrl-C."""
    settings = Settings.from_env(os.environ)
    began = time.monotonic()
    try:
        make_folder(settings.data_dir)
        with only_one(settings):
            close_folders(settings)
            refuse_taken_ports(settings)
            accounts = prepared(settings, content)
            sys.exit(_supervise(settings, accounts, began))
    except CannotStart as error:
        sys.exit(f"lms up: {error}.")


def _supervise(settings: Settings, accounts: str, began: float) -> int:
    supervision = Supervision(settings)
    click.echo("· web, worker, proxy and hub")
    if supervision.wait_until(lambda: everything_answers(settings), seconds=READY_SECONDS):
        _welcome(settings, accounts, time.monotonic() - began)
    elif supervision.is_stopping:
        return supervision.run()
    else:
        supervision.stop()
        supervision.run()
        raise CannotStart(
            f"not everything answered within {READY_SECONDS} s; see {settings.data_dir / 'log'}"
        )
    return supervision.run()


def _welcome(settings: Settings, accounts: str, seconds: float) -> None:
    click.echo(f"\nBaeum is up after {seconds:.0f} s.")
    click.echo(f"  LMS  {settings.public_url}")
    click.echo(f"  Hub  {settings.hub_public_url}  (open labs from the lessons)")
    click.echo(accounts, nl=False)
    click.echo("Ctrl-C stops everything.")
