"""Notebook files of every format as one kind of value; what is odd is mended and reported."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

CELL_LIMIT = 5_000
OBJECT_LIMIT = 500_000
LIST_LIMIT = 1_000_000
"""How many objects and lists a file may hold, counted before any of them is built."""

CellKind = Literal["markdown", "code", "raw"]

_KINDS: dict[object, CellKind] = {
    "markdown": "markdown",
    "code": "code",
    "raw": "raw",
    "heading": "markdown",
    "html": "markdown",
    "text": "markdown",
}
_OUTPUT_TYPES = {"pyout": "execute_result", "pyerr": "error"}
_OLD_MEDIA_TYPES = {
    "text": "text/plain",
    "html": "text/html",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "latex": "text/latex",
    "json": "application/json",
    "javascript": "application/javascript",
}


class BadNotebook(Exception):
    """A file that is not a notebook; the message says why, ``line`` where, if it is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Cell:
    """One cell; ``outputs`` are those of format 4 with their texts joined."""

    kind: CellKind
    source: str
    metadata: Mapping[str, Any] = field(default_factory=dict)
    outputs: tuple[Mapping[str, Any], ...] = ()
    attachments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    count: int | None = None
    id: str = ""


@dataclass(frozen=True)
class Notebook:
    """A notebook that was read; ``problems`` are (code, message) of what had to be mended.

    ``is_text`` if it was written as one text, which is then also rendered as one.
    """

    metadata: Mapping[str, Any]
    cells: tuple[Cell, ...]
    problems: tuple[tuple[str, str], ...] = ()
    is_text: bool = False


def parse_notebook(source: str) -> Notebook:
    """The notebook in a file's text, formats 1 to 4; raises BadNotebook."""
    _check_size(source)
    try:
        raw = json.loads(source.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise BadNotebook(f"not a notebook: {error.msg}", error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise BadNotebook("not a notebook: the JSON is nested too deeply") from error
    return _Reader().read(raw)


def joined(value: object) -> str:
    """A text that may be stored as a list of its lines."""
    if isinstance(value, list):
        return "".join(part if isinstance(part, str) else "" for part in value)
    return value if isinstance(value, str) else ""


def _check_size(source: str) -> None:
    """Refuse what would fill the memory, by counting marks in the text alone."""
    if source.count('"cell_type"') > CELL_LIMIT:
        raise BadNotebook(f"the notebook has more than {CELL_LIMIT:,} cells")
    if source.count("{") > OBJECT_LIMIT or source.count("[") > LIST_LIMIT:
        raise BadNotebook("the notebook holds too many values to be read")


class _Reader:
    """Reads one notebook and notes what is odd about it."""

    def __init__(self) -> None:
        self._problems: dict[tuple[str, str], None] = {}

    def read(self, raw: object) -> Notebook:
        if not isinstance(raw, dict):
            raise BadNotebook("not a notebook: the file is no JSON object")
        version = raw.get("nbformat")
        found = _cells_of(raw)
        if version is None and found is None:
            raise BadNotebook("the file has no nbformat number")
        if found is None:
            raise BadNotebook("the notebook has no cells")
        if len(found) > CELL_LIMIT:
            raise BadNotebook(f"the notebook has more than {CELL_LIMIT:,} cells")
        if not isinstance(version, int) or not 1 <= version <= 4:
            self._note("odd-notebook", f"the nbformat number is {version!r}; read as 4")
        cells = [cell for n, one in enumerate(found, 1) if (cell := self._cell(one, n))]
        self._check_ids(cells)
        return Notebook(_mapping(raw.get("metadata")), tuple(cells), tuple(self._problems))

    def _cell(self, raw: object, number: int) -> Cell | None:
        if not isinstance(raw, dict):
            self._note("bad-cell", f"cell {number} is no JSON object and left out")
            return None
        kind = _KINDS.get(raw.get("cell_type"))
        if kind is None:
            kind = "code" if "outputs" in raw or "input" in raw else "raw"
            self._note("odd-cell", f"cell {number} is of the unknown kind {raw.get('cell_type')!r}")
        if "source" not in raw and "input" not in raw:
            self._note("odd-cell", f"cell {number} has no source")
        if not isinstance(raw.get("metadata", {}), dict):
            self._note("odd-cell", f"the metadata of cell {number} are no JSON object")
        count = raw.get("execution_count", raw.get("prompt_number"))
        return Cell(
            kind=kind,
            source=_source(raw),
            metadata=_cell_metadata(raw),
            outputs=self._outputs(raw, number) if kind == "code" else (),
            attachments={k: _mapping(v) for k, v in _mapping(raw.get("attachments")).items()},
            count=count if isinstance(count, int) else None,
            id=str(raw.get("id", "")),
        )

    def _outputs(self, raw: Mapping[str, Any], number: int) -> tuple[Mapping[str, Any], ...]:
        outputs = raw.get("outputs") or ()
        if not isinstance(outputs, list | tuple):
            self._note("odd-cell", f"the outputs of cell {number} are no list")
            return ()
        known = tuple(_output(one) for one in outputs if isinstance(one, dict))
        if len(known) < len(outputs):
            self._note("odd-cell", f"an output of cell {number} is no JSON object and left out")
        return known

    def _check_ids(self, cells: list[Cell]) -> None:
        seen: set[str] = set()
        for cell in cells:
            if cell.id and cell.id in seen:
                self._note("duplicate-cell-id", f"two cells have the id {cell.id[:64]!r}")
            seen.add(cell.id)

    def _note(self, code: str, message: str) -> None:
        self._problems[code, message] = None


def _cells_of(raw: Mapping[str, Any]) -> list[Any] | None:
    """The cells, in format 2 and 3 those of every worksheet."""
    if isinstance(raw.get("cells"), list):
        return list(raw["cells"])
    sheets = raw.get("worksheets")
    if not isinstance(sheets, list):
        return None
    lists = [_mapping(sheet).get("cells") for sheet in sheets]
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def _source(raw: Mapping[str, Any]) -> str:
    source = joined(raw.get("source", raw.get("input", "")))
    if raw.get("cell_type") != "heading":
        return source
    level = raw.get("level")
    return "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1) + f" {source}"


def _cell_metadata(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = _mapping(raw.get("metadata"))
    kept = ("language", "collapsed")
    return {**{key: raw[key] for key in kept if key in raw}, **metadata}


def _output(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """An output as format 4 writes it; its pieces of text joined."""
    kind = str(raw.get("output_type", ""))
    kind = _OUTPUT_TYPES.get(kind, kind)
    if kind == "stream":
        name = raw.get("name", raw.get("stream"))
        return {"output_type": kind, "name": name, "text": joined(raw.get("text"))}
    if kind == "error":
        return {**raw, "output_type": kind}
    data = dict(_mapping(raw.get("data")))
    data.update({_OLD_MEDIA_TYPES[key]: raw[key] for key in _OLD_MEDIA_TYPES if key in raw})
    return {"output_type": kind, "data": data, "metadata": _mapping(raw.get("metadata"))}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
