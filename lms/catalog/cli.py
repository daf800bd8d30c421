"""`lms courses check`: a course is checked on its author's machine, without a server."""

import json
import sys
from pathlib import Path

import click

import courses


@click.group("courses")
def courses_group() -> None:
    """Check course folders."""


@courses_group.command("check")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
def check(path: Path, as_json: bool, strict: bool) -> None:
    """Name every problem of the course in PATH with file and line; exit 1 on errors."""
    read = courses.read_course(path)
    if as_json:
        click.echo(json.dumps(courses.report_of(read), ensure_ascii=False, indent=2))
    else:
        _print_problems(read)
    if read.has_errors or (strict and read.problems):
        sys.exit(1)


def _print_problems(read: courses.ReadCourse) -> None:
    for problem in read.problems:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        colour = "red" if problem.severity == "error" else "yellow"
        click.echo(f"{place}: {click.style(problem.severity, fg=colour)}: {problem.message}")
        if problem.hint:
            click.echo(f"    {problem.hint}")
    click.echo(_summary(read))


def _summary(read: courses.ReadCourse) -> str:
    report = courses.report_of(read)
    errors = sum(p.severity == "error" for p in read.problems)
    links = report["links"]
    return (
        f"{report['lessons']} lessons ({report['notebooks']} notebooks), "
        f"{report['images']} images, {links['internal']} internal and "
        f"{links['external']} external links: {errors} errors, "
        f"{len(read.problems) - errors} warnings"
    )
