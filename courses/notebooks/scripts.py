"""Python scripts that are notebooks: Jupytext's percent format (``# %%``) and its light one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.files.yamltext import BadYaml, read_mapping
from courses.notebooks.formats import Cell, CellKind, Notebook
from courses.notebooks.textual import as_mapping, cell_metadata, settings_in, text_notebook

_HEAD_LIMIT = 4_000
_MARK_LIMIT = 300
_HEAD = re.compile(
    r"(?:#![^\n]*\n|# -\*-[^\n]*\n|[ \t]*\n)*# ---[ \t]*\n(?P<yaml>(?:#[^\n]*\n)*?)# ---[ \t]*(?:\n|\Z)"
)
_PERCENT = re.compile(r"# ?%%(?:[ \t]+(?P<rest>.*))?$")
_KIND = re.compile(
    r"(?P<title>[^\[{]*?)[ \t]*(?:\[(?P<kind>markdown|md|raw)\])?[ \t]*(?P<more>\S+=.*|\{.*)?$"
)
_OPEN = re.compile(r"# \+(?:[ \t]+(?P<rest>.*))?$")
_CLOSED = re.compile(r"# -[ \t]*$")
_MAGIC = re.compile(r"^# (?=[%!])", re.MULTILINE)
_QUOTED = re.compile(r"\A\s*r?(?P<mark>\"{3}|'{3})(?P<text>.*?)(?P=mark)\s*\Z", re.DOTALL)
_KINDS: dict[str | None, CellKind] = {"markdown": "markdown", "md": "markdown", "raw": "raw"}


def is_script_notebook(source: str) -> bool:
    """Tell whether Jupytext's settings stand at the head of a script."""
    match = _HEAD.match(source[:_HEAD_LIMIT])
    return match is not None and "jupytext" in match["yaml"]


def read_script(source: str) -> tuple[Mapping[str, Any], Notebook]:
    """The settings and the notebook in a script; raises BadNotebook for too many cells."""
    source = source.removeprefix("\ufeff").replace("\r\n", "\n")
    match = _HEAD.match(source)
    values = _settings(match["yaml"]) if match else {}
    lines = source[match.end() if match else 0 :].split("\n")
    written = as_mapping(as_mapping(values.get("jupytext")).get("text_representation"))
    is_percent = written.get("format_name") in ("percent", "hydrogen")
    is_light = written.get("format_name") == "light"
    if is_percent or (not is_light and any(_PERCENT.match(line) for line in lines)):
        cells = _percent_cells(lines)
    else:
        cells = _light_cells(lines)
    return values, text_notebook(values, cells)


def _settings(commented: str) -> Mapping[str, Any]:
    text = "\n".join(line[1:].removeprefix(" ") for line in commented.split("\n"))
    try:
        values = read_mapping(text, "")
    except BadYaml:
        return {}
    return settings_in(values)


@dataclass
class _Cell:
    """The lines of a cell while it is read."""

    kind: CellKind = "code"
    metadata: Mapping[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def done(self) -> Cell:
        source = "\n".join(self.lines).strip("\n")
        if self.kind == "code":
            return Cell("code", _MAGIC.sub("", source), self.metadata)
        return Cell(self.kind, _uncommented(source), self.metadata)


def _percent_cells(lines: list[str]) -> Iterator[Cell]:
    """Cells that each begin with ``# %%``."""
    cell = _Cell()
    for line in lines:
        mark = _PERCENT.match(line)
        if mark is None:
            cell.lines.append(line)
            continue
        yield cell.done()
        found = _KIND.match((mark["rest"] or "")[:_MARK_LIMIT].strip())
        kind = _KINDS.get(found["kind"], "code") if found else "code"
        cell = _Cell(kind, cell_metadata((found["more"] or "") if found else ""))
    yield cell.done()


def _light_cells(lines: list[str]) -> Iterator[Cell]:
    """Paragraphs: comments are Markdown, the rest is code; ``# +`` and ``# -`` hold code together."""
    for explicit, part in _light_parts(lines):
        if explicit is not None:
            yield _Cell("code", cell_metadata(explicit), part).done()
            continue
        for paragraph in _paragraphs(part):
            is_text = all(line.startswith("#") for line in paragraph if line.strip())
            yield _Cell("markdown" if is_text else "code", {}, paragraph).done()


def _light_parts(lines: list[str]) -> Iterator[tuple[str | None, list[str]]]:
    """Runs of lines with what stands behind their ``# +``, or None for those outside of it."""
    part: list[str] = []
    explicit: str | None = None
    for line in lines:
        opening, is_closing = _OPEN.match(line), _CLOSED.match(line)
        if opening is None and not is_closing:
            part.append(line)
            continue
        yield explicit, part
        part, explicit = [], (opening["rest"] or "") if opening else None
    yield explicit, part


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    """Lines between blank lines; an indented line belongs to what stands above it."""
    paragraph: list[str] = []
    for line in lines:
        begins = bool(paragraph) and not paragraph[-1].strip() and line.strip()
        if begins and not line.startswith((" ", "\t")):
            yield paragraph
            paragraph = []
        paragraph.append(line)
        if paragraph == [""]:
            paragraph = []
    if paragraph:
        yield paragraph


def _uncommented(source: str) -> str:
    quoted = _QUOTED.match(source)
    if quoted:
        return quoted["text"].strip("\n")
    return "\n".join(
        line[1:].removeprefix(" ") if line[:1] == "#" else line for line in source.split("\n")
    )
