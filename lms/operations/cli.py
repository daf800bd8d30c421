"""Commands for whoever runs the installation."""

import json
import os
import sys
from dataclasses import asdict

import click
from flask import Flask, current_app

from lms.commands import in_app
from lms.operations import migrations, worker
from lms.operations.doctor import examine
from lms.operations.findings import Verdict
from lms.settings import Settings
from lms.web import maintenance as switch


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
