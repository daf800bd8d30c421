"""Glossaries as MyST writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

Kind = Literal["blank", "term", "definition", "more"]


def glossary_lines(body: list[str]) -> list[str]:
    """A glossary as a definition list, whichever of the two ways it was written in."""
    lines: list[str] = []
    is_inside = False
    for kind, line in _kinds(body):
        if kind == "blank":
            lines.append("")
        elif kind == "term":
            lines += ["", line] if is_inside else [line]
            is_inside = False
        else:
            text = line.strip().removeprefix(":").strip()
            is_more = is_inside and (kind == "more" or not line.startswith(":"))
            lines.append(f"    {text}" if is_more else f":   {text}")
            is_inside = True
    return lines


def terms_in(body: list[str]) -> list[str]:
    """The terms of a glossary, as they are written."""
    return [line for kind, line in _kinds(body) if kind == "term"]


def _kinds(body: list[str]) -> Iterator[tuple[Kind, str]]:
    """What each line is; without an indent, text below ``: definition`` goes on with it."""
    before: Kind = "blank"
    is_in_colons = False
    for line in body:
        kind: Kind = "term"
        if not line.strip():
            kind = "blank"
        elif line[0] in " :":
            kind = "definition"
            is_in_colons = line[0] == ":" or (is_in_colons and before != "term")
        elif is_in_colons and before in ("definition", "more"):
            kind = "more"
        yield kind, line
        before = kind
