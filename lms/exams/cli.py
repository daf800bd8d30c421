"""`lms banks`: checking item banks, ours and foreign ones, without a server or a database."""

import sys
from pathlib import Path

import click

from lms.exams.bank_report import as_json, as_text
from lms.exams.bank_sources import read_sources

PATHS = click.Path(exists=True, path_type=Path)


@click.group()
def banks() -> None:
    """Item banks and exams."""


@banks.command()
@click.argument("paths", nargs=-1, required=True, type=PATHS)
@click.option("--json", "is_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--with-items", is_flag=True, help="In the JSON, every item with its text and key.")
def check(*, paths: tuple[Path, ...], is_json: bool, with_items: bool) -> None:
    """Check banks and the exams beside them, and whatever else can be imported.

    PATH is a course, a bank folder or its bank.yml; or a file, folder or package of
    QTI 1.2 to 3.0, a common cartridge, Moodle XML, GIFT or Aiken.
    """
    found = read_sources(paths)
    click.echo(as_json(found, with_items=with_items) if is_json else as_text(found))
    sys.exit(1 if found.has_errors else 0)
