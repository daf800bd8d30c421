"""`lms banks`: item banks, ours and foreign ones; only `import` needs a database."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from assessments.formats.schema import exam_schema, items_schema
from assessments.items.code import Program
from assessments.items.notebook_task import Task
from assessments.model import Item, Problem
from assessments.notebooks import grade
from courses.markup.markdown import TooDeep
from lms import clock, db
from lms.commands import in_app
from lms.db import transaction
from lms.exams import queries, services
from lms.exams.bank_export import export_qti3, export_yaml
from lms.exams.bank_report import as_json, as_text
from lms.exams.bank_sources import Found, read_sources
from lms.exams.programs import failing_tests

PATHS = click.Path(exists=True, path_type=Path)
BANK_NAME = "Its permanent name: ASCII letters, digits, '.', '-' and '_'."


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


@banks.command("import")
@click.argument("paths", nargs=-1, required=True, type=PATHS)
@click.option("--bank", required=True, help=BANK_NAME)
@click.option("--json", "is_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--with-items", is_flag=True, help="In the JSON, every item with its text and key.")
@in_app
def import_(*, paths: tuple[Path, ...], bank: str, is_json: bool, with_items: bool) -> None:
    """Take what `check` finds into a bank; a bad item never stops the good ones.

    Known items get a new revision if they changed. What came from elsewhere is a draft,
    which no exam asks before somebody has read it.
    """
    found = _that_can_be_shown(read_sources(paths))
    with transaction() as session:
        items = [each.item for each in found.items]
        taken = services.take_items(session, bank, items, at=clock.now())
    if is_json:
        click.echo(as_json(found, with_items=with_items))
    else:
        counts = f"{taken.added} new, {taken.changed} changed, {taken.unchanged} unchanged"
        click.echo(f"{as_text(found)}\nbank {bank}: {counts}")
    sys.exit(1 if found.has_errors else 0)


@banks.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("paths", nargs=-1, type=PATHS)
@click.option("--bank", default="", help="The stored bank, or what the bank in OUT is called.")
@click.option("--as", "kind", type=click.Choice(["qti3", "yaml"]), default="qti3")
@click.option(
    "--language", default="", help="Of a QTI package; the first of the bank if not given."
)
@click.pass_context
def export(
    context: click.Context,
    *,
    out: Path,
    paths: tuple[Path, ...],
    bank: str,
    kind: str,
    language: str,
) -> None:
    """Write a bank to OUT: a QTI 3 package (a zip file) or a folder of our own YAML.

    With PATHS, what `check` finds there is written; without, the stored bank.
    """
    items = [each.item for each in read_sources(paths).items] if paths else _stored(context, bank)
    name = bank or "bank"
    if kind == "qti3":
        export_qti3(out, name, items, language)
        if n_run := sum(each.type in ("code", "notebook") for each in items):
            click.echo(
                f"QTI runs no tests: {n_run} items of type code or notebook went out for people to mark"
            )
    else:
        export_yaml(out, name, items)
    click.echo(f"{len(items)} items written to {out}")


@banks.command("try")
@click.argument("paths", nargs=-1, required=True, type=PATHS)
def try_(*, paths: tuple[Path, ...]) -> None:
    """Run the solution of every code and notebook item in the sandbox; each has to pass its tests."""
    items = [each.item for each in read_sources(paths).items]
    found = {each.id: each.body for each in items if isinstance(each.body, Program | Task)}
    failed = {name: failing_tests(body, grade) for name, body in found.items()}
    for name, tests in failed.items():
        if tests:
            click.echo(f"{name}: the solution fails {', '.join(tests)}")
    click.echo(f"{sum(not tests for tests in failed.values())} of {len(failed)} solutions pass")
    sys.exit(1 if any(failed.values()) else 0)


@banks.command()
@click.option("--of", "kind", type=click.Choice(["items", "exam"]), default="items")
def schema(kind: str) -> None:
    """Print the JSON Schema of a file of items, or of an exam, for editors that check while one writes."""
    click.echo(exam_schema() if kind == "exam" else items_schema(), nl=False)


def _stored(context: click.Context, bank: str) -> list[Item]:
    if not bank:
        raise click.UsageError("give PATHS or --bank")
    with context.find_root().obj().app_context():
        return queries.items_of_bank(db.session(), bank)


def _that_can_be_shown(found: Found) -> Found:
    """Without the items whose text no page can show; they become problems."""
    kept, problems = [], []
    for each in found.items:
        try:
            services.rendered(each.item)
            kept.append(each)
        except TooDeep as error:
            problems.append(Problem("error", "too-deep", each.file, each.item.id, None, str(error)))
    return replace(found, items=tuple(kept), problems=(*found.problems, *problems))
