"""What expressions mean, as far as no program has to run for it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

_STRING = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_COMMENT = re.compile(r"(?:/\*.*?\*/\s*)+", re.DOTALL)
_HEADING_ID = re.compile(r"/\*\s*#([\w-]{1,100})\s*\*/")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif)(?:[?#].*)?\Z", re.IGNORECASE)
_TILDES = re.compile(r"~+")
_SHOWN_LIMIT = 300
_EMPTY = {"", "children", "props.children"}


def text_of(expression: str, words: Mapping[str, str]) -> str | None:
    """The text that an expression stands for; None if it has to be computed."""
    if expression in _EMPTY:
        return ""
    if _COMMENT.fullmatch(expression):
        named = _HEADING_ID.fullmatch(expression)
        return f"{{#{named[1]}}}" if named else ""
    string = _STRING.fullmatch(expression)
    if string:
        return _written(next(part for part in string.groups() if part is not None))
    if _NUMBER.fullmatch(expression):
        return expression
    return html.escape(words[expression], quote=False) if expression in words else None


def _written(text: str) -> str:
    """A text between quotes; one of several lines is code, its marks where the quotes stood."""
    first, *lines = text.split("\n")
    if len(lines) > 1 and not first.strip() and not lines[-1].strip():
        marks = "~" * max(3, 1 + max((len(run) for run in _TILDES.findall(text)), default=0))
        return "\n".join([marks, *lines[:-1], marks])
    return html.escape(text, quote=False)


def code_of(expression: str) -> str:
    """An expression as code in a line of text."""
    shown = " ".join(expression.split())
    if len(shown) > _SHOWN_LIMIT:
        shown = f"{shown[:_SHOWN_LIMIT]} …"
    ticks = "``" if "`" in shown else "`"
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{space}{shown}{space}{ticks}"


def path_of(expression: str, files: Mapping[str, str]) -> str:
    """The file that an expression names: imported, required, or by a text; nothing for others."""
    if expression in files:
        return files[expression]
    texts = [next(filter(None, groups), "") for groups in _STRING.findall(expression)]
    if len(texts) == 1:
        return texts[0]
    return next((text for text in texts if is_picture(text)), "")


def is_picture(path: str) -> bool:
    """Tell whether a path is that of a picture by its name."""
    return _PICTURE.search(path) is not None
