"""Headings, and the labels and attributes that stand before a block."""

from __future__ import annotations

import re

from courses.myst.cursor import Cursor
from courses.myst.places import Place

_TARGET = re.compile(r"\((?P<label>[^()\s][^()]{0,200})\)=\s*$")
_ATX = re.compile(r"(?P<marks>#{1,6})(?:[ \t]+(?P<title>.*?))?(?:[ \t]+#+)?[ \t]*$")
_SETEXT = re.compile(r" {0,3}(?:=+|-+) *$")
_ATTRIBUTES = re.compile(
    r"\{:? *((?:(?:[.#][\w:-]+|[\w-]+=(?:\"[^\"{}]*\"|[^\s\"{}]+)) *){1,30})\}\s*$"
)
_SUBSTITUTION = re.compile(r"\{\{[^{}]{1,200}\}\}\s*$")


class Headers:
    """Reads what names a block or gives it classes."""

    def __init__(self, cursor: Cursor, *, may_include: bool) -> None:
        self._cursor = cursor
        self._may_include = may_include

    def read_label(self, place: Place, rest: str) -> bool:
        """Read ``(label)=``; false if the line is something else."""
        match = _TARGET.match(rest)
        if match is None:
            return False
        cursor = self._cursor
        text = cursor.handler.target(match["label"].strip(), cursor.number)
        cursor.write_block(place, text)
        return cursor.drop()

    def read_heading(self, place: Place, rest: str) -> bool:
        """Read a heading; a ``#`` that begins none is kept as the letter it is."""
        cursor = self._cursor
        match = _ATX.match(rest)
        if match is None:
            cursor.out.append(place.line("\\" + rest))
            return cursor.drop()
        cursor.handler.heading(len(match["marks"]), match["title"] or "", cursor.number)
        before = [place.blank] if cursor.is_after_text else []
        is_flush = len(place.indent) < 4 and not cursor.is_nested
        line = f"{place.quote}{rest}" if is_flush else place.line(rest)
        cursor.out += [*before, line, place.blank]
        return cursor.drop()

    def is_underline(self, rest: str, level: int) -> bool:
        """Tell whether a line makes a heading of the line before; if so, the heading is noted."""
        cursor = self._cursor
        if _SETEXT.match(rest) and cursor.is_after_text:
            cursor.handler.heading(level, cursor.out[-1].strip(), cursor.number - 1)
            return True
        return False

    def read_braces(self, place: Place, rest: str) -> bool:
        """Attributes for the block below: an id is a label; classes are kept, the rest is not."""
        cursor = self._cursor
        if self._may_include and _SUBSTITUTION.match(rest) and not cursor.is_after_text:
            return self._substitution(place, rest)
        match = _ATTRIBUTES.match(rest)
        if match is None or cursor.is_after_text:
            return False
        words = match[1].split()
        for word in words:
            if word[0] == "#":
                cursor.write_block(place, cursor.handler.target(word[1:], cursor.number))
        classes = [word[1:] for word in words if word[0] == "."]
        if classes:
            cursor.write_block(place, cursor.handler.classes(classes))
        return bool(classes or "#" in match[1]) and cursor.drop()

    def _substitution(self, place: Place, rest: str) -> bool:
        """A name in double braces that stands alone may stand for any blocks."""
        cursor = self._cursor
        text = cursor.handler.substituted(rest)
        if text == rest:
            return False
        cursor.write_inner(place, text.split("\n"), cursor.number - 1)
        return cursor.drop()
