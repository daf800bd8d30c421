"""Where an expression in braces ends; every brace of a text is looked at once."""

from __future__ import annotations

import re

LIMIT = 20_000
"""Characters after which an open brace is taken for a letter of the text."""

_TOKEN = re.compile(r"[{}]|\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`|/\*")


class Braces:
    """Finds the end of expressions in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends: dict[int, int] = {}
        self._read_until = 0

    def end_of(self, start: int) -> int:
        """The place behind the brace that closes the one at ``start``; -1 if none does."""
        if start >= self._read_until:
            self._read(start)
        return self._ends.get(start, -1)

    def _read(self, start: int) -> None:
        """Pair all braces from this one to its end, or as far as one may look."""
        open_at: list[int] = []
        has_comments = True
        position, limit = start, min(len(self._text), start + LIMIT)
        while found := _TOKEN.search(self._text, position, limit):
            position = found.end()
            if found[0] == "{":
                open_at.append(found.start())
            elif found[0] == "}":
                self._ends[open_at.pop()] = position
                if not open_at:
                    break
            elif found[0] == "/*":
                has_comments = has_comments and self._text.find("*/", position, limit) >= 0
                position = self._text.find("*/", position) + 2 if has_comments else position
        self._read_until = position if not open_at else limit
