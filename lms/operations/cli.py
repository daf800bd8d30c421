"""Commands for whoever runs the installation."""

import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

import click
from flask import Flask, current_app

from lms.commands import in_app
from lms.errors import LmsError
from lms.operations import doctor as doctor_module
from lms.operations import migrations, worker
from lms.operations.doctor import Verdict, check_hub, check_web, examine
from lms.operations.supervisor import (
    CannotStart,
    Supervision,
    close_folders,
    make_folder,
    only_one,
    refuse_taken_ports,
)
from lms.settings import PROJECT_DIR, Settings
from lms.web import maintenance as switch

READY_SECONDS = 90


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@in_app
def db_upgrade() -> None:
    """Bring the database to the newest migration."""
    migrations.upgrade(current_app.extensions["engine"])
    click.echo(f"database at {migrations.newest()}")


@db.command("migration")
@click.argument("message")
@click.option("--id", "revision_id", required=True, help="such as 2026_11_23_initial")
@in_app
def db_migration(message: str, revision_id: str) -> None:
    """Write a new migration from the models (for developers)."""
    migrations.write(current_app.extensions["engine"], message, revision_id)


@click.group()
def maintenance() -> None:
    """Close Baeum to everybody but administrators, and open it again."""


@maintenance.command("on")
@click.option("--message", default="", help="what people read")
@click.option("--minutes", default=switch.DEFAULT_MINUTES, type=click.IntRange(1, 10_080))
def maintenance_on(message: str, minutes: int) -> None:
    """Close Baeum at once; exams in progress go on being saved."""
    switch.switch_on(Settings.from_env(os.environ), switch.Notice(message.strip(), minutes * 60))
    click.echo("maintenance on: only administrators get in; candidates finish their exams")


@maintenance.command("off")
def maintenance_off() -> None:
    """Open Baeum."""
    switch.switch_off(Settings.from_env(os.environ))
    click.echo("maintenance off")


@click.command("worker")
@in_app
def run_worker() -> None:
    """Run jobs until told to stop."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    worker.run(app)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="machine-readable report")
@in_app
def doctor(as_json: bool) -> None:
    """Check the installation; exit 1 if something is wrong."""
    findings = examine(current_app.extensions["settings"], current_app.extensions["engine"])
    if as_json:
        click.echo(
            json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)
        )
    else:
        for finding in findings:
            click.echo(f"{finding.verdict:8} {finding.check:11} {finding.detail}")
    if any(finding.verdict is Verdict.WRONG for finding in findings):
        sys.exit(1)


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
            _prepare(settings, content)
            sys.exit(_supervise(settings, began))
    except CannotStart as error:
        sys.exit(f"lms up: {error}.")


def _prepare(settings: Settings, content: Path) -> None:
    """Migrate, publish what is shipped, and make the demo people."""
    steps: list[tuple[str, tuple[str, ...]]] = [("database", ("db", "upgrade"))]
    steps += [
        (f"course {folder.name}", ("catalog", "publish", str(folder)))
        for folder in sorted(content.iterdir())
        if (folder / "course.yml").is_file() and not folder.name.startswith("_")
    ]
    if settings.is_demo:
        steps.append(("demo people", ("demo", "create")))
    for name, words in steps:
        click.echo(f"· {name}")
        _run_command(*words)


def _run_command(*words: str) -> None:
    """Run another command of this program; raises CannotStart when it fails."""
    root = click.get_current_context().find_root()
    try:
        root.command.main(list(words), prog_name="lms", standalone_mode=False, obj=root.obj)
    except (LmsError, click.ClickException) as error:
        raise CannotStart(f"'lms {' '.join(words)}' failed: {error}") from error


def _supervise(settings: Settings, began: float) -> int:
    supervision = Supervision(settings)
    click.echo("· web, worker, proxy and hub")
    if supervision.wait_until(lambda: _answers(settings), seconds=READY_SECONDS):
        _welcome(settings, time.monotonic() - began)
    elif supervision.is_stopping:
        return supervision.run()
    else:
        supervision.stop()
        supervision.run()
        raise CannotStart(
            f"not everything answered within {READY_SECONDS} s; see {settings.data_dir / 'log'}"
        )
    return supervision.run()


def _answers(settings: Settings) -> bool:
    return all(
        finding.verdict is Verdict.OK
        for finding in (
            check_web(settings),
            doctor_module.check_queue(settings),
            check_hub(settings),
        )
    )


def _welcome(settings: Settings, seconds: float) -> None:
    click.echo(f"\nBaeum is up after {seconds:.0f} s.")
    click.echo(f"  LMS  {settings.public_url}")
    click.echo(f"  Hub  {settings.hub_public_url}  (open labs from the lessons)")
    if settings.is_demo:
        _run_command("demo", "accounts")
    click.echo("Ctrl-C stops everything.")
