"""Many submissions wait; worker and interpreters are killed at random; nothing is lost."""

import os
import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path

import click
import psutil
from sqlalchemy import func, select

from lms.db import transaction
from lms.grades.models import Grade
from lms.notebooks.archives import pack
from lms.notebooks.models import Submission, SubmissionState
from lms.operations.processes import process
from lms.settings import Settings
from tests.assessments.notebooks.samples import SQUARE, SQUARE_TESTS, edited, graded, notebook
from tests.bench.school import School, Work
from tests.strength.report import Fact, Failed

ATTEMPTS = 10
KILLS = 10
PATIENCE = 600.0

CUBE = graded("cube-tests", 2, "assert square(2) * 2 == 8\nassert square(10) == 100")
SOURCE = notebook(SQUARE, SQUARE_TESTS, CUBE)
ANSWERS = {
    "return x * x": Decimal(5),
    "return 4": Decimal(0),
    "return x * x if x != 3 else 0": Decimal(2),
}
"""What is handed in, and what it must come to."""


def measure(folder: Path, seed: int, n_people: int) -> list[Fact]:
    """Each hands in ten times; grade all that among kills, and compare; raises Failed."""
    queue = f"sqlite:///{folder / 'queue.sqlite'}"
    school = School.open(folder / "school", Work("square", SOURCE, {}), n_people, queue)
    expected = _hand_in(school)
    began = time.monotonic()
    chance = random.Random(seed)
    with _Worker(school).running() as worker:
        killed = _kill_at_random(school, worker, chance)
        _wait_until_left(school, 0)
    seconds = time.monotonic() - began
    _compare(school, expected)
    return [
        Fact("submissions", len(expected), ""),
        Fact("kills of the worker", killed["worker"], ""),
        Fact("kills of an interpreter with its jobs", killed["interpreter"], ""),
        Fact("lost, wrong or counted twice", 0, ""),
        Fact("from the first to the last result", seconds, "s"),
        Fact("graded", len(expected) / seconds * 60, "a minute, kills included"),
    ]


def _hand_in(school: School) -> dict[int, Decimal]:
    """Everybody hands in several times; the points that each submission must earn, by id."""
    archives = [
        (pack({"square.ipynb": edited(SOURCE, square=f"def square(x):\n    {body}")}), points)
        for body, points in ANSWERS.items()
    ]
    expected = {}
    for attempt in range(ATTEMPTS):
        for number, user_id in enumerate(school.people):
            archive, points = archives[(attempt + number) % len(archives)]
            expected[school.hand_in(user_id, archive, f"{attempt}")] = points
    return expected


class _Worker:
    """The worker as `lms up` starts it, started again when it dies."""

    def __init__(self, school: School) -> None:
        self._environment = {**os.environ, **school.environment}
        self._command = process("worker", Settings.from_env(school.environment)).command
        self._started: subprocess.Popen[bytes] | None = None

    @contextmanager
    def running(self) -> Iterator["_Worker"]:
        """A worker for as long as needed."""
        self.start()
        try:
            yield self
        finally:
            if self._started:
                self._started.terminate()
                self._started.wait()

    def start(self) -> None:
        """Start a new one."""
        self._started = subprocess.Popen(self._command, env=self._environment)

    def kill(self, chance: random.Random) -> str:
        """Kill the worker or an interpreter that it forks jobs from; says which it was."""
        started = self._started
        if started is None:
            raise Failed("no worker runs")
        interpreters = _interpreters(psutil.Process(started.pid))
        if interpreters and chance.random() < 0.5:
            chance.choice(interpreters).kill()
            return "interpreter"
        started.kill()
        started.wait()
        self.start()
        return "worker"


def _interpreters(worker: psutil.Process) -> list[psutil.Process]:
    """What holds the libraries, and what confines it; the jobs forked from it are not these."""
    found = []
    for one in worker.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            parent = one.parent()
            if "forks" in one.cmdline() and parent and parent.name() in ("bwrap", worker.name()):
                found.append(one)
    return found


def _kill_at_random(school: School, worker: _Worker, chance: random.Random) -> Counter[str]:
    """Kill whenever as many are left as chance says; how often what was killed."""
    killed: Counter[str] = Counter()
    total = len(school.people) * ATTEMPTS
    for left in sorted(chance.sample(range(1, total), KILLS), reverse=True):
        _wait_until_left(school, left)
        killed[worker.kill(chance)] += 1
        click.echo(f"  {killed.total()} kills, {left} left")
    return killed


def _n_left(school: School) -> int:
    with school.app.app_context(), transaction() as session:
        query = select(func.count()).where(Submission.state != SubmissionState.GRADED)
        return session.scalar(query) or 0


def _wait_until_left(school: School, left: int) -> None:
    """Wait until no more than these are left; raises Failed when nothing moves any more."""
    until = time.monotonic() + PATIENCE
    while (now := _n_left(school)) > left:
        if time.monotonic() > until:
            raise Failed(f"{now} submissions were never graded")
        time.sleep(0.2)


def _compare(school: School, expected: dict[int, Decimal]) -> None:
    """Every submission has its points, and everybody one grade: that of their best attempt."""
    best: dict[int, Decimal] = {}
    with school.app.app_context(), transaction() as session:
        found = {one.id: one for one in session.scalars(select(Submission))}
        wrong = {
            number: (found[number].score, found[number].report)
            for number, points in expected.items()
            if found[number].score != points
        }
        for one in found.values():
            best[one.user_id] = max(best.get(one.user_id, Decimal(0)), one.score or Decimal(0))
        counted = [(one.user_id, one.earned) for one in session.scalars(select(Grade))]
    if wrong or len(found) != len(expected):
        raise Failed(f"{len(found)} of {len(expected)} are there, other points: {wrong}")
    if sorted(counted) != sorted(best.items()):
        raise Failed("grades are not those of the best attempts")
