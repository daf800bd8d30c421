"""One run of a notebook's cells in a confined process, and what came out of it."""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from assessments.notebooks.canaries import Canary
from assessments.notebooks.cells import (
    Json,
    Kind,
    grading,
    is_graded,
    is_locked,
    kind_of,
    points_of,
    write_notebook,
)
from assessments.notebooks.confinement import Limits
from assessments.notebooks.environments import Environment
from assessments.notebooks.libraries import libraries_for
from assessments.notebooks.outputs import clean_outputs
from assessments.notebooks.release import KEY_MARK, visible
from assessments.notebooks.report import (
    HELD,
    CellResult,
    author_message,
    first_error,
    manual_result,
    score_of_tests,
)
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


@dataclass
class Run:
    """The cells of one notebook and what came out of them."""

    cells: list[Json]
    shown: dict[int, list[Json]] = field(default_factory=dict)
    probed: dict[int, list[Json]] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    doubtful: set[int] = field(default_factory=set)

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
        if score and place in self.doubtful:
            return CellResult(name, None, points, True, HELD, outputs=tuple(shown))
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
    cells: list[Json],
    files: Mapping[str, bytes],
    limits: Limits,
    level: Level | None,
    environment: Environment | None = None,
) -> Run:
    """Run the code cells confined; a run that was lost is done again.

    Raises SandboxUnavailable when it is lost every time.
    """
    for _ in range(MOST_RUNS):
        with suppress(Interrupted):
            return _run_once(cells, files, limits, level, environment)
    raise SandboxUnavailable("every run was interrupted")


def _run_once(
    cells: list[Json],
    files: Mapping[str, bytes],
    limits: Limits,
    level: Level | None,
    environment: Environment | None,
) -> Run:
    """Hidden tests go in only when all shown output is out."""
    run = Run(cells)
    hidden = [place for place in range(len(cells)) if run.has_hidden(place)][:MAX_PROBES]
    text = "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")
    libraries = libraries_for(text, environment)
    with Child(
        "run", limits, level, libraries=libraries, environment=environment, probes=len(hidden)
    ) as child:
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
        for place, cell in enumerate(self.run.cells):
            if not is_run(cell):
                continue
            request = self._request(visible_source(cell), is_locked(cell))
            canary = None
            if place in self.probes:
                request["probe"] = self.child.probe_fd(self.probes[place])
            elif kind_of(cell) is Kind.TESTS:
                canary = _with_canary(request)
            self.child.send(request, seconds=self._seconds)
            # the first answer also waits for the interpreter and IPython to load
            extra = 0 if self.run.shown else 30
            answer = self._answer(request["nonce"], self._seconds + extra, main=True)
            self.run.shown[place] = clean_outputs(answer.get("outputs"))
            self._listen(place, canary, answer)
            if answer.get("probed") is True and place in self.probes:
                self.forked.add(place)

    def run_probes(self) -> None:
        """Run the hidden tests on the states kept of their moments, one after another."""
        for place in sorted(self.forked):
            request = self._request(self.run.cells[place]["source"], True)
            canary = _with_canary(request)
            try:
                self.child.send_probe(self.probes[place], request, seconds=self._seconds)
                answer = self._answer(request["nonce"], self._seconds)
                self.run.probed[place] = clean_outputs(answer.get("outputs"))
                self._listen(place, canary, answer)
            except Stopped as stopped:
                self.run.stopped.append(str(stopped))

    @property
    def _seconds(self) -> float:
        return self.child.limits.cell_seconds + GRACE_SECONDS

    def _listen(self, place: int, canary: Canary | None, answer: Mapping[str, Any]) -> None:
        """Doubt a cell beside which a false statement did not fail."""
        if canary and not canary.has_failed(clean_outputs(answer.get("canary"))):
            self.run.doubtful.add(place)

    def _request(self, source: str, trusted: bool) -> dict[str, Any]:
        return {"nonce": secrets.token_hex(16), "source": source, "trusted": trusted}

    def _answer(self, nonce: str, seconds: float, *, main: bool = False) -> Mapping[str, Any]:
        while True:
            message = self.child.receive(seconds=seconds)
            if message.get("nonce") == nonce:
                return message
            if main and "ended" in message:
                raise Stopped("the notebook's process ended")


def _with_canary(request: dict[str, Any]) -> Canary:
    """Let a false statement follow the request's cell."""
    canary = Canary.new()
    request["canary"] = canary.source
    return canary


def is_run(cell: Json) -> bool:
    """Say whether the cell is run; only cells that are not the author's may ask not to be."""
    tags = cell["metadata"].get("tags")
    skipped = isinstance(tags, list) and "skip-execution" in tags and not is_graded(cell)
    return bool(cell["cell_type"] == "code" and cell["source"].strip() and not skipped)


def visible_source(cell: Json) -> str:
    """Return the text that may enter the trainee's process."""
    return visible(cell["source"]) if is_locked(cell) else str(cell["source"])
