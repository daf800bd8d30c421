"""`lms courses check`: every problem of a folder, without a server or a database."""

import json
import sys
from pathlib import Path
from typing import Any

import click

import courses
from lms.bars import page_bar
from lms.catalog.quizzes import check_course
from lms.loading import loaded


@click.command("check")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
@click.option("--run", "runs", is_flag=True, help="Run every notebook in the sandbox.")
@click.option(
    "--environment",
    "folder",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="With --run: the folder of the environment to run them in.",
)
def check(path: Path, *, as_json: bool, strict: bool, runs: bool, folder: Path | None) -> None:
    """Name every problem of the course in PATH with file and line; exit 1 on errors."""
    with page_bar("reading pages", is_wanted=not as_json) as progress:
        read = check_course(path, progress)
    if runs and read.course is not None:
        read = courses.with_problems(read, _failing_cells(read.course, folder))
    if as_json:
        click.echo(json.dumps(courses.report_of(read), ensure_ascii=False, indent=2))
    else:
        _print_problems(read)
    if read.has_errors or (strict and read.problems):
        sys.exit(1)


def _failing_cells(course: courses.Course, folder: Path | None) -> list[courses.Problem]:
    # What runs notebooks takes longer to load than most courses take to check.
    trying: Any = loaded("lms.authoring.trying")
    try:
        run = trying.runner(folder)
    except trying.NoEnvironment as problem:
        raise click.ClickException(str(problem)) from problem
    notebooks = trying.notebooks_of(course)
    bar = click.progressbar(notebooks, label="running notebooks", file=sys.stderr)
    with bar:
        return [problem for one, files in bar for problem in trying.failures_in(one, files, run)]


def _print_problems(read: courses.ReadCourse) -> None:
    for problem in read.problems:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        colour = "red" if problem.severity == "error" else "yellow"
        kind = click.style(problem.severity, fg=colour)
        click.echo(f"{place}: {kind}: {problem.message} [{problem.code}]")
        if problem.hint:
            click.echo(f"    {problem.hint}")
    click.echo(summary_of(read))


def summary_of(read: courses.ReadCourse) -> str:
    """What a course holds and how many problems it has, in one sentence."""
    report = courses.report_of(read)
    errors = sum(p.severity == "error" for p in read.problems)
    links = report["links"]
    return (
        f"{report['lessons']} lessons ({report['notebooks']} notebooks), "
        f"{report['images']} images, {links['internal']} internal and "
        f"{links['external']} external links, "
        f"{report['quizzes']} quizzes with {report['items']} items: {errors} errors, "
        f"{len(read.problems) - errors} warnings"
    )
