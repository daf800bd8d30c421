"""Lists as authors write them for GitHub, indented the way Python-Markdown reads them."""

from __future__ import annotations

import re

from markdown.preprocessors import Preprocessor

_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*+]|\d{1,9}[.)])(?P<gap> +)(?=\S)")
_NOTE = re.compile(r"^(!!!|\?\?\?\+?) ")
_QUOTED = re.compile(r"^ {0,3}> ?")
_RULE = re.compile(r"^ {0,3}([-*_])( *\1){2,} *$")
_STEP = 4


class ListIndents(Preprocessor):
    """Nested items may be indented by two or three spaces, and a list may follow its paragraph."""

    def run(self, lines: list[str]) -> list[str]:
        """The same lines with every nesting level indented by four spaces."""
        state = _Lists()
        return [line for source in lines for line in state.take(source.expandtabs(_STEP))]


class _Lists:
    """The open lists while the lines go by: for each, where its items' text begins."""

    def __init__(self) -> None:
        self._open: list[int] = []
        self._after_blank = True
        self._in_paragraph = False
        self._loose = False
        self._inside_note: _Lists | None = None
        self._inside_quote: _Lists | None = None

    def take(self, line: str) -> list[str]:
        """The lines to write instead of one line."""
        return self._note(line) or self._quote(line) or self._own(line)

    def _note(self, line: str) -> list[str]:
        """The line inside an open note, which has lists of its own; else nothing."""
        if self._inside_note and (not line.strip() or line.startswith(" " * _STEP)):
            inner = self._inside_note.take(line[_STEP:])
            return [" " * _STEP + new if new.strip() else new for new in inner]
        self._inside_note = _Lists() if _NOTE.match(line) else None
        return []

    def _quote(self, line: str) -> list[str]:
        """The line inside a top-level quotation, which has lists of its own; else nothing."""
        quoted = None if self._open else _QUOTED.match(line)
        if quoted is None:
            self._inside_quote = None
            return []
        self._inside_quote = self._inside_quote or _Lists()
        self._after_blank = self._in_paragraph = False
        return ["> " + new for new in self._inside_quote.take(line[quoted.end() :])]

    def _own(self, line: str) -> list[str]:
        if not line.strip():
            self._after_blank, self._in_paragraph = True, False
            return [line]
        item = None if _RULE.match(line) else _ITEM.match(line)
        result = self._item(line, item) if item else self._text(line)
        self._after_blank = False
        return result

    def _item(self, line: str, item: re.Match[str]) -> list[str]:
        indent = len(item["indent"])
        if not self._open and indent > 3:
            return [line]
        if not self._open and self._in_paragraph and not _may_interrupt(item["mark"]):
            return [line]
        self._close(indent)
        interrupts = self._in_paragraph and not self._open
        before = [""] if (interrupts or self._loose) and not self._after_blank else []
        depth = len(self._open)
        self._open.append(indent + len(item["mark"]) + min(len(item["gap"]), 4))
        self._in_paragraph = self._loose = False
        return [*before, " " * (_STEP * depth) + _marked(item) + line[item.end() :]]

    def _text(self, line: str) -> list[str]:
        indent = len(line) - len(line.lstrip(" "))
        if self._open and self._after_blank:
            self._close(indent)
        if not self._open:
            self._in_paragraph = not line.startswith(("#", ">", "|", "<", "    ", "\x02"))
            return [line]
        self._loose = self._loose or self._after_blank
        kept = max(0, indent - self._open[-1])
        return [" " * (_STEP * len(self._open) + kept) + line.lstrip(" ")]

    def _close(self, indent: int) -> None:
        while self._open and indent < self._open[-1]:
            self._open.pop()


def _marked(item: re.Match[str]) -> str:
    mark = item["mark"]
    return (f"{mark[:-1]}." if mark[-1] == ")" else mark) + " "


def _may_interrupt(mark: str) -> bool:
    """A paragraph is only interrupted by a bullet or by a list that begins with 1."""
    return mark in "-*+" or mark[:-1] == "1"
