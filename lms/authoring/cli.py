"""`lms courses`: an author checks and previews a folder, without a server or a database."""

import json
import sys
import threading
import webbrowser
from pathlib import Path

import click
from werkzeug.serving import make_server

import courses
from lms.authoring.preview import create_preview
from lms.authoring.trying import failures_in, notebooks_of
from lms.authoring.watching import WatchedCourse
from lms.catalog.quizzes import check_course


@click.group("courses")
def courses_group() -> None:
    """Check and preview course folders."""


@courses_group.command("check")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
@click.option("--run", "runs", is_flag=True, help="Run every notebook in the sandbox.")
def check(path: Path, as_json: bool, strict: bool, runs: bool) -> None:
    """Name every problem of the course in PATH with file and line; exit 1 on errors."""
    read = check_course(path)
    if runs and read.course is not None:
        read = courses.with_problems(read, _failing_cells(read.course))
    if as_json:
        click.echo(json.dumps(courses.report_of(read), ensure_ascii=False, indent=2))
    else:
        _print_problems(read)
    if read.has_errors or (strict and read.problems):
        sys.exit(1)


@courses_group.command("preview")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--port", default=8008, show_default=True, help="The port on this machine.")
@click.option("--open/--no-open", "opens", default=False, help="Open it in a browser.")
def preview(path: Path, port: int, opens: bool) -> None:
    """Show the course in PATH as its readers will see it, drawn anew whenever a file is saved."""
    watched = WatchedCourse(path, check_course)
    try:
        server = make_server("127.0.0.1", port, create_preview(watched), threaded=True)
    except (OSError, SystemExit):
        raise click.ClickException(f"port {port} is taken; choose another with --port") from None
    address = f"http://localhost:{server.server_port}/"
    click.echo(f"{_summary(watched.read)}\nPreview at {address}   Ctrl-C stops it.")
    watched.start()
    if opens:
        threading.Timer(0.3, webbrowser.open, (address,)).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        watched.stop()


def _failing_cells(course: courses.Course) -> list[courses.Problem]:
    notebooks = notebooks_of(course)
    bar = click.progressbar(notebooks, label="running notebooks", file=sys.stderr)
    with bar:
        return [problem for one, files in bar for problem in failures_in(one, files)]


def _print_problems(read: courses.ReadCourse) -> None:
    for problem in read.problems:
        place = f"{problem.file}:{problem.line}" if problem.line else problem.file
        colour = "red" if problem.severity == "error" else "yellow"
        kind = click.style(problem.severity, fg=colour)
        click.echo(f"{place}: {kind}: {problem.message} [{problem.code}]")
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
        f"{links['external']} external links, "
        f"{report['quizzes']} quizzes with {report['items']} items: {errors} errors, "
        f"{len(read.problems) - errors} warnings"
    )
