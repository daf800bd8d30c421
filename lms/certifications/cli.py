"""`lms certifications`: the catalogue as files; only `publish` needs a database."""

import sys
from pathlib import Path

import click

from assessments.formats.schema import certification_schema
from assessments.formats.yaml_certification import ReadCertifications, read_certifications
from lms import clock
from lms.certifications import services
from lms.commands import in_app
from lms.db import transaction

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def certifications() -> None:
    """The catalogue of certification exams."""


@certifications.command()
@click.argument("folder", type=FOLDER)
def check(folder: Path) -> None:
    """Check every certification in FOLDER: one YAML file each."""
    read = read_certifications(folder)
    _show(read)
    sys.exit(1 if read.has_errors else 0)


@certifications.command()
@click.argument("folder", type=FOLDER)
@in_app
def publish(folder: Path) -> None:
    """Make what FOLDER has the catalogue, whole or not at all."""
    read = read_certifications(folder)
    _show(read)
    if read.has_errors:
        sys.exit(1)
    with transaction() as session:
        done = services.publish_certifications(session, read.certifications, at=clock.now())
    click.echo(
        f"{done.added} new, {done.changed} changed, {done.unchanged} unchanged, "
        f"{done.withdrawn} no longer listed"
    )


@certifications.command()
def schema() -> None:
    """Print the JSON Schema of a certification, for editors that check while one writes."""
    click.echo(certification_schema(), nl=False)


def _show(read: ReadCertifications) -> None:
    for each in read.problems:
        place = each.file if each.line is None else f"{each.file}:{each.line}"
        hint = f" ({each.hint})" if each.hint else ""
        click.echo(f"{place}: {each.severity}: {each.code}: {each.message}{hint}")
    click.echo(f"{len(read.certifications)} certifications, {len(read.problems)} problems")
