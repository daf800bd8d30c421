"""A submitted notebook → a grade report: restored, run confined, scored by the parent."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from assessments.notebooks.cells import (
    BadNotebook,
    Json,
    Kind,
    grade_id_of,
    grading,
    is_graded,
    is_locked,
    kind_of,
    points_of,
    read_notebook,
    write_notebook,
)
from assessments.notebooks.confinement import Limits
from assessments.notebooks.libraries import libraries_for
from assessments.notebooks.release import KEY_MARK, key_notebook, visible
from assessments.notebooks.report import (
    CellResult,
    GradeReport,
    author_message,
    failed_report,
    first_error,
    manual_result,
    report_of,
    score_of_tests,
)
from assessments.notebooks.restore import restore
from assessments.notebooks.sandbox import (
    GRACE_SECONDS,
    Child,
    Interrupted,
    Level,
    SandboxUnavailable,
    Stopped,
    child_limits,
    encoded,
)

MAX_PROBES = 150
MOST_RUNS = 3


def grade(
    source: bytes,
    submitted: bytes,
    files: Mapping[str, bytes] | None = None,
    *,
    timeout_s: float = 30,
    limits: Limits | None = None,
    level: Level | None = None,
) -> GradeReport:
    """Grade a submitted notebook and return the report.

    `source` is the key of a released assignment, or the author's notebook, which is then
    prepared first. `files` are laid beside the notebook. `timeout_s` is the time each cell
    may take, in seconds. A broken or hostile submission gives a report with `error` or
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
    run = execute(restored.notebook["cells"], files or {}, allowed, level)
    cells = [run.result_of(place) for place in range(len(run.cells)) if is_graded(run.cells[place])]
    flags = (*restored.flags, *(f"stopped:{reason}" for reason in run.stopped))
    return report_of(_in_order(cells, key), executed=run.notebook(restored.notebook), flags=flags)


def _in_order(results: list[CellResult], key: Json) -> list[CellResult]:
    order = [grade_id_of(cell) for cell in key["cells"]]
    return sorted(results, key=lambda result: order.index(result.grade_id))


@dataclass
class Run:
    """The cells of one notebook and what came out of them."""

    cells: list[Json]
    shown: dict[int, list[Json]] = field(default_factory=dict)
    probed: dict[int, list[Json]] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)

    def has_hidden(self, place: int) -> bool:
        """Say whether the cell holds tests that trainees never see."""
        cell = self.cells[place]
        return kind_of(cell) is Kind.TESTS and visible(cell["source"]) != cell["source"]

    def result_of(self, place: int) -> CellResult:
        """Return what a graded cell earned."""
        cell = self.cells[place]
        if kind_of(cell) is not Kind.TESTS:
            return manual_result(cell)
        outcome = self.probed if self.has_hidden(place) else self.shown
        name, points = grading(cell)["grade_id"], points_of(cell)
        shown = self.shown.get(place, [])
        if place not in outcome:
            return CellResult(name, points * 0, points, False, self._reason(shown))
        score = score_of_tests(outcome[place], points)
        error, hidden = first_error(shown), False
        if error is None and score < points and self.has_hidden(place):
            error, hidden = author_message(outcome[place], cell["source"]), True
        return CellResult(name, score, points, False, error, hidden, tuple(shown))

    def _reason(self, shown: list[Json]) -> str:
        return first_error(shown) or (self.stopped[0] if self.stopped else "not run")

    def notebook(self, notebook: Json) -> bytes:
        """Return the notebook with its outputs and without anything hidden."""
        metadata = {k: v for k, v in notebook["metadata"].items() if k != KEY_MARK}
        cells = [self._shown_cell(place) for place in range(len(self.cells))]
        return write_notebook(notebook | {"metadata": metadata, "cells": cells})

    def _shown_cell(self, place: int) -> Json:
        cell = dict(self.cells[place])
        if is_locked(cell):
            cell["source"] = visible(cell["source"])
        if kind_of(cell) is Kind.TASK:
            cell["source"] = visible(cell["source"], "BEGIN MARK SCHEME", "END MARK SCHEME")
        if cell["cell_type"] == "code":
            cell["outputs"] = self.shown.get(place, [])
        return cell


def execute(
    cells: list[Json], files: Mapping[str, bytes], limits: Limits, level: Level | None
) -> Run:
    """Run the code cells confined; a run that was lost is done again.

    Raises SandboxUnavailable when it is lost every time.
    """
    for _ in range(MOST_RUNS):
        with suppress(Interrupted):
            return _run_once(cells, files, limits, level)
    raise SandboxUnavailable("every run was interrupted")


def _run_once(
    cells: list[Json], files: Mapping[str, bytes], limits: Limits, level: Level | None
) -> Run:
    """Hidden tests go in only when all shown output is out."""
    run = Run(cells)
    hidden = [place for place in range(len(cells)) if run.has_hidden(place)][:MAX_PROBES]
    text = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")
    libraries = libraries_for(text)
    with Child("run", limits, level, libraries=libraries, probes=len(hidden)) as child:
        talk = Talk(child, run, {place: number for number, place in enumerate(hidden)})
        try:
            talk.greet(files)
            talk.run_cells()
        except Stopped as stopped:
            run.stopped.append(str(stopped))
        talk.run_probes()
    return run


@dataclass
class Talk:
    """The parent's side of the conversation with a worker."""

    child: Child
    run: Run
    probes: dict[int, int]
    forked: set[int] = field(default_factory=set)

    def greet(self, files: Mapping[str, bytes]) -> None:
        """Send the files and the limits."""
        child = self.child
        limits = child_limits(child.limits, child.level)
        hello = {"result_fd": child.result_fd, "files": encoded(files), "limits": limits}
        child.send(hello, seconds=60)

    def run_cells(self) -> None:
        """Run what trainees may see, cell by cell."""
        seconds = self.child.limits.cell_seconds + GRACE_SECONDS
        for place, cell in enumerate(self.run.cells):
            if not is_run(cell):
                continue
            request: dict[str, Any] = self._request(visible_source(cell), is_locked(cell))
            if place in self.probes:
                request["probe"] = self.child.probe_fd(self.probes[place])
            self.child.send(request, seconds=seconds)
            # the first answer also waits for the interpreter and IPython to load
            extra = 0 if self.run.shown else 30
            answer = self._answer(request["nonce"], seconds + extra, main=True)
            self.run.shown[place] = clean_outputs(answer.get("outputs"))
            if answer.get("probed") is True and place in self.probes:
                self.forked.add(place)

    def run_probes(self) -> None:
        """Run the hidden tests on the states kept of their moments, one after another."""
        seconds = self.child.limits.cell_seconds + GRACE_SECONDS
        for place in sorted(self.forked):
            request = self._request(self.run.cells[place]["source"], True)
            try:
                self.child.send_probe(self.probes[place], request, seconds=seconds)
                answer = self._answer(request["nonce"], seconds)
                self.run.probed[place] = clean_outputs(answer.get("outputs"))
            except Stopped as stopped:
                self.run.stopped.append(str(stopped))

    def _request(self, source: str, trusted: bool) -> dict[str, Any]:
        return {"nonce": secrets.token_hex(16), "source": source, "trusted": trusted}

    def _answer(self, nonce: str, seconds: float, *, main: bool = False) -> Mapping[str, Any]:
        while True:
            message = self.child.receive(seconds=seconds)
            if message.get("nonce") == nonce:
                return message
            if main and "ended" in message:
                raise Stopped("the notebook's process ended")


def is_run(cell: Json) -> bool:
    """Say whether the cell is run; only cells that are not the author's may ask not to be."""
    tags = cell["metadata"].get("tags")
    skipped = isinstance(tags, list) and "skip-execution" in tags and not is_graded(cell)
    return bool(cell["cell_type"] == "code" and cell["source"].strip() and not skipped)


def visible_source(cell: Json) -> str:
    """Return the text that may enter the trainee's process."""
    return visible(cell["source"]) if is_locked(cell) else str(cell["source"])


def clean_outputs(outputs: object) -> list[Json]:
    """Return the outputs that have a notebook's shape; everything else is dropped."""
    if not isinstance(outputs, list):
        return []
    return [output for output in outputs if _is_output(output)]


def _is_output(output: object) -> bool:
    if not isinstance(output, dict):
        return False
    match output.get("output_type"):
        case "stream":
            return output.get("name") in ("stdout", "stderr") and _is_text(output.get("text"))
        case "error":
            lines = output.get("traceback")
            texts = [output.get("ename"), output.get("evalue")]
            return isinstance(lines, list) and all(map(_is_text, [*texts, *lines]))
        case "execute_result" | "display_data":
            return _is_bundle(output.get("data")) and isinstance(output.get("metadata"), dict)
    return False


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_bundle(data: object) -> bool:
    return isinstance(data, dict) and all(
        isinstance(value, str) or mime.endswith("json") for mime, value in data.items()
    )
