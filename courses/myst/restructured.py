"""reStructuredText that was left in a Markdown text."""

from __future__ import annotations

import re

from courses.myst.bodies import FenceBodies
from courses.myst.cursor import Cursor
from courses.myst.directive import new_directive
from courses.myst.names import CONTAINERS, is_known
from courses.myst.places import Place

_RST = re.compile(
    r"\.\. (?:(?P<name>[A-Za-z][\w:-]{0,40})::(?:\s+(?P<argument>.*))?|_(?P<label>[^:`]{1,100}):\s*)$"
)


class Restructured:
    """Reads directives and labels written with two dots, and says so."""

    def __init__(self, cursor: Cursor, bodies: FenceBodies) -> None:
        self._cursor = cursor
        self._bodies = bodies

    def read(self, place: Place, rest: str) -> bool:
        """Read a directive with what is indented below it, or a label; false if it is neither."""
        cursor = self._cursor
        match = _RST.match(rest)
        if match is None or cursor.is_after_text:
            return False
        line = cursor.number
        message = f"{rest.strip()[:60]} is reStructuredText"
        cursor.handler.problem("rst-markup", message, line, severity="warning")
        cursor.at += 1
        if match["label"]:
            cursor.write_block(place, cursor.handler.target(match["label"].strip(), line))
        else:
            self._directive(place, match["name"], match["argument"] or "", line)
        return True

    def _directive(self, place: Place, name: str, argument: str, line: int) -> None:
        cursor = self._cursor
        directive = new_directive(name, argument, line, "```")
        directive.body = self._bodies.take_indented(place)
        directive.take_options()
        if directive.name in CONTAINERS or not is_known(directive.name):
            cursor.write_block(place, cursor.handler.opens(directive))
            cursor.write_inner(place, directive.body, line)
            cursor.write_block(place, cursor.handler.closes(directive))
        else:
            cursor.write_block(place, cursor.handler.directive(directive))
