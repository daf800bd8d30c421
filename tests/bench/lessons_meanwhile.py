"""Lesson pages while a batch of submissions is graded, against the same pages without."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from lms.db import transaction
from lms.notebooks.archives import pack
from lms.notebooks.models import Submission, SubmissionState
from lms.operations.processes import process
from lms.settings import Settings
from tests.bench.grading import ASSIGNMENT, BATCH
from tests.bench.lesson_page import fill
from tests.bench.rounds import Ratio, Series, alternate, ratio
from tests.bench.school import School, Work
from tests.bench.served import CannotMeasure, Server, demand_wrk, free_port, serving

ROUNDS = 5
PATIENCE = 300.0


def measure(folder: Path) -> tuple[list[Series], list[Ratio]]:
    """Requests a second of one lesson page; the web server, the worker and wrk share the cores."""
    demand_wrk()
    name = ASSIGNMENT.name
    files = {path.name: path.read_bytes() for path in ASSIGNMENT.glob("*.csv")}
    work = Work(name, (ASSIGNMENT / f"{name}.ipynb").read_bytes(), files)
    queue = f"sqlite:///{folder / 'queue.sqlite'}"
    school = School.open(folder / "school", work, BATCH, queue)
    run_id, body, cookie = fill(school.app)
    page = f"/runs/{run_id}/lessons/{body.lesson_key}"
    environment = {**school.environment, "BAEUM_WEB_PORT": str(free_port())}
    settings = Settings.from_env(environment)
    with serving(settings, "lms.wsgi:app", environment) as server, _worker(school):
        lessons = _Lessons(server, page, cookie, _Batches(school))
        lessons.batches.grade_one()
        found = alternate(
            {"nothing else": lessons.alone, "a batch is graded": lessons.meanwhile},
            unit="lesson pages/s",
            rounds=ROUNDS,
        )
    alone, meanwhile = found.values()
    return [alone, meanwhile], [ratio("while a batch is graded / without", meanwhile, alone)]


class _Batches:
    """The reference solution handed in by everybody."""

    def __init__(self, school: School) -> None:
        self._school, self._n_batches = school, 0
        work = school.work
        self._archive = pack({f"{work.name}.ipynb": work.source, **work.files})

    def hand_in(self, size: int = BATCH) -> None:
        """Let a batch wait for its results."""
        self._n_batches += 1
        for user_id in self._school.people[:size]:
            self._school.hand_in(user_id, self._archive, f"batch-{self._n_batches}")

    def grade_one(self) -> None:
        """Have the libraries loaded before anything is measured."""
        self.hand_in(1)
        self.wait_for(0)

    def n_waiting(self) -> int:
        """How many have no result yet."""
        with self._school.app.app_context(), transaction() as session:
            query = select(func.count()).where(Submission.state != SubmissionState.GRADED)
            return session.scalar(query) or 0

    def wait_for(self, n_waiting: int) -> None:
        """Wait until no more than these wait; raises CannotMeasure when nothing moves."""
        until = time.monotonic() + PATIENCE
        while self.n_waiting() > n_waiting:
            if time.monotonic() > until:
                raise CannotMeasure("a batch was not graded")
            time.sleep(0.2)


@dataclass(frozen=True)
class _Lessons:
    """One page, asked for again and again."""

    server: Server
    page: str
    cookie: dict[str, str]
    batches: _Batches

    def alone(self) -> float:
        """Pages a second with nothing to grade."""
        return self.server.load(self.page, self.cookie).requests_per_second

    def meanwhile(self) -> float:
        """Pages a second while the worker is busy from the first to the last of them."""
        self.batches.hand_in()
        self.batches.wait_for(BATCH - 1)
        rate = self.server.load(self.page, self.cookie).requests_per_second
        if self.batches.n_waiting() == 0:
            raise CannotMeasure("the batch was graded before the pages were counted")
        self.batches.wait_for(0)
        return rate


@contextmanager
def _worker(school: School) -> Iterator[None]:
    """The worker as `lms up` starts it."""
    command = process("worker", Settings.from_env(school.environment)).command
    started = subprocess.Popen(
        command,
        env={**os.environ, **school.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        started.terminate()
        started.wait()
