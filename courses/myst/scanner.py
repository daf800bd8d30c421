"""Reads the lines of a Markdown text once: fences, directives, formulas, raw HTML, comments.

What Python-Markdown would misread is handed to a Handler, which says what shall stand there
instead. The same reading finds the labels of a course before any page is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from courses.myst.bodies import FenceBodies
from courses.myst.bookmarks import Bookmarks
from courses.myst.cursor import Cursor
from courses.myst.displays import Displays
from courses.myst.fences import Fences
from courses.myst.handler import Handler
from courses.myst.headers import Headers
from courses.myst.places import Place, place_in, quotation_of
from courses.myst.rawhtml import RawHtml
from courses.myst.restructured import Restructured

INCLUDE_LIMIT = 5

_ROW = re.compile(r" *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
_NESTS = re.compile(
    r" *(?:(?:[-*+]|\d{1,9}[.)]) |!!! |\?\?\?|=== \"|\[\^[^\]]+\]:|:   )|^ *(?:[-*+]|\d+[.)])$"
)
_TAB = re.compile(r"(?P<indent> *)===[!+]? \"(?P<title>[^\"]*)\"\s*$")
_BLOCK_LABEL = re.compile(r"\{[^{}]{0,200}\"label\" {0,3}: {0,3}\"([^\"{}]{1,100})\"")
_TOC = re.compile(r"\[\[?_?TOC_?\]?\] *$", re.IGNORECASE)


def scanned(handler: Handler, lines: list[str], shift: int = 0, depth: int = 0) -> list[str]:
    """The lines to be read as Markdown; ``shift`` is added to every line number.

    ``depth`` says inside how many other readings this one happens.
    Raises TooManyLevels when directives are nested too deeply.
    """

    def scan_inner(inner: list[str], inner_shift: int) -> list[str]:
        return scanned(handler, inner, inner_shift, depth + 1)

    cursor = Cursor(handler, lines, shift, scan_inner)
    _Scanner(cursor, may_include=depth < INCLUDE_LIMIT).scan()
    return cursor.out


class _Scanner:
    """One reading of one text: for each line, the rule that its first letter asks for."""

    def __init__(self, cursor: Cursor, *, may_include: bool) -> None:
        self._cursor = cursor
        self._is_in_tabs = False
        bodies = FenceBodies(cursor)
        fences = self._fences = Fences(cursor, bodies, may_include=may_include).read
        self._bookmarks = Bookmarks(cursor)
        displays = Displays(cursor)
        self._headers = Headers(cursor, may_include=may_include)
        self._in_items: dict[str, Callable[[Place, str], bool]] = {
            "`": fences,
            "~": fences,
            ":": fences,
            "$": displays.read_dollars,
        }
        self._rules: dict[str, Callable[[Place, str], bool]] = {
            **self._in_items,
            ":": self._colon,
            "\\": displays.read_backslash,
            "<": RawHtml(cursor).read,
            "(": self._headers.read_label,
            "%": self._comment,
            "+": self._block_break,
            "^": self._card_header,
            "#": self._headers.read_heading,
            "{": self._headers.read_braces,
            "[": self._toc,
            ".": Restructured(cursor, bodies).read,
            "-": self._item_or_underline,
            "*": self._item,
            "=": self._tab,
            **dict.fromkeys("0123456789", self._item),
        }

    def scan(self) -> None:
        """Read every line."""
        while not self._cursor.is_at_end:
            self._step(self._cursor.lines[self._cursor.at])
        self._cursor.close_all()

    def _step(self, line: str) -> None:
        first = line.lstrip(" >")[:1]
        if not first:
            self._cursor.keep(line)
            return
        rule = self._rules.get(first)
        if line[0] not in " >" and not self._cursor.is_after_text:
            self._cursor.is_nested = False
            self._is_in_tabs = self._is_in_tabs and first == "="
        if rule is None or not self._try(rule, line):
            if "|" in line and "-" in line:
                self._part_table(line)
            self._cursor.keep(line)
        if _NESTS.match(line):
            self._cursor.is_nested = True

    def _try(self, rule: Callable[[Place, str], bool], line: str) -> bool:
        cursor = self._cursor
        place, rest = place_in(line)
        is_inside = self._cursor.is_nested or cursor.open or cursor.is_after_html
        if len(place.indent) > 3 and not is_inside:
            return False
        cursor.leave_quotes(place.depth)
        return rule(place, rest)

    def _colon(self, place: Place, rest: str) -> bool:
        return self._fences(place, rest) or self._bookmarks.read(place, rest)

    def _comment(self, place: Place, rest: str) -> bool:
        is_comment = rest == "%" or rest.startswith("% ")
        return is_comment and not self._cursor.is_after_text and self._cursor.drop()

    def _block_break(self, place: Place, rest: str) -> bool:
        if rest.startswith("+++") and (len(rest) == 3 or rest[3] == " " or rest[3] == "{"):
            self._cursor.out.append(place.blank)
            label = _BLOCK_LABEL.search(rest)
            if label:
                text = self._cursor.handler.target(label[1], self._cursor.number)
                self._cursor.write_block(place, text)
            return self._cursor.drop()
        return self._item(place, rest)

    def _card_header(self, place: Place, rest: str) -> bool:
        if rest.strip() == "^^^" and self._cursor.open:
            self._cursor.out.append(place.blank)
            return self._cursor.drop()
        return False

    def _toc(self, place: Place, rest: str) -> bool:
        return _TOC.match(rest) is not None and not place.indent and self._cursor.drop()

    def _item_or_underline(self, place: Place, rest: str) -> bool:
        if self._headers.is_underline(rest, 2):
            return False
        return self._item(place, rest)

    def _item(self, place: Place, rest: str) -> bool:
        """A fence, directive or formula right after an item's mark."""
        if not place.item or not rest:
            return False
        rule = self._in_items.get(rest[0])
        return rule is not None and rule(place, rest)

    def _tab(self, place: Place, rest: str) -> bool:
        if self._headers.is_underline(rest, 1):
            return False
        tab = _TAB.match(place.indent + rest)
        if tab is None or place.quote:
            return False
        mark = "???" if self._is_in_tabs else "???+"
        self._cursor.out += ["", f'{tab["indent"]}{mark} tab-item "{tab["title"]}"']
        self._is_in_tabs = True
        return self._cursor.drop()

    def _part_table(self, line: str) -> None:
        """Let a table follow its paragraph at once."""
        out = self._cursor.out
        if not _ROW.match(line) or not out or "|" not in out[-1]:
            return
        if len(out) > 1 and out[-2].strip(" >") and "|" not in out[-2]:
            out.insert(-1, quotation_of(out[-1]))
