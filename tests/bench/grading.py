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
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import select

import courses
from assessments.notebooks import ReleasedAssignment, release_assignment, warm_up
from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.app import create_app
from lms.clock import system_clock
from lms.db import Base, transaction
from lms.enrollments import services as enrollments
from lms.enrollments.models import CourseRun
from lms.notebooks import queries, services
from lms.notebooks.archives import pack
from lms.notebooks.models import Submission, SubmissionState
from lms.notebooks.publishing import PreparedAssignment, publish_assignments
from lms.queue import Queue
from lms.settings import Settings
from lms.storage import blobs
from tests.bench.rounds import Ratio, Series, alternate, ratio
from tests.lms.people import make_world

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
    school = School.open(folder / "baeum", name, source, files)
    warm_up()
    school.grade_batch(1)
    found = alternate(
        {
            "ours, a batch": lambda: school.grade_batch(BATCH) / BATCH,
            "ours, one alone until its result": partial(school.grade_batch, 1),
            f"nbgrader autograde, {BATCH} in one command": lambda: (
                theirs(folder / "nbgrader", name) / BATCH
            ),
        },
        unit="s a submission",
        rounds=ROUNDS,
    )
    refuse_different_scores(folder / "nbgrader", school.scores())
    batch, _alone, other = found.values()
    return list(found.values()), [ratio("nbgrader / ours, submissions a minute", other, batch)]


@dataclass
class School:
    """An LMS with a database and blobs of its own, the assignment published, people enrolled."""

    app: Flask
    run_id: int
    name: str
    people: list[int]
    archive: bytes
    n_batches: int = field(default=0)

    @classmethod
    def open(cls, folder: Path, name: str, source: bytes, files: Mapping[str, bytes]) -> "School":
        """Set it up; the reference solution is what everybody will hand in."""
        folder.mkdir()
        environment = {
            "BAEUM_MODE": "test",
            "BAEUM_DATA_DIR": str(folder),
            "BAEUM_QUEUE_URL": "memory://",
        }
        app = create_app(Settings.from_env(environment))
        Base.metadata.create_all(app.extensions["engine"])
        released = release_assignment(source, files=files)
        with app.app_context(), transaction() as session:
            world = make_world(session)
            at = system_clock()
            publish_assignments(
                session, blobs(), world.course, [_prepared(name, source, files, released)], at=at
            )
            people = []
            for number in range(BATCH):
                address = f"trainee{number}@test.example"
                person = accounts.create_user(
                    session, email=address, name="교육생", password=None, at=at
                )
                enrollments.enroll(session, person, world.cohort, at=at)
                people.append(person.id)
            run_id = world.run.id
            world.run.ends_on = at.date().replace(year=at.year + 1)
        archive = pack({f"{name}.ipynb": source, **files})
        return cls(app, run_id, name, people, archive)

    def grade_batch(self, size: int) -> float:
        """Seconds from the first hand-in to the last stored result."""
        self.n_batches += 1
        began = time.perf_counter()
        with self.app.app_context():
            for user_id in self.people[:size]:
                self._hand_in(user_id)
        queue: Queue = self.app.extensions["queue"]
        workers = [threading.Thread(target=queue.run_waiting) for _ in range(WORKER_THREADS)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return time.perf_counter() - began

    def scores(self) -> set[Decimal]:
        """Every score that was stored; raises DifferentScores if something was not graded."""
        with self.app.app_context(), transaction() as session:
            found = session.execute(select(Submission.state, Submission.score)).all()
        if {state for state, _ in found} != {SubmissionState.GRADED}:
            raise DifferentScores("not everything was graded")
        return {score for _, score in found if score is not None}

    def _hand_in(self, user_id: int) -> None:
        with transaction() as session:
            user = session.get_one(User, user_id)
            run = session.get_one(CourseRun, self.run_id)
            found = queries.assignment_in(session, run, self.name)
            window = replace(found.window, max_attempts=10_000)
            services.submit(
                session,
                blobs(),
                replace(found, window=window),
                user,
                services.check_upload(self.archive, self.name, None),
                key=f"batch-{self.n_batches}",
                at=system_clock(),
            )


def _prepared(
    name: str, source: bytes, files: Mapping[str, bytes], released: ReleasedAssignment
) -> PreparedAssignment:
    told = courses.AssignmentSource(
        name=name, title={"ko": name}, notebook=Path(f"{name}.ipynb"), summary={}, minutes=0
    )
    return PreparedAssignment(told, source, "a" * 64, dict(files), released)


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
