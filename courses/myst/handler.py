"""What becomes of the things a reading of a Markdown text finds."""

from __future__ import annotations

from typing import Protocol

from courses.model import Severity
from courses.myst.directive import Directive


class Handler(Protocol):
    """What becomes of the things found; each answer is one line to stand in their place."""

    def code(self, info: str, body: list[str], line: int) -> str:
        """A code fence."""

    def directive(self, directive: Directive) -> str:
        """A directive without Markdown in it."""

    def opens(self, directive: Directive) -> str:
        """The beginning of a directive whose text is Markdown."""

    def closes(self, directive: Directive) -> str:
        """The end of one."""

    def math(self, latex: str, label: str, line: int) -> str:
        """A displayed formula."""

    def html(self, source: str) -> str:
        """Lines of raw HTML."""

    def target(self, label: str, line: int) -> str:
        """A label for what follows."""

    def names_last(self, label: str, line: int) -> str:
        """A label for the heading, table or text before it."""

    def classes(self, words: list[str]) -> str:
        """Classes for what follows."""

    def substituted(self, text: str) -> str:
        """A line of prose with the names in double braces replaced by what they stand for."""

    def heading(self, level: int, title: str, line: int) -> None:
        """A heading; it stays where it is."""

    def include(self, directive: Directive) -> list[str]:
        """The lines of a file to be read in place of an include directive."""

    def is_language(self, name: str) -> bool:
        """Tell whether a name is that of a programming language."""

    def problem(self, code: str, message: str, line: int, *, severity: Severity = "error") -> None:
        """Something to mend."""


class TooManyLevels(ValueError):
    """Directives nested deeper than anyone could follow."""
