"""What must be in place before the processes start: tables, shipped courses, demo people."""

import io
import re
import sys
from contextlib import redirect_stdout
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import click

from lms.errors import LmsError
from lms.operations.supervisor import CannotStart, end_with_parent
from lms.settings import Settings

FOR_BEGINNERS = re.compile(r"^level: *foundation *$", re.MULTILINE)


def prepared(settings: Settings, content: Path) -> str:
    """Prepare in a process of its own; how the demo people log in, a line each.

    Raises CannotStart with what went wrong.
    """
    processes = get_context("fork")
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=_tell, args=(theirs, settings, content))
    process.start()
    theirs.close()
    try:
        problem, accounts = ours.recv()
    except EOFError:
        problem, accounts = "preparing ended before it was done", ""
    process.join()
    if problem:
        raise CannotStart(problem)
    return str(accounts)


def _tell(channel: Connection, settings: Settings, content: Path) -> None:
    end_with_parent()
    try:
        channel.send(("", _prepare(settings, content)))
    except CannotStart as problem:
        channel.send((str(problem), ""))
    except KeyboardInterrupt:
        pass  # Ctrl-C reaches the parent as well


def _prepare(settings: Settings, content: Path) -> str:
    _step("database", "db", "upgrade")
    for folder in courses_in(content):
        _step(f"course {folder.name}", "catalog", "publish", str(folder))
    if (certifications := content / "certifications").is_dir():
        _step("certifications", "certifications", "publish", str(certifications))
    if not settings.is_demo:
        return ""
    _step("demo people", "demo", "create")
    with redirect_stdout(io.StringIO()) as accounts:
        _run_command("demo", "accounts")
    return accounts.getvalue()


def courses_in(content: Path) -> list[Path]:
    """The folders of the courses to publish: those for beginners first, then by name."""
    sources = [path for path in content.glob("[!_]*/course.yml") if path.is_file()]
    sources.sort(key=lambda source: (not _is_for_beginners(source), source.parent.name))
    return [source.parent for source in sources]


def _is_for_beginners(source: Path) -> bool:
    return FOR_BEGINNERS.search(source.read_text("utf-8", errors="replace")) is not None


def _step(name: str, *words: str) -> None:
    click.echo(f"· {name}")
    _run_command(*words)
    sys.stdout.flush()


def _run_command(*words: str) -> None:
    """Run another command of this program; raises CannotStart when it fails."""
    root = click.get_current_context().find_root()
    try:
        root.command.main(list(words), prog_name="lms", standalone_mode=False, obj=root.obj)
    except (LmsError, click.ClickException) as error:
        raise CannotStart(f"'lms {' '.join(words)}' failed: {error}") from error
