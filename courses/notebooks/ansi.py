"""Terminal output as HTML: colours become classes, everything else is escaped."""

from __future__ import annotations

import colorsys
import html
import re
from collections.abc import Iterator

_SEQUENCE = re.compile(
    r"\x1b\[([0-9;:?]{0,60})([A-Za-z])|\x1b\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)?|\x1b[()][A-B0-2]"
)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_STYLES = {1: "bold", 3: "italic", 4: "underline", 7: "inverse", 9: "struck"}
_ENDS = {22: "bold", 23: "italic", 24: "underline", 27: "inverse", 29: "struck"}
_HUES = ("red", "yellow", "green", "cyan", "blue", "magenta")


def ansi_to_html(text: str) -> str:
    """Escaped HTML of a text with terminal colour codes."""
    return Painter().paint(text)


class Painter:
    """Paints one terminal's text piece by piece: colours stay until they are changed."""

    _foreground = ""
    _background = ""

    def __init__(self) -> None:
        self._styles: set[str] = set()

    def paint(self, text: str) -> str:
        """Escaped HTML of the next piece."""
        pieces: list[str] = []
        position = 0
        for match in _SEQUENCE.finditer(text):
            pieces.append(self._span(text[position : match.start()]))
            position = match.end()
            if match[2] == "m":
                self._change(iter(_codes(match[1])))
        pieces.append(self._span(text[position:]))
        return "".join(pieces)

    def _span(self, text: str) -> str:
        escaped = html.escape(_UNSEEN.sub("", text), quote=False)
        parts = [f"fg-{self._foreground}" if self._foreground else ""]
        parts += [f"bg-{self._background}" if self._background else "", *sorted(self._styles)]
        classes = " ".join(f"ansi-{part}" for part in parts if part)
        if not escaped.strip("\n") or not classes:
            return escaped
        return f'<span class="{classes}">{escaped}</span>'

    def _change(self, codes: Iterator[int]) -> None:
        for code in codes:
            if code == 0:
                self._foreground = self._background = ""
                self._styles.clear()
            elif code in _STYLES:
                self._styles.add(_STYLES[code])
            elif code in _ENDS:
                self._styles.discard(_ENDS[code])
            elif code in (38, 48):
                self._colour(code, _extended(codes))
            elif code in (39, 49):
                self._colour(code - 1, "")
            elif 30 <= code <= 37 or 90 <= code <= 97:
                self._colour(38, _COLOURS[code % 10])
            elif 40 <= code <= 47 or 100 <= code <= 107:
                self._colour(48, _COLOURS[code % 10])

    def _colour(self, ground: int, name: str) -> None:
        if ground == 38:
            self._foreground = name
        else:
            self._background = name


def _codes(text: str) -> list[int]:
    return [
        int(code) for code in (part or "0" for part in re.split("[;:]", text)) if code.isdigit()
    ]


def _extended(codes: Iterator[int]) -> str:
    """The nearest of the eight colours for ``5;n`` (256 colours) or ``2;r;g;b``."""
    kind = next(codes, 0)
    if kind == 2:
        return _nearest(*(min(next(codes, 0), 255) for _ in range(3)))
    if kind != 5:
        return ""
    number = next(codes, 0)
    if number < 16:
        return _COLOURS[number % 8]
    if number >= 232:
        return _nearest(*[(number - 232) * 10 + 8] * 3)
    levels = (0, 95, 135, 175, 215, 255)
    red, green, blue = (number - 16) // 36, (number - 16) // 6 % 6, (number - 16) % 6
    return _nearest(levels[red], levels[green], levels[blue])


def _nearest(red: int, green: int, blue: int) -> str:
    """The named colour of the same hue; greys are only dark or light."""
    hue, lightness, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    if saturation < 0.15 or lightness in (0.0, 1.0):
        return "black" if lightness < 0.3 else "white"
    return _HUES[round(hue * 6) % 6]
