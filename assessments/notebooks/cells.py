"""Notebooks as JSON and nbgrader's cell metadata (schema version 3) as values."""

import hashlib
import json
from decimal import Decimal
from enum import StrEnum
from typing import Any

Json = dict[str, Any]

MAX_NOTEBOOK_BYTES = 20_000_000
MAX_CELLS = 2_000


class BadNotebook(Exception):
    """The bytes are not a notebook that can be graded; the text says why."""


class Kind(StrEnum):
    """What a cell is to the grader."""

    TESTS = "tests"
    MANUAL = "manual"
    SOLUTION = "solution"
    TASK = "task"
    READ_ONLY = "read-only"
    PLAIN = "plain"


def read_notebook(data: bytes) -> Json:
    """Return the notebook as format 4 JSON whose cells all have source, type and metadata.

    Raises BadNotebook for anything else, with the reason.
    """
    if len(data) > MAX_NOTEBOOK_BYTES:
        raise BadNotebook(f"the notebook is larger than {MAX_NOTEBOOK_BYTES} bytes")
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise BadNotebook("the file is not a notebook: it is not valid JSON") from problem
    if not isinstance(notebook, dict) or not isinstance(notebook.get("nbformat"), int):
        raise BadNotebook("the file is not a notebook: nbformat is missing")
    if notebook["nbformat"] > 4:
        raise BadNotebook(f"notebook format {notebook['nbformat']} is newer than format 4")
    if notebook["nbformat"] < 4:
        raise BadNotebook(
            f"notebook format {notebook['nbformat']} is older than format 4; "
            "a lab changes it when the notebook is opened and saved"
        )
    return _with_regular_cells(notebook)


def _with_regular_cells(notebook: Json) -> Json:
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise BadNotebook("the notebook has no cells")
    if len(cells) > MAX_CELLS:
        raise BadNotebook(f"the notebook has more than {MAX_CELLS} cells")
    metadata = notebook.get("metadata")
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": metadata if isinstance(metadata, dict) else {},
        "cells": [_regular_cell(cell, number) for number, cell in enumerate(cells, start=1)],
    }


def _regular_cell(cell: object, number: int) -> Json:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        raise BadNotebook(f"cell {number} of the notebook is broken")
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise BadNotebook(f"cell {number} of the notebook has no text")
    metadata = cell.get("metadata")
    regular = {
        "id": f"cell-{number}",
        "cell_type": cell["cell_type"],
        "metadata": metadata if isinstance(metadata, dict) else {},
        "source": source,
    }
    return with_type(regular, cell["cell_type"])


def with_type(cell: Json, cell_type: str) -> Json:
    """Return the cell as that type, without outputs."""
    kept = {k: v for k, v in cell.items() if k not in ("outputs", "execution_count")}
    kept["cell_type"] = cell_type
    if cell_type == "code":
        kept |= {"outputs": [], "execution_count": None}
    return kept


def grading(cell: Json) -> Json:
    """Return the cell's nbgrader metadata, empty when it has none."""
    found = cell["metadata"].get("nbgrader")
    return found if isinstance(found, dict) else {}


def kind_of(cell: Json) -> Kind:
    """Return what the cell is to the grader."""
    meta = grading(cell)
    if meta.get("task"):
        return Kind.TASK
    if meta.get("grade"):
        return Kind.MANUAL if meta.get("solution") else Kind.TESTS
    if meta.get("solution"):
        return Kind.SOLUTION
    return Kind.READ_ONLY if meta.get("locked") else Kind.PLAIN


def grade_id_of(cell: Json) -> str | None:
    """Return the cell's permanent name, if it has one."""
    name = grading(cell).get("grade_id")
    return name if isinstance(name, str) and name else None


def points_of(cell: Json) -> Decimal:
    """Return the points the cell is worth, 0 when it is not graded."""
    if kind_of(cell) not in (Kind.TESTS, Kind.MANUAL, Kind.TASK):
        return Decimal(0)
    return Decimal(str(grading(cell).get("points", 0)))


def is_graded(cell: Json) -> bool:
    """Say whether the cell carries points that are given by tests or by a person."""
    return kind_of(cell) in (Kind.TESTS, Kind.MANUAL, Kind.TASK)


def is_locked(cell: Json) -> bool:
    """Say whether the cell's text is the author's and nobody else's."""
    kind = kind_of(cell)
    if kind is Kind.TASK:
        return bool(grading(cell).get("locked"))
    return kind in (Kind.TESTS, Kind.READ_ONLY)


def checksum(cell: Json) -> str:
    """Return nbgrader's checksum of the cell (nbgrader.utils.compute_checksum)."""
    meta = grading(cell)
    parts = [
        cell["source"],
        cell["cell_type"],
        str(bool(meta.get("grade"))),
        str(bool(meta.get("solution"))),
        str(is_locked(cell)),
        str(meta["grade_id"]),
    ]
    if meta.get("grade"):
        parts.append(str(float(meta["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def write_notebook(notebook: Json) -> bytes:
    """Return the notebook as bytes."""
    return json.dumps(notebook, indent=1).encode() + b"\n"
