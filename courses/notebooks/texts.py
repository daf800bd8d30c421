"""Printed text and tracebacks: long ones folded, endless ones cut."""

from __future__ import annotations

import html

from courses.naming.languages import word
from courses.notebooks.ansi import Painter
from courses.notebooks.terminal import as_shown

FOLD_LINES = 40
FIRST_LINES = 15
LINE_LIMIT = 5_000
TEXT_LIMIT = 300_000
"""How many characters of one printed text the page shows."""


def printed(text: str, kind: str, language: str) -> str:
    """A printed text in a box of its kind: ``stdout``, ``stderr``, ``error``."""
    shown, is_cut = _within_limits(as_shown(text[: 4 * TEXT_LIMIT]))
    is_cut = is_cut or len(text) > 4 * TEXT_LIMIT
    lines = shown.split("\n")
    painter = Painter()
    if len(lines) <= FOLD_LINES:
        parts = _box(painter.paint(shown), kind)
    else:
        first = _box(painter.paint("\n".join(lines[:FIRST_LINES])), kind)
        rest = _box(painter.paint("\n".join(lines[FIRST_LINES:])), kind)
        parts = first + folded(rest, word("more-lines", language).format(len(lines) - FIRST_LINES))
    return parts + (cut_note(language) if is_cut else "")


def traceback(text: str, language: str, *, is_expected: bool) -> str:
    """A traceback; one that the author wanted does not look like a fault of the page."""
    if not is_expected:
        return printed(text, "error", language)
    note = f'<p class="stand-in">{html.escape(word("expected-error", language))}</p>'
    return note + printed(text, "expected", language)


def folded(shown: str, title: str) -> str:
    """Something to unfold."""
    title = html.escape(title)
    return f'<details class="fold"><summary>{title}</summary>{shown}</details>'


def cut_note(language: str) -> str:
    """The line below an output of which only the beginning is shown."""
    return f'<p class="stand-in">{html.escape(word("cut-output", language))}</p>'


def _within_limits(text: str) -> tuple[str, bool]:
    """The text as far as it is shown, and whether something is missing."""
    text = text.rstrip("\n")
    kept = text[:TEXT_LIMIT]
    lines = kept.split("\n", LINE_LIMIT)[:LINE_LIMIT]
    shown = "\n".join(lines)
    return shown, len(shown) < len(text)


def _box(shown: str, kind: str) -> str:
    return f'<pre class="output {kind}">{shown}\n</pre>'
