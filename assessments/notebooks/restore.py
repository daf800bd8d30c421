"""A submitted notebook made whole again: the author's cells where and as they belong."""

from dataclasses import dataclass

from assessments.notebooks.cells import (
    BadNotebook,
    Json,
    Kind,
    grade_id_of,
    is_locked,
    kind_of,
    with_type,
)


@dataclass(frozen=True)
class Restored:
    """The notebook to run, and what had been done to the author's cells."""

    notebook: Json
    flags: tuple[str, ...]


def restore(key: Json, submitted: Json) -> Restored:
    """Put the author's changed, copied and deleted cells back (nbgrader's OverwriteCells).

    Raises BadNotebook when not one cell of the assignment is in the submitted notebook.
    """
    wanted = {name: cell for cell in key["cells"] if (name := grade_id_of(cell))}
    if not any(grade_id_of(cell) in wanted for cell in submitted["cells"]):
        raise BadNotebook("this notebook does not belong to the assignment")
    flags: list[str] = []
    cells = _without_copies(submitted["cells"], wanted, flags)
    cells = [_overwritten(cell, wanted, flags) for cell in cells]
    for position, name in enumerate(wanted):
        _put_back(cells, list(wanted), position, wanted[name], flags)
    metadata = dict(submitted["metadata"])
    if "kernelspec" in key["metadata"]:
        metadata["kernelspec"] = key["metadata"]["kernelspec"]
    return Restored(submitted | {"metadata": metadata, "cells": cells}, tuple(flags))


def _without_copies(cells: list[Json], wanted: dict[str, Json], flags: list[str]) -> list[Json]:
    """Keep the last cell of each name, as nbgrader's DeduplicateIds does; copies lose it."""
    seen: set[str] = set()
    kept = []
    for cell in reversed(cells):
        name = grade_id_of(cell)
        if name in seen or (name is not None and name not in wanted):
            flags.append(f"copied:{name}" if name in seen else f"unknown:{name}")
            kept.append(_plain(cell))
            continue
        if name is not None:
            seen.add(name)
        kept.append(cell)
    return kept[::-1]


def _plain(cell: Json) -> Json:
    metadata = {k: v for k, v in cell["metadata"].items() if k != "nbgrader"}
    return cell | {"metadata": metadata}


def _overwritten(cell: Json, wanted: dict[str, Json], flags: list[str]) -> Json:
    name = grade_id_of(cell)
    if name is None:
        return _plain(cell)
    author = wanted[name]
    if is_locked(author):
        if cell["source"] != author["source"] and "HIDDEN TESTS" not in author["source"]:
            flags.append(f"changed:{name}")
        return author
    cell = with_type(cell, author["cell_type"])
    return cell | {"metadata": author["metadata"]}


def _put_back(
    cells: list[Json], order: list[str], position: int, author: Json, flags: list[str]
) -> None:
    """Insert a deleted cell behind the author's cell that comes before it."""
    name = order[position]
    if kind_of(author) is Kind.SOLUTION or any(grade_id_of(cell) == name for cell in cells):
        return
    flags.append(f"deleted:{name}")
    before = set(order[:position])
    places = [place for place, cell in enumerate(cells) if grade_id_of(cell) in before]
    cells.insert(places[-1] + 1 if places else 0, author)
