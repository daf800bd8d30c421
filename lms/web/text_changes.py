"""Which lines went and came between two texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_LINES = 3000
"""Texts longer than this are compared by their first lines: time grows with the square."""
CONTEXT = 1


@dataclass(frozen=True)
class Line:
    """A line of a text: kept, put in or taken out."""

    kind: str
    text: str


def lines_between(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """The lines that went and came, with a line of those that stayed around them."""
    old, new = old[:MOST_LINES], new[:MOST_LINES]
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) + len(new) > 2000)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        for kind, a, b, c, d in group:
            if kind == "equal":
                yield from (Line("kept", text) for text in old[a:b])
            else:
                yield from (Line("out", text) for text in old[a:b])
                yield from (Line("in", text) for text in new[c:d])
