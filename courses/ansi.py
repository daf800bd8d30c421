"""Terminal output as HTML: colours become classes, everything else is escaped."""

from __future__ import annotations

import html
import re

_SEQUENCE = re.compile(r"\x1b\[([0-9;]{0,40})([A-Za-z])|\x1b\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)?")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")


def ansi_to_html(text: str) -> str:
    """Escaped HTML of a text with terminal colour codes."""
    pieces: list[str] = []
    classes: list[str] = []
    position = 0
    for match in _SEQUENCE.finditer(text):
        pieces.append(_span(text[position : match.start()], classes))
        position = match.end()
        if match[2] == "m":
            classes = _after(match[1], classes)
    pieces.append(_span(text[position:], classes))
    return "".join(pieces)


def without_overwritten(text: str) -> str:
    """The text as a terminal shows it: a carriage return overwrites its line."""
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n"))


def _span(text: str, classes: list[str]) -> str:
    escaped = html.escape(_UNSEEN.sub("", text), quote=False)
    if not escaped or not classes:
        return escaped
    return f'<span class="{" ".join(classes)}">{escaped}</span>'


def _after(codes: str, classes: list[str]) -> list[str]:
    """The classes in force after a colour sequence; kinds we do not draw are left out."""
    for code in (int(c or 0) for c in codes.split(";")):
        if code == 0:
            classes = []
        elif code == 1:
            classes = [*classes, "ansi-bold"]
        elif code == 39:
            classes = [c for c in classes if not c.startswith("ansi-fg-")]
        elif 30 <= code <= 37 or 90 <= code <= 97:
            kept = [c for c in classes if not c.startswith("ansi-fg-")]
            classes = [*kept, f"ansi-fg-{_COLOURS[code % 10]}"]
        elif code in (38, 48):
            break
    return classes
