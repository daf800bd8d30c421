"""`lms banks`: item banks, ours and foreign ones; only `import` needs a database."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import click

from assessments import exam_from
from assessments.formats.foreign_exam import ImportedExam, without_items
from assessments.formats.schema import exam_schema, items_schema
from assessments.formats.yaml_exam import LONGEST_MINUTES, MOST_ATTEMPTS
from assessments.items.code import Program
from assessments.items.notebook_task import Task
from assessments.model import Problem
from assessments.notebooks import grade
from courses.markup.markdown import TooDeep
from lms import clock, db
from lms.commands import in_app
from lms.db import transaction
from lms.exams import queries, services
from lms.exams.bank_export import Written, contents_of, export_qti3, export_yaml
from lms.exams.bank_queries import bank_exam, course_named, exams_of_bank
from lms.exams.bank_report import as_json, as_text
from lms.exams.bank_sources import Found, read_sources
from lms.exams.programs import failing_tests
from lms.storage import blobs

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
    """Take what `check` finds into a bank; a bad item or test never stops the good ones.

    Known items get a new revision if they changed. What came from elsewhere is a draft,
    which no exam asks before somebody has read it. Tests are kept as exams that a course
    can use, by its page "Imported exams" or by `lms banks use`.
    """
    found = _that_can_be_shown(read_sources(paths))
    with transaction() as session:
        items = [each.item for each in found.items]
        services.keep_item_files(session, blobs(), bank, found.contents, at=clock.now())
        taken = services.take_items(session, bank, items, at=clock.now())
        kept = services.take_exams(session, bank, found.exams, at=clock.now())
    if is_json:
        click.echo(as_json(found, with_items=with_items))
    else:
        click.echo(f"{as_text(found)}\nbank {bank}: {_counts(taken)}")
        if found.exams:
            click.echo(f"exams: {_counts(kept)}: {', '.join(each.exam.id for each in found.exams)}")
    sys.exit(1 if found.has_errors else 0)


def _counts(taken: services.Taken) -> str:
    return f"{taken.added} new, {taken.changed} changed, {taken.unchanged} unchanged"


@banks.command()
@click.argument("exam")
@click.option("--bank", required=True, help="The imported bank that the exam came with.")
@click.option("--course", required=True, help="The short name of the course.")
@click.option(
    "--minutes", type=click.IntRange(1, LONGEST_MINUTES), help="As imported, if not given."
)
@click.option(
    "--attempts", type=click.IntRange(1, MOST_ATTEMPTS), help="As imported, if not given."
)
@click.option("--pass-percent", type=click.IntRange(0, 100), help="As imported, if not given.")
@in_app
def use(
    *,
    exam: str,
    bank: str,
    course: str,
    minutes: int | None,
    attempts: int | None,
    pass_percent: int | None,
) -> None:
    """Let every run of a course give an imported EXAM, whose questions you have read."""
    with transaction() as session:
        row = bank_exam(session, bank, exam)
        known = exam_from(row.definition)
        percent = known.pass_percent if pass_percent is None else Decimal(pass_percent)
        terms = services.Terms(minutes or known.minutes, attempts or known.attempts, percent)
        found = course_named(session, course)
        used = services.use_exam(session, row, found.id, terms, by=None, at=clock.now())
        click.echo(f"{course}: exam {used.key}, {known.blueprint.count} items")


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
    """Write a bank with its exams to OUT: a QTI 3 package (a zip file) or a folder of our own YAML.

    With PATHS, what `check` finds there is written; without, the stored bank.
    """
    written = _from_files(paths) if paths else _stored(context, bank)
    name, items = bank or "bank", written.items
    if kind == "qti3":
        export_qti3(out, name, written, language)
        if n_run := sum(each.type in ("code", "notebook") for each in items):
            click.echo(
                f"QTI runs no tests: {n_run} items of type code or notebook went out for people to mark"
            )
    else:
        export_yaml(out, name, written)
    click.echo(f"{len(items)} items and {len(written.exams)} exams written to {out}")


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


def _from_files(paths: Sequence[Path]) -> Written:
    found = read_sources(paths)
    return Written([each.item for each in found.items], dict(found.contents), found.exams)


def _stored(context: click.Context, bank: str) -> Written:
    if not bank:
        raise click.UsageError("give PATHS or --bank")
    with context.find_root().obj().app_context():
        session = db.session()
        items = queries.items_of_bank(session, bank)
        return Written(items, contents_of(blobs(), items), exams_of_bank(session, bank))


def _that_can_be_shown(found: Found) -> Found:
    """Without the items whose text no page can show; they become problems."""
    kept, problems = [], []
    for each in found.items:
        try:
            services.rendered(each.item)
            kept.append(each)
        except TooDeep as error:
            problems.append(Problem("error", "too-deep", each.file, each.item.id, None, str(error)))
    lost = frozenset(problem.item for problem in problems if problem.item)
    exams = []
    for exam in found.exams:
        left = without_items(exam.exam, lost) if lost else exam.exam
        if left != exam.exam:
            problems.append(_shorter(exam, lost))
        if left is not None:
            exams.append(replace(exam, exam=left))
    return replace(
        found, items=tuple(kept), problems=(*found.problems, *problems), exams=tuple(exams)
    )


def _shorter(exam: ImportedExam, lost: frozenset[str]) -> Problem:
    names = ", ".join(sorted(lost & set(exam.exam.blueprint.parts)))
    message = f"test {exam.exam.id!r}: without questions that no page can show: {names}"
    return Problem("warning", "test-item-left-out", exam.file, None, None, message)
