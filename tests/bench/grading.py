"""Grading a batch: our worker from the hand-in to the stored result, against nbgrader's command.

Ours pays for everything: the submission's row and blob, the sandbox, the grade, the feedback
page. nbgrader's `autograde` alone is timed, in one command for the whole batch.
"""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path

from sqlalchemy import select

from assessments.notebooks import warm_up
from lms.db import transaction
from lms.notebooks.archives import pack
from lms.notebooks.models import Submission, SubmissionState
from lms.queue import Queue
from tests.bench.rounds import Ratio, Series, alternate, ratio
from tests.bench.school import School, Work

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = ROOT / "content" / "ai-foundations" / "assignments" / "bike-cleaning"
"""Imports numpy and pandas, as most assignments of these courses do."""

BATCH = 30
ROUNDS = 3
WORKER_THREADS = 2


class DifferentScores(Exception):
    """The two graders disagree, so their times compare nothing."""


def measure(folder: Path) -> tuple[list[Series], list[Ratio]]:
    """Seconds a submission, ours and nbgrader's, for a batch; and of one that comes alone."""
    name = ASSIGNMENT.name
    source = (ASSIGNMENT / f"{name}.ipynb").read_bytes()
    files = {path.name: path.read_bytes() for path in ASSIGNMENT.glob("*.csv")}
    prepare_nbgrader(folder / "nbgrader", name, source, files)
    batches = Batches(School.open(folder / "baeum", Work(name, source, files), BATCH))
    warm_up()
    batches.grade(1)
    found = alternate(
        {
            "ours, a batch": lambda: batches.grade(BATCH) / BATCH,
            "ours, one alone until its result": partial(batches.grade, 1),
            f"nbgrader autograde, {BATCH} in one command": lambda: (
                theirs(folder / "nbgrader", name) / BATCH
            ),
        },
        unit="s a submission",
        rounds=ROUNDS,
    )
    refuse_different_scores(folder / "nbgrader", batches.scores())
    batch, _alone, other = found.values()
    return list(found.values()), [ratio("nbgrader / ours, submissions a minute", other, batch)]


class Batches:
    """The reference solution handed in by many, and graded by this process's own workers."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._n_batches = 0
        work = school.work
        self._archive = pack({f"{work.name}.ipynb": work.source, **work.files})

    def grade(self, size: int) -> float:
        """Seconds from the first hand-in to the last stored result."""
        self._n_batches += 1
        began = time.perf_counter()
        for user_id in self._school.people[:size]:
            self._school.hand_in(user_id, self._archive, f"batch-{self._n_batches}")
        queue: Queue = self._school.app.extensions["queue"]
        workers = [threading.Thread(target=queue.run_waiting) for _ in range(WORKER_THREADS)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return time.perf_counter() - began

    def scores(self) -> set[Decimal]:
        """Every score that was stored; raises DifferentScores if something was not graded."""
        with self._school.app.app_context(), transaction() as session:
            found = session.execute(select(Submission.state, Submission.score)).all()
        if {state for state, _ in found} != {SubmissionState.GRADED}:
            raise DifferentScores("not everything was graded")
        return {score for _, score in found if score is not None}


def theirs(folder: Path, name: str) -> float:
    """Seconds of one `nbgrader autograde` for all."""
    began = time.perf_counter()
    run_nbgrader(folder, "autograde", name, "--force")
    return time.perf_counter() - began


def prepare_nbgrader(folder: Path, name: str, source: bytes, files: Mapping[str, bytes]) -> None:
    """Lay out nbgrader's course folder with the reference solution handed in by everyone."""
    places = [folder / "source" / name]
    places += [folder / "submitted" / f"s{number}" / name for number in range(BATCH)]
    for place in places:
        place.mkdir(parents=True)
        for filename, data in {f"{name}.ipynb": source, **files}.items():
            (place / filename).write_bytes(data)
    run_nbgrader(folder, "generate_assignment", name)


def run_nbgrader(folder: Path, *arguments: str) -> None:
    """Run an nbgrader command; raises CalledProcessError with its words when it fails."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "nbgrader", *arguments]
    subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, timeout=900, check=True
    )


def refuse_different_scores(folder: Path, ours: set[Decimal]) -> None:
    """Raise DifferentScores unless nbgrader gave every submission our score."""
    with sqlite3.connect(folder / "gradebook.db") as connection:
        rows = connection.execute(
            "select sum(coalesce(g.auto_score, 0)) from grade g"
            " join submitted_notebook n on g.notebook_id = n.id group by n.assignment_id"
        ).fetchall()
    scores = {Decimal(str(row[0])) for row in rows}
    if scores != ours:
        raise DifferentScores(f"ours {sorted(ours)}, nbgrader {sorted(scores)}")
