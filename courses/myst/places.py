"""Where on its line a thing begins, and what of the lines below belongs to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PREFIX = re.compile(r"(?P<quote>(?: {0,3}>)*)(?P<indent> *)")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)]) +(?=`{3}|~{3}|:{3}\{|\$\$)")


@dataclass(frozen=True)
class Place:
    """Where a thing begins: what stands before it on its line."""

    quote: str
    indent: str
    item: str = ""

    @property
    def depth(self) -> int:
        """How many quotations the thing stands in."""
        return self.quote.count(">")

    @property
    def column(self) -> int:
        """The column of the thing within its quotations."""
        return len(self.indent) + len(self.item)

    @property
    def blank(self) -> str:
        """An empty line of the same quotations."""
        return self.quote.rstrip()

    def line(self, text: str) -> str:
        """A text in the place of the thing."""
        return f"{self.quote}{self.indent}{self.item}{text}"

    def below(self, text: str) -> str:
        """A text on a further line of the same place."""
        return f"{self.quote}{self.indent}{' ' * len(self.item)}{text}"

    def holds(self, source: str) -> bool:
        """Tell whether a line still stands in the quotations of the place."""
        return source.count(">", 0, 40) >= self.depth

    def stripped(self, source: str) -> str:
        """A line without the quotation marks and the indent of the place it belongs to."""
        for _ in range(self.depth):
            head, mark, tail = source.partition(">")
            if not mark or head.strip():
                break
            source = tail.removeprefix(" ")
        indent = len(source) - len(source.lstrip(" "))
        return source[min(indent, self.column) :]


def place_in(line: str) -> tuple[Place, str]:
    """The place of what a line begins with after quotation marks, indent and an item's mark."""
    quote, indent, end = _prefix(line)
    rest = line[end:]
    item = _ITEM.match(rest)
    marks = item[0] if item else ""
    return Place(quote, indent, marks), rest[len(marks) :]


def quotation_of(line: str) -> str:
    """The quotation marks that a line begins with."""
    prefix = _PREFIX.match(line)
    return prefix["quote"].rstrip() if prefix else ""


def _prefix(line: str) -> tuple[str, str, int]:
    prefix = _PREFIX.match(line)
    if prefix is None:
        return "", "", 0
    quote, indent = prefix["quote"], prefix["indent"]
    if quote and indent:
        quote, indent = quote + " ", indent[1:]
    return quote, indent, prefix.end()
