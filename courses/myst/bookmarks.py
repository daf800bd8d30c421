"""Marks on lines of their own that name what stands before them: ``:label:`name` `` and its kin."""

from __future__ import annotations

import re
from collections.abc import Sequence

from courses.myst.cursor import Cursor, Opened
from courses.myst.directive import new_directive
from courses.myst.places import Place

_MARK = re.compile(
    r":(?P<name>label|width|begin_tab|end_tab|bibliography):(?:`(?P<text>[^`]*)`)? *$"
)
_FIELD = re.compile(r":(?P<name>[a-z]+(?: [^:`\n]{1,80})?):(?: +(?P<text>\S.*))?$")
_EQUATION = re.compile(r" {0,3}:eqlabel:`(?P<label>[^`]+)` *$")
_IMAGE = re.compile(r" {0,3}!\[(?P<caption>.{0,2000})\]\((?P<target>[^()\s]{1,500})\) *$")
_TAB = ":begin_tab:"


class Bookmarks:
    """Reads the marks of books that are written for all frameworks at once."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._width = ""
        self._rules = {
            "label": self._label,
            "width": self._take_width,
            "begin_tab": self._begin_tab,
            "end_tab": self._end_tab,
            "bibliography": self._bibliography,
        }

    def read(self, place: Place, rest: str) -> bool:
        """Read a mark; false if the line is none."""
        match = _MARK.match(rest)
        if match is None:
            return self._field(place, rest)
        self._rules[match["name"]](place, (match["text"] or "").strip())
        return self._cursor.drop()

    def _field(self, place: Place, rest: str) -> bool:
        """A field of an object's description, such as ``:param x: …``, as an item of a list."""
        cursor = self._cursor
        field = _FIELD.match(rest) if cursor.open else None
        if field is None or cursor.open[-1].directive.name != "object":
            return False
        if cursor.is_after_text and not cursor.out[-1].lstrip(" >").startswith("- **"):
            cursor.out.append(place.blank)
        cursor.out.append(place.line(f"- **{field['name']}** {field['text'] or ''}".rstrip()))
        return cursor.drop()

    def _label(self, place: Place, label: str) -> None:
        """A name for the picture before it, which is a figure then, or for any other thing."""
        cursor = self._cursor
        while cursor.out and not cursor.out[-1].strip(" >"):
            cursor.out.pop()
        image = _IMAGE.match(cursor.out[-1]) if cursor.out else None
        if image is None:
            cursor.write_block(place, cursor.handler.names_last(label, cursor.number))
            return
        cursor.out.pop()
        figure = new_directive("figure", image["target"], cursor.number, ":::")
        figure.options = {"name": label, "width": self._width, "alt": image["caption"]}
        self._width = ""
        cursor.write_block(place, cursor.handler.opens(figure))
        cursor.write_block(place, image["caption"])
        cursor.write_block(place, cursor.handler.closes(figure))

    def _take_width(self, place: Place, width: str) -> None:
        self._width = width

    def _begin_tab(self, place: Place, names: str) -> None:
        cursor = self._cursor
        tab = new_directive("tab-item", names, cursor.number, _TAB)
        cursor.open.append(Opened(tab, place.depth, place.indent))
        cursor.write_block(place, cursor.handler.opens(tab))

    def _end_tab(self, place: Place, names: str) -> None:
        cursor = self._cursor
        if cursor.open and cursor.open[-1].directive.marks == _TAB:
            tab = cursor.open.pop().directive
            cursor.write_block(place, cursor.handler.closes(tab))

    def _bibliography(self, place: Place, file: str) -> None:
        cursor = self._cursor
        works = new_directive("bibliography", "", cursor.number, ":::")
        cursor.write_block(place, cursor.handler.directive(works))


def equation_label(lines: Sequence[str], at: int) -> tuple[str, int]:
    """The name that a displayed formula gets on a line below it, and how many lines that takes."""
    for taken, line in enumerate(lines[at : at + 2], start=1):
        match = _EQUATION.match(line)
        if match:
            return match["label"], taken
        if line.strip():
            break
    return "", 0
