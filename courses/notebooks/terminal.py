"""What a terminal would show at last of a text that goes back over itself."""

from __future__ import annotations


def as_shown(text: str) -> str:
    """The text after every carriage return and backspace: a progress bar's last state."""
    if "\r" not in text and "\b" not in text:
        return text
    return "\n".join(_line(line) for line in text.replace("\r\n", "\n").split("\n"))


def _line(line: str) -> str:
    shown = ""
    for layer in reversed(line.split("\r")):
        written = _without_erased(layer) if "\b" in layer else layer
        if not shown:
            shown = written
        elif len(written) > len(shown) and "\x1b" not in written + shown:
            shown += written[len(shown) :]
    return shown


def _without_erased(line: str) -> str:
    kept: list[str] = []
    for character in line:
        if character != "\b":
            kept.append(character)
        elif kept:
            kept.pop()
    return "".join(kept)
