"""Bars on a terminal that show how far a command has come."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

from courses import Progress, silent


@contextmanager
def page_bar(label: str, *, is_wanted: bool = True) -> Iterator[Progress]:
    """Shows the pages done of all on a terminal's standard error; elsewhere it shows nothing."""
    if not is_wanted or not sys.stderr.isatty():
        yield silent
        return
    with ExitStack() as stack:
        yield _Bar(label, stack).show


class _Bar:
    """A bar that begins when it is first told how long it is."""

    def __init__(self, label: str, stack: ExitStack) -> None:
        self._label = label
        self._stack = stack
        self._bar: Any = None
        self._done = 0

    def show(self, done: int, pages: int) -> None:
        """Move the bar to where the work is."""
        if self._bar is None:
            bar = click.progressbar(length=pages, label=self._label, file=sys.stderr)
            self._bar = self._stack.enter_context(bar)
        self._bar.update(done - self._done)
        self._done = done
