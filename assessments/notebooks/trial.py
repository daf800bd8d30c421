"""Any notebook run confined, to see which of its cells fail; nothing is graded."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessments.notebooks.cells import Json, read_notebook
from assessments.notebooks.confinement import Limits
from assessments.notebooks.environments import Environment
from assessments.notebooks.report import first_error
from assessments.notebooks.runs import Run, execute, is_run
from assessments.notebooks.sandbox import Level

MAY_FAIL = "raises-exception"


@dataclass(frozen=True)
class FailedCell:
    """A cell that raised, by its number from 1 among all cells, with the error's last line."""

    number: int
    source: str
    error: str


def failing_cells(
    notebook: bytes,
    files: Mapping[str, bytes] | None = None,
    *,
    timeout_s: float = 60,
    limits: Limits | None = None,
    level: Level | None = None,
    environment: Environment | None = None,
) -> list[FailedCell]:
    """Run every code cell in order and return those that failed.

    `files` are laid beside the notebook, and `environment` is the one it runs in, else our own.
    Cells tagged `raises-exception` may fail, cells
    tagged `skip-execution` are not run. When the run is stopped, the cell that was to come
    next is the failing one. Raises BadNotebook and SandboxUnavailable.
    """
    cells = read_notebook(notebook)["cells"]
    allowed = replace(limits or Limits(), cell_seconds=timeout_s)
    run = execute(cells, files or {}, allowed, level, environment)
    failed = [(place, first_error(run.shown[place])) for place in sorted(run.shown)]
    found = [
        FailedCell(place + 1, cells[place]["source"], error)
        for place, error in failed
        if error and MAY_FAIL not in _tags(cells[place])
    ]
    return [*found, *_stopped_at(run, cells)]


def _stopped_at(run: Run, cells: list[Json]) -> list[FailedCell]:
    missing = [place for place, cell in enumerate(cells) if is_run(cell) and place not in run.shown]
    if not run.stopped or not missing:
        return []
    place = missing[0]
    return [FailedCell(place + 1, cells[place]["source"], run.stopped[0])]


def _tags(cell: Json) -> list[str]:
    tags = cell["metadata"].get("tags")
    return [str(tag) for tag in tags] if isinstance(tags, list) else []
