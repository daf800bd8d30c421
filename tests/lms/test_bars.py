"""Bars are for people at a terminal: programs that read the output never see one."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.courses.small_course import write_course

PROGRAM = "from lms.cli import lms; lms()"


def errors_of(root: Path, *options: str, is_terminal: bool) -> str:
    """What `lms courses check` writes to its standard error, a terminal or a pipe."""
    reader, writer = pty.openpty() if is_terminal else os.pipe()
    command = [sys.executable, "-c", PROGRAM, "courses", "check", str(root), *options]
    try:
        subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=writer, stdin=subprocess.DEVNULL, check=False
        )
        os.write(writer, b"\nend")
        return os.read(reader, 65_536).decode()
    finally:
        os.close(writer)
        os.close(reader)


@pytest.mark.parametrize(
    ("is_terminal", "options", "is_shown"),
    [(True, (), True), (True, ("--json",), False), (False, (), False)],
)
def test_a_bar_is_shown_on_a_terminal_only_and_never_beside_json(
    tmp_path: Path, is_terminal: bool, options: tuple[str, ...], is_shown: bool
) -> None:
    shown = errors_of(write_course(tmp_path, {}), *options, is_terminal=is_terminal)

    assert ("reading pages" in shown) is is_shown
    assert ("100%" in shown) is is_shown
