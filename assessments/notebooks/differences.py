"""What a submission's cells say otherwise than those that were given out; outputs do not count."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from assessments.notebooks.cells import (
    BadNotebook,
    Json,
    Kind,
    grade_id_of,
    kind_of,
    read_notebook,
)

CONTEXT = 3
MOST_LINES = 1_000
LONGEST_LINE = 2_000


class Sign(StrEnum):
    """What became of a line."""

    KEPT = " "
    ADDED = "+"
    REMOVED = "-"
    LEFT_OUT = "…"


class Change(StrEnum):
    """What became of a cell."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    SAME = "same"


@dataclass(frozen=True)
class Line:
    """A line of a cell; one that is left out stands for all the kept ones at its place."""

    sign: Sign
    text: str


@dataclass(frozen=True)
class CellDifference:
    """One cell: its permanent name if it has one, its type, and what became of its lines.

    `is_protected` says that the cell is the author's and is put back before grading.
    """

    name: str | None
    cell_type: str
    change: Change
    is_protected: bool
    lines: tuple[Line, ...]


def differences(released: bytes, submitted: bytes) -> list[CellDifference]:
    """Compare cells of the same name, else the same text: in the order of the submission.

    Removed cells stand after the cell that they followed. Raises BadNotebook. Of each cell
    the first MOST_LINES lines are compared.
    """
    before, after = read_notebook(released)["cells"], read_notebook(submitted)["cells"]
    partner = _partners(before, after)
    kept = set(partner.values())
    found = [
        (partner.get(place), _compared(before[partner[place]] if place in partner else None, cell))
        for place, cell in enumerate(after)
    ]
    for origin, cell in enumerate(before):
        if origin not in kept:
            found.insert(_place_of(origin, found), (origin, _compared(cell, None)))
    return [one for _, one in found]


def difference_in(released: bytes, submitted: bytes, name: str) -> CellDifference | None:
    """What became of the cell with this name; None where a notebook cannot be read."""
    try:
        found = differences(released, submitted)
    except BadNotebook:
        return None
    return next((one for one in found if one.name == name), None)


def _place_of(origin: int, found: Sequence[tuple[int | None, CellDifference]]) -> int:
    """Where a removed cell stands: after the last one that was given out before it."""
    earlier = [n for n, (one, _) in enumerate(found) if one is not None and one < origin]
    return earlier[-1] + 1 if earlier else 0


def _partners(before: Sequence[Json], after: Sequence[Json]) -> dict[int, int]:
    """The released cell of each submitted one: by permanent name, then by equal text."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for key in (grade_id_of, _text_of):
        free: dict[str, deque[int]] = {}
        for origin, cell in enumerate(before):
            if origin not in taken and (known := key(cell)):
                free.setdefault(known, deque()).append(origin)
        for place, cell in enumerate(after):
            if place not in found and free.get(key(cell) or ""):
                found[place] = free[key(cell) or ""].popleft()
        taken = set(found.values())
    return found


def _text_of(cell: Json) -> str:
    return f"{cell['cell_type']}\n{cell['source']}" if grade_id_of(cell) is None else ""


def _compared(old: Json | None, new: Json | None) -> CellDifference:
    shown = new or old or {}
    return CellDifference(
        name=grade_id_of(shown),
        cell_type=str(shown["cell_type"]),
        change=_change(old, new),
        is_protected=old is not None and kind_of(old) in (Kind.TESTS, Kind.TASK, Kind.READ_ONLY),
        lines=tuple(_lines(_split(old), _split(new))),
    )


def _change(old: Json | None, new: Json | None) -> Change:
    if old is None:
        return Change.ADDED
    if new is None:
        return Change.REMOVED
    same = (old["source"], old["cell_type"]) == (new["source"], new["cell_type"])
    return Change.SAME if same else Change.CHANGED


def _split(cell: Json | None) -> list[str]:
    lines = cell["source"].splitlines() if cell else []
    return [line[:LONGEST_LINE] for line in lines[:MOST_LINES]]


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterable[Line]:
    end = 0
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT):
        if group[0][1] > end:
            yield Line(Sign.LEFT_OUT, "")
        for tag, first, last, new_first, new_last in group:
            if tag == "equal":
                yield from (Line(Sign.KEPT, line) for line in old[first:last])
                continue
            yield from (Line(Sign.REMOVED, line) for line in old[first:last])
            yield from (Line(Sign.ADDED, line) for line in new[new_first:new_last])
        end = group[-1][2]
    if 0 < end < len(old):
        yield Line(Sign.LEFT_OUT, "")
