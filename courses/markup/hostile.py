"""Texts that would keep the Markdown converter busy for minutes, found in linear time."""

from __future__ import annotations

import re
from collections import Counter

NESTING_LIMIT = 60
ELEMENT_LIMIT = 150
"""How deep the HTML elements of a text may be nested."""

REPEATED_LIMIT = 200_000
"""How often a browser would open unclosed ``<b>`` and the like again, all in all."""

NOTE_LIMIT = 200
"""How often a text may refer to one footnote."""

ABBREVIATION_LIMIT = 150
DEFINITION_LIMIT = 1_000
"""How many abbreviations a text may declare, and definitions one paragraph may hold."""

SCAN_LIMIT = 1_000_000
"""How many characters the converter may look at in one paragraph while it pairs brackets."""

TEXT_SCAN_LIMIT = 5_000_000
"""The same for all paragraphs of a text."""

MARK_LIMIT = 2_000_000_000
"""Characters the converter may copy in one paragraph: it copies all of it for every mark."""

_BLANK = re.compile(r"\n[ \t]*\n")
_BLOCK = re.compile(r"\n(?=[ \t]*(?:\n|[-*+|>#]|\d{1,9}[.)]))")
_MARK = re.compile(r"[*_`$\[<~:{\\]+")
_ELEMENT = re.compile(r"<(/?)([a-z][a-z0-9]{0,15})\b", re.IGNORECASE)
_ALONE = {"br", "hr", "img", "input", "meta", "link", "wbr", "col", "p", "li", "td", "th", "tr"}
_FONTS = {
    "a",
    "b",
    "i",
    "u",
    "s",
    "em",
    "strong",
    "code",
    "small",
    "font",
    "tt",
    "big",
    "strike",
    "nobr",
}
_NOTE = re.compile(r"\[\^([^\]\s]{1,80})\]")
_ABBREVIATION = re.compile(r"^ {0,3}\*\[", re.MULTILINE)
_DEFINITION = re.compile(r"\n {0,3}:[ \t]")
_OPENING = re.compile(r">|[-*+](?=[ \t])")
_PAIRS = (re.compile(r"[\[\]]"), re.compile(r"[()]"))


def is_too_deep(text: str) -> bool:
    """Tell whether quotes, items, indents or HTML elements are nested past following."""
    return any(_opens_too_much(line) for line in text.split("\n")) or nests_elements(text)


def is_too_tangled(text: str) -> bool:
    """Tell whether pairing brackets or repeating notes would take too long."""
    if len(text) ** 2 < SCAN_LIMIT:
        return False
    if any(_copied(part) > MARK_LIMIT for part in _BLOCK.split(text)):
        return True
    costs = [_scanned(part, pair) for part in _BLANK.split(text) for pair in _PAIRS]
    return max(costs) > SCAN_LIMIT or sum(costs) > TEXT_SCAN_LIMIT or _repeats_too_much(text)


def _opens_too_much(line: str) -> bool:
    head = line[: 8 * NESTING_LIMIT]
    lead = head[: len(head) - len(head.lstrip(" \t>-*+"))]
    if not lead or not line.strip(" \t>-*+"):
        return False
    spaces = lead.expandtabs(4).count(" ")
    marks = len(_OPENING.findall(lead))
    return spaces > 4 * NESTING_LIMIT or marks > NESTING_LIMIT


def nests_elements(html: str) -> bool:
    """Tell whether HTML is nested so that reading it takes more than its length."""
    depth = fonts = repeated = 0
    for match in _ELEMENT.finditer(html):
        name = match[2].lower()
        step = -1 if match[1] else 1
        if name in _FONTS:
            fonts = max(0, fonts + step)
        else:
            repeated += fonts
        if name not in _ALONE:
            depth = max(0, depth + step)
        if depth > ELEMENT_LIMIT or repeated > REPEATED_LIMIT:
            return True
    return False


def _repeats_too_much(text: str) -> bool:
    """Tell whether what the converter looks up again and again is there too often."""
    notes = Counter(match[1] for match in _NOTE.finditer(text))
    if max(notes.values(), default=0) > NOTE_LIMIT:
        return True
    if len(_ABBREVIATION.findall(text)) > ABBREVIATION_LIMIT:
        return True
    return any(len(_DEFINITION.findall(part)) > DEFINITION_LIMIT for part in _BLANK.split(text))


def _copied(paragraph: str) -> int:
    length = len(paragraph)
    return length * len(_MARK.findall(paragraph)) if length**2 > MARK_LIMIT else 0


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
