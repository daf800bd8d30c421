"""Displayed formulas: between dollars, brackets, or the ends of an environment of LaTeX."""

from __future__ import annotations

import re
from dataclasses import dataclass

from courses.myst.bookmarks import equation_label
from courses.myst.cursor import Cursor
from courses.myst.places import Place

FORMULA_LINES = 200

_BEGIN = re.compile(
    r"\\begin\{(?P<name>(?:equation|align|alignat|gather|multline|eqnarray|flalign|math)\*?|"
    r"array|cases|split|aligned|gathered|smallmatrix|[bBpvV]?matrix)\}"
)
_LABEL_AFTER = re.compile(
    r"(?:\((?P<label>[^()\s]+)\)|\{#(?P<id>[\w:.-]+)\}|:eqlabel:`(?P<mark>[^`]+)`)?\s*"
    r"(?:<br\s?/?>\s*)*$"
)


@dataclass(frozen=True)
class _Marks:
    """The mark that ends a formula, and what of its two marks LaTeX needs to see."""

    closing: str
    before: str = ""
    after: str = ""


class Displays:
    """Reads displayed formulas; none is longer than ``FORMULA_LINES``."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._next_closing: dict[str, int] = {}

    def read_dollars(self, place: Place, rest: str) -> bool:
        """Read a formula between double dollars; false if there is none."""
        return rest.startswith("$$") and self._formula(place, rest[2:], _Marks("$$"))

    def read_backslash(self, place: Place, rest: str) -> bool:
        """Read an environment or a formula between brackets; false if there is none."""
        begin = _BEGIN.match(rest)
        if begin:
            end = f"\\end{{{begin['name']}}}"
            return self._formula(place, rest[begin.end() :], _Marks(end, begin[0], end))
        for opening, closing in (("\\\\[", "\\\\]"), ("\\[", "\\]")):
            if rest.startswith(opening):
                return self._formula(place, rest[len(opening) :], _Marks(closing))
        return False

    def _formula(self, place: Place, rest: str, marks: _Marks) -> bool:
        """Take a formula that ends at its closing mark; nothing is taken when there is none."""
        cursor = self._cursor
        last = cursor.at if marks.closing in rest else self._line_with(marks.closing)
        if last is None:
            return False
        sources = cursor.lines[cursor.at + 1 : last + 1]
        if not all(map(place.holds, sources)):
            return False
        texts = [rest, *map(place.stripped, sources)]
        latex, _, tail = "\n".join(texts).partition(marks.closing)
        label = _LABEL_AFTER.match(tail.strip())
        if label is None:
            return False
        below, taken = equation_label(cursor.lines, last + 1)
        line, cursor.at = cursor.number, last + 1 + taken
        name = label["label"] or label["id"] or label["mark"] or below
        formula = marks.before + latex + marks.after
        cursor.write_block(place, cursor.handler.math(formula, name, line))
        return True

    def _line_with(self, closing: str) -> int | None:
        """The next line with a closing mark in it; no line is ever looked at twice for one."""
        lines, at = self._cursor.lines, self._cursor.at
        found = self._next_closing.get(closing, at)
        if found <= at:
            found = at + 1
            while found < len(lines) and closing not in lines[found]:
                found += 1
            self._next_closing[closing] = found
        return found if found < min(len(lines), at + FORMULA_LINES) else None
