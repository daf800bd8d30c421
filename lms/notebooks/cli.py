"""`lms assignments`: releasing and grading notebooks without a server or a database."""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from assessments.notebooks import (
    BadNotebook,
    Environment,
    Finding,
    FoundCell,
    GradeReport,
    NoEnvironment,
    NotReleasable,
    SandboxUnavailable,
    grade,
    release_assignment,
)
from assessments.notebooks import validate as validate_notebook

MAX_FILES = 500
MAX_FILE_BYTES = 5_000_000
WORDS = {
    Finding.CHANGED: "a test or text of the author was changed; grading puts it back",
    Finding.FAILED: "fails",
    Finding.PARTIAL: "earns",
    Finding.UNANSWERED: "is not answered yet",
    Finding.NOT_RUN: "was not run",
}
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
IN_ENVIRONMENT = click.option(
    "--environment",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of a course's environment, as `lms labs list --json` tells it.",
)


@click.group()
def assignments() -> None:
    """Notebook assignments in nbgrader's format."""


@assignments.command()
@click.argument("source", type=EXISTING)
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--autotests", type=EXISTING, help="Templates for AUTOTEST lines.")
def release(source: Path, output: Path, autotests: Path | None) -> None:
    """Write the trainees' version of SOURCE: no solutions, no hidden tests."""
    made = _stop_on_error(
        lambda: release_assignment(
            source.read_bytes(), files=_files_beside(source), autotests=_text(autotests)
        )
    )
    output.write_bytes(made.notebook)
    click.echo(f"{output}: {len(made.cells)} graded cells, {made.max_score} points")


@assignments.command()
@click.argument("notebook", type=EXISTING)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@click.option("--timeout", default=30.0, show_default=True, help="Seconds a cell may take.")
@IN_ENVIRONMENT
def validate(notebook: Path, *, as_json: bool, timeout: float, folder: Path | None) -> None:
    """Run a trainee's NOTEBOOK and name the cells that would cost points; exit 1 if any."""
    found = _stop_on_error(
        lambda: validate_notebook(
            notebook.read_bytes(),
            _files_beside(notebook),
            timeout_s=timeout,
            environment=_in(folder),
        )
    )
    if as_json:
        click.echo(json.dumps([_found(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            name = f" ({one.grade_id})" if one.grade_id else ""
            detail = f": {one.detail}" if one.detail else ""
            click.echo(f"{notebook}: cell {one.number}{name} {WORDS[one.finding]}{detail}")
        if not found:
            click.echo(f"{notebook}: every visible test passes")
    sys.exit(1 if found else 0)


def _found(one: FoundCell) -> dict[str, Any]:
    return {
        "cell": one.number,
        "grade_id": one.grade_id or None,
        "finding": one.finding.value,
        "detail": one.detail,
    }


@assignments.command("grade")
@click.argument("source", type=EXISTING)
@click.argument("submitted", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
@click.option("--timeout", default=30.0, show_default=True, help="Seconds a cell may take.")
@click.option("--autotests", type=EXISTING, help="Templates for AUTOTEST lines.")
@IN_ENVIRONMENT
def grade_files(
    source: Path,
    submitted: tuple[Path, ...],
    *,
    as_json: bool,
    timeout: float,
    autotests: Path | None,
    folder: Path | None,
) -> None:
    """Grade each SUBMITTED notebook against SOURCE, confined; a broken one is no reason to stop."""
    files = _files_beside(source)
    made = _stop_on_error(
        lambda: release_assignment(source.read_bytes(), files=files, autotests=_text(autotests))
    )
    where = _stop_on_error(lambda: _in(folder))
    run = partial(grade, files=files, timeout_s=timeout, environment=where)
    reports = [_report(run, made.key, path) for path in submitted]
    if as_json:
        click.echo(json.dumps(reports, ensure_ascii=False, indent=2))
        return
    for report in reports:
        note = f"  {report['error']}" if report["error"] else ""
        manual = "  (needs a person)" if report["needs_manual_grade"] else ""
        click.echo(f"{report['file']}: {report['score']:g} / {report['max_score']:g}{manual}{note}")


def _in(folder: Path | None) -> Environment | None:
    return Environment.read(folder) if folder else None


def _report(run: Callable[..., GradeReport], key: bytes, path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
    except OSError as problem:
        data, reason = b"", problem.strerror or "cannot be read"
    else:
        reason = ""
    report: GradeReport = _stop_on_error(lambda: run(key, data))
    return {"file": str(path), **report.as_json(), **({"error": reason} if reason else {})}


def _files_beside(source: Path) -> dict[str, bytes]:
    """The author's data files: those beside the notebook and in its `data` folder."""
    folder = source.parent
    paths = sorted([*folder.glob("*"), *(folder / "data").rglob("*")])[:MAX_FILES]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if path.is_file()
        and path.suffix not in {".ipynb", ".yml", ".yaml"}
        and path.stat().st_size < MAX_FILE_BYTES
    }


def _text(path: Path | None) -> str | None:
    return path.read_text(encoding="utf-8") if path else None


def _stop_on_error(make: Any) -> Any:
    """Run it; what is wrong with the source or the machine is one sentence."""
    try:
        return make()
    except (
        BadNotebook,
        NoEnvironment,
        NotReleasable,
        SandboxUnavailable,
        UnicodeDecodeError,
    ) as problem:
        click.echo(f"lms assignments: {problem}", err=True)
        sys.exit(2)
