"""How far a text has been read, and the lines that were written for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from courses.myst.directive import Directive
from courses.myst.handler import Handler
from courses.myst.places import Place

ScanInner = Callable[[list[str], int], list[str]]


@dataclass
class Opened:
    """A directive whose end has not come yet, and where it stands."""

    directive: Directive
    quotes: int
    indent: str


@dataclass
class Cursor:
    """One text being read; ``shift`` is added to every line number.

    ``scan_inner`` reads lines that stand inside a thing found, given what to add to their numbers.
    """

    handler: Handler
    lines: list[str]
    shift: int
    scan_inner: ScanInner
    out: list[str] = field(default_factory=list)
    at: int = 0
    open: list[Opened] = field(default_factory=list)
    is_after_html: bool = False
    is_nested: bool = False

    @property
    def number(self) -> int:
        """The number of the line now read, from 1."""
        return self.at + 1 + self.shift

    @property
    def is_at_end(self) -> bool:
        """Tell whether every line has been read."""
        return self.at >= len(self.lines)

    @property
    def is_after_text(self) -> bool:
        """Tell whether the line last written is not blank."""
        return bool(self.out) and bool(self.out[-1].strip(" >"))

    def keep(self, line: str) -> None:
        """Leave a line of prose as it is, but for the names in double braces."""
        self.is_after_html = self.is_after_html and not line.strip(" >")
        self.out.append(self.handler.substituted(line) if "{{" in line else line)
        self.at += 1

    def drop(self) -> bool:
        """Leave a line out; always true, for a rule that has done its work."""
        self.at += 1
        return True

    def write_block(self, place: Place, text: str) -> None:
        """Write a line that is a block of its own."""
        if text:
            before = [] if place.item else [place.blank]
            self.out += [*before, place.line(text), place.blank]

    def write_inner(self, place: Place, lines: list[str], shift: int) -> None:
        """Read lines for themselves and write what comes of them where the place is."""
        inner = self.scan_inner(lines, shift)
        self.out += [place.below(line) if line.strip() else place.blank for line in inner]

    def leave_quotes(self, depth: int) -> None:
        """Forget the directives that stood in quotations deeper than this."""
        while self.open and self.open[-1].quotes > depth:
            opened = self.open.pop()
            self.report_unclosed(opened.directive.marks, opened.directive.line)

    def close_all(self) -> None:
        """End every directive that the text never closes."""
        for opened in reversed(self.open):
            self.report_unclosed(opened.directive.marks, opened.directive.line)
            place = Place("", opened.indent)
            self.write_block(place, self.handler.closes(opened.directive))

    def report_unclosed(self, marks: str, line: int) -> None:
        """Note that a fence has no end."""
        self.handler.problem("unclosed-fence", f"the {marks} is never closed", line)
