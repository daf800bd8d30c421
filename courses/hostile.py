"""Texts that would keep the Markdown converter busy for minutes, found in linear time."""

from __future__ import annotations

import re

NESTING_LIMIT = 60
SCAN_LIMIT = 5_000_000
"""How many characters the converter may look at in one paragraph while it pairs brackets."""

_BLANK = re.compile(r"\n[ \t]*\n")
_PAIRS = (re.compile(r"[\[\]]"), re.compile(r"[()]"))


def is_too_deep(text: str) -> bool:
    """Tell whether a line opens more quotes, items or indents than anyone could follow."""
    return any(_opens_too_much(line) for line in text.split("\n"))


def is_too_tangled(text: str) -> bool:
    """Tell whether pairing the brackets of a paragraph would take too long."""
    if len(text) ** 2 < SCAN_LIMIT:
        return False
    return any(
        _scanned(paragraph, pair) > SCAN_LIMIT
        for paragraph in _BLANK.split(text)
        for pair in _PAIRS
    )


def _opens_too_much(line: str) -> bool:
    head = line[: 8 * NESTING_LIMIT]
    lead = head[: len(head) - len(head.lstrip(" \t>-*+"))]
    if not lead or not line.strip(" \t>-*+"):
        return False
    spaces = lead.expandtabs(4).count(" ")
    marks = sum(lead.count(mark) for mark in ">-*+")
    return spaces > 4 * NESTING_LIMIT or marks > NESTING_LIMIT


def _scanned(paragraph: str, pair: re.Pattern[str]) -> int:
    """The characters between every opening bracket and its partner, or the end without one."""
    total = 0
    opened: list[int] = []
    for match in pair.finditer(paragraph):
        if match[0] in "[(":
            opened.append(match.start())
        elif opened:
            total += match.start() - opened.pop()
    return total + sum(len(paragraph) - start for start in opened)
