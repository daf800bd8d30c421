"""The names that cells of a notebook can be referred to by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from courses.notebooks.formats import Cell

_COMMENT = re.compile(r"(?:#|//|%%)\| *(?P<key>[\w-]+) *: *(?P<value>.*)")
_COMMENTS = 20
"""Lines at the top of a cell that are looked at for its name."""


@dataclass(frozen=True)
class CellName:
    """A cell's label and caption; a figure has a number."""

    label: str
    caption: str = ""
    is_figure: bool = False


def name_of(cell: Cell, number: int) -> CellName | None:
    """What a code cell can be referred to by; None for most cells.

    A figure without a label of its own has that of its cell's number.
    """
    if cell.kind != "code":
        return None
    figure = _figure(cell.metadata)
    if figure:
        label = str(figure.get("name") or f"cell-{number}")
        return CellName(label, str(figure.get("caption") or ""), is_figure=True)
    comments = _comments(cell.source)
    label = _text(cell.metadata, comments, "label", "name")
    return CellName(label, _text(cell.metadata, comments, "caption", "fig-cap")) if label else None


def _text(metadata: Mapping[str, object], comments: Mapping[str, str], *keys: str) -> str:
    """The first text that one of the keys has, in the metadata or else in the comments."""
    found = (values.get(key) for values in (metadata, comments) for key in keys)
    return next((text.strip() for text in found if isinstance(text, str) and text.strip()), "")


def _figure(metadata: Mapping[str, object]) -> Mapping[str, object]:
    """What MyST-NB is told of the figure that a cell draws."""
    for key in ("mystnb", "render"):
        settings = metadata.get(key)
        figure = settings.get("figure") if isinstance(settings, Mapping) else None
        if isinstance(figure, Mapping):
            return figure
    return {}


def _comments(source: str) -> dict[str, str]:
    """The ``#| key: value`` lines that a cell begins with."""
    found: dict[str, str] = {}
    if "|" not in source[:400]:
        return found
    for line in source.split("\n", _COMMENTS)[:_COMMENTS]:
        match = _COMMENT.match(line)
        if match is None:
            break
        found[match["key"]] = match["value"].strip().strip("\"'")
    return found
