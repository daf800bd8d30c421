"""A submitted notebook → a grade report: restored, run confined, scored by the parent."""

from collections.abc import Mapping
from dataclasses import replace

from assessments.notebooks.cells import (
    BadNotebook,
    Json,
    grade_id_of,
    is_graded,
    points_of,
    read_notebook,
)
from assessments.notebooks.confinement import Limits
from assessments.notebooks.environments import Environment
from assessments.notebooks.release import key_notebook
from assessments.notebooks.report import CellResult, GradeReport, failed_report, is_held, report_of
from assessments.notebooks.restore import restore
from assessments.notebooks.runs import execute
from assessments.notebooks.sandbox import Level


def grade(
    source: bytes,
    submitted: bytes,
    files: Mapping[str, bytes] | None = None,
    *,
    timeout_s: float = 30,
    limits: Limits | None = None,
    level: Level | None = None,
    environment: Environment | None = None,
) -> GradeReport:
    """Grade a submitted notebook and return the report.

    `source` is the key of a released assignment, or the author's notebook, which is then
    prepared first. `files` are laid beside the notebook. `timeout_s` is the time each cell
    may take, in seconds, and `environment` the one it runs in, else our own. A broken or hostile submission gives a report with `error` or
    with cells that earned nothing; SandboxUnavailable, BadNotebook and NotReleasable are
    raised only for the machine and the author's notebook.
    """
    key = key_notebook(source, level)
    try:
        restored = restore(key, read_notebook(submitted))
    except BadNotebook as problem:
        names = [(grade_id_of(c) or "", points_of(c)) for c in key["cells"] if is_graded(c)]
        return failed_report(names, str(problem))
    allowed = replace(limits or Limits(), cell_seconds=timeout_s)
    run = execute(restored.notebook["cells"], files or {}, allowed, level, environment)
    cells = [run.result_of(place) for place in range(len(run.cells)) if is_graded(run.cells[place])]
    held = (f"held:{cell.grade_id}" for cell in cells if is_held(cell))
    flags = (*restored.flags, *(f"stopped:{reason}" for reason in run.stopped), *held)
    return report_of(_in_order(cells, key), executed=run.notebook(restored.notebook), flags=flags)


def _in_order(results: list[CellResult], key: Json) -> list[CellResult]:
    order = [grade_id_of(cell) for cell in key["cells"]]
    return sorted(results, key=lambda result: order.index(result.grade_id))
