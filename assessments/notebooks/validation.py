"""A trainee's notebook before it is handed in: what its visible tests already say."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from assessments.notebooks.cells import (
    BadNotebook,
    Json,
    Kind,
    checksum,
    grade_id_of,
    grading,
    is_graded,
    is_locked,
    kind_of,
    points_of,
    read_notebook,
)
from assessments.notebooks.confinement import Limits
from assessments.notebooks.environments import Environment
from assessments.notebooks.report import first_error, score_of_tests
from assessments.notebooks.runs import Run, execute, is_run
from assessments.notebooks.sandbox import Level


class Finding(StrEnum):
    """What is wrong with a cell."""

    CHANGED = "changed"
    FAILED = "failed"
    PARTIAL = "partial"
    UNANSWERED = "unanswered"
    NOT_RUN = "not-run"


@dataclass(frozen=True)
class FoundCell:
    """A cell that would cost points: its number from 1 among all cells, and why.

    `grade_id` is empty for cells that are not nbgrader's. `detail` is the error's last
    line, the share of the points, or the reason why the run ended.
    """

    number: int
    grade_id: str
    finding: Finding
    detail: str = ""


def validate(
    notebook: bytes,
    files: Mapping[str, bytes] | None = None,
    *,
    timeout_s: float = 30,
    limits: Limits | None = None,
    level: Level | None = None,
    environment: Environment | None = None,
) -> list[FoundCell]:
    """Run the notebook from top to bottom as it is and return what would cost points.

    The author's cells are taken as they stand: one that was changed is named, since
    grading puts the author's text back. Hidden tests are not there to be run, so an
    empty list promises nothing about them. `files` are laid beside the notebook,
    `timeout_s` is the time each cell may take, in seconds, and `environment` the one it runs
    in, else our own. Raises BadNotebook and
    SandboxUnavailable.
    """
    cells = read_notebook(notebook)["cells"]
    _require_points(cells)
    allowed = replace(limits or Limits(), cell_seconds=timeout_s)
    run = execute(cells, files or {}, allowed, level, environment)
    found = [_found(place, cell, run) for place, cell in enumerate(cells)]
    return [one for one in found if one is not None]


def _require_points(cells: list[Json]) -> None:
    """Raise BadNotebook for a graded cell whose points are no number."""
    for number, cell in enumerate(cells, start=1):
        try:
            points = Decimal(str(grading(cell).get("points"))) if is_graded(cell) else Decimal(0)
        except InvalidOperation:
            points = Decimal("nan")
        if not points.is_finite() or points < 0:
            raise BadNotebook(
                f"cell {number} of the notebook is graded, but its points are no number"
            )


def _found(place: int, cell: Json, run: Run) -> FoundCell | None:
    finding, detail = _trouble(place, cell, run)
    return FoundCell(place + 1, grade_id_of(cell) or "", finding, detail) if finding else None


def _trouble(place: int, cell: Json, run: Run) -> tuple[Finding | None, str]:
    if is_locked(cell) and not _is_as_released(cell):
        return Finding.CHANGED, ""
    if kind_of(cell) is Kind.MANUAL and _is_as_released(cell, unknown=False):
        return Finding.UNANSWERED, ""
    if not is_run(cell):
        return None, ""
    if place not in run.shown:
        return Finding.NOT_RUN, run.stopped[0] if run.stopped else ""
    return _trouble_when_run(cell, run.shown[place])


def _trouble_when_run(cell: Json, outputs: list[Json]) -> tuple[Finding | None, str]:
    if error := first_error(outputs):
        return Finding.FAILED, error
    if kind_of(cell) is Kind.TESTS:
        score, points = score_of_tests(outputs, points_of(cell)), points_of(cell)
        if score < points:
            return Finding.PARTIAL, f"{score:f} / {points:f}"
    return None, ""


def _is_as_released(cell: Json, *, unknown: bool = True) -> bool:
    """Say whether the cell still has the checksum it was released with; `unknown` without one."""
    released = grading(cell).get("checksum")
    if not isinstance(released, str) or not grade_id_of(cell):
        return unknown
    return released == checksum(cell)
