"""Fences: code, directives, and the ends of directives."""

from __future__ import annotations

import re

from courses.myst.bodies import FenceBodies
from courses.myst.cursor import Cursor, Opened
from courses.myst.directive import Directive, new_directive, take_options
from courses.myst.glossaries import glossary_lines
from courses.myst.handler import TooManyLevels
from courses.myst.names import CONTAINERS, GATES, PLAIN_CONTAINERS, is_known
from courses.myst.places import Place

NESTING_LIMIT = 40

_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,}|:{3,})[ \t]*(?P<info>.*)$")
_HEADER = re.compile(r"\{(?P<name>[A-Za-z][\w:.+-]*)\}[ \t]*(?P<argument>.*)$")
_PLAIN_HEADER = re.compile(
    r"(?P<name>[a-z]+)(?:\[(?P<title>[^\]]*)\](?:\{[^{}]*\})?|[ \t]+(?P<argument>.*))?$"
)


class Fences:
    """Reads what fences hold; a directive whose text is Markdown stays open until its end comes."""

    def __init__(self, cursor: Cursor, bodies: FenceBodies, *, may_include: bool) -> None:
        self._cursor = cursor
        self._bodies = bodies
        self._may_include = may_include

    def read(self, place: Place, rest: str) -> bool:
        """Read the fence that a line begins or ends; false if it is none."""
        match = _FENCE.match(rest)
        if match is None:
            return False
        marks, info = match["marks"], match["info"].strip()
        if not info and self._closes(place, marks):
            return True
        if marks[0] == "`" and "`" in info:
            return False
        header = self._header(marks, info)
        if header:
            self._directive(place, new_directive(*header, self._cursor.number, marks))
            return True
        if marks[0] == ":":
            return not info and self._cursor.drop()
        self._code(place, marks, info)
        return True

    def _header(self, marks: str, info: str) -> tuple[str, str] | None:
        match = _HEADER.match(info)
        if match and (marks[0] == ":" or not self._is_code(match["name"])):
            return match["name"], match["argument"]
        if marks[0] != ":":
            return None
        plain = _PLAIN_HEADER.match(info)
        if plain and plain["name"] in PLAIN_CONTAINERS:
            return plain["name"], plain["argument"] or plain["title"] or ""
        return ("div", info.strip("{}").replace(".", " ")) if info.startswith("{") else None

    def _is_code(self, name: str) -> bool:
        """Tell whether ``{name}`` is meant as a language, as in R Markdown."""
        is_directive = is_known(new_directive(name, "", 0, "").name)
        return not is_directive and self._cursor.handler.is_language(name)

    def _closes(self, place: Place, marks: str) -> bool:
        cursor = self._cursor
        index = self._closed_by(marks)
        if index is None:
            return False
        closed = cursor.open[index:]
        del cursor.open[index:]
        for opened in reversed(closed):
            if opened is not closed[0]:
                cursor.report_unclosed(opened.directive.marks, opened.directive.line)
            text = cursor.handler.closes(opened.directive)
            cursor.write_block(Place(place.quote, opened.indent), text)
        return cursor.drop()

    def _closed_by(self, marks: str) -> int | None:
        """The open directive a closing fence belongs to: same length first, else the outermost."""
        opened = [each.directive.marks for each in self._cursor.open]
        same = [n for n, marks_of in enumerate(opened) if marks_of[0] == marks[0]]
        exact = [n for n in same if opened[n] == marks]
        if exact:
            return exact[-1]
        shorter = [n for n in same if len(opened[n]) < len(marks)]
        return shorter[0] if shorter else None

    def _directive(self, place: Place, directive: Directive) -> None:
        cursor = self._cursor
        cursor.at += 1
        if directive.name in GATES:
            self._take_body(place, directive)
            cursor.write_block(place, cursor.handler.closes(directive))
        elif directive.name in ("exercise-start", "solution-start"):
            self._take_body(place, directive)
            directive.take_options()
            cursor.write_block(place, cursor.handler.opens(directive))
        elif directive.name == "glossary":
            self._glossary(place, directive)
        elif directive.name == "include":
            self._include(place, directive)
        elif directive.name in CONTAINERS or not is_known(directive.name):
            self._container(place, directive)
        else:
            self._take_body(place, directive)
            directive.take_options()
            cursor.write_block(place, cursor.handler.directive(directive))

    def _take_body(self, place: Place, directive: Directive) -> None:
        directive.body = self._bodies.take(place, directive.marks, directive.line)

    def _container(self, place: Place, directive: Directive) -> None:
        cursor = self._cursor
        if len(cursor.open) >= NESTING_LIMIT:
            raise TooManyLevels("directives are nested too deeply")
        if not cursor.is_at_end and cursor.lines[cursor.at].lstrip(" >")[:1] in (":", "-"):
            ahead = [place.stripped(line) for line in cursor.lines[cursor.at : cursor.at + 40]]
            directive.options, taken = take_options(ahead)
            cursor.at += taken
        indent = place.indent + " " * len(place.item)
        cursor.open.append(Opened(directive, place.depth, indent))
        cursor.write_block(place, cursor.handler.opens(directive))

    def _glossary(self, place: Place, directive: Directive) -> None:
        cursor = self._cursor
        start = cursor.number - 1
        self._take_body(place, directive)
        directive.take_options()
        cursor.write_block(place, cursor.handler.opens(directive))
        cursor.write_inner(place, glossary_lines(directive.body), start)
        cursor.write_block(place, cursor.handler.closes(directive))

    def _include(self, place: Place, directive: Directive) -> None:
        cursor = self._cursor
        start = cursor.number - 2
        self._take_body(place, directive)
        directive.take_options()
        if not self._may_include:
            cursor.handler.problem("bad-include", "files include each other", directive.line)
            return
        cursor.write_inner(place, cursor.handler.include(directive), start)

    def _code(self, place: Place, marks: str, info: str) -> None:
        cursor = self._cursor
        line = cursor.number
        cursor.at += 1
        body = self._bodies.take(place, marks, line)
        cursor.write_block(place, cursor.handler.code(info, body, line))
