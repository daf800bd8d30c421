"""Grading a submission: our confined worker against nbgrader's own command, same notebook."""

import os
import sqlite3
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

from assessments.notebooks import ReleasedAssignment, grade, release_assignment
from tests.bench.rounds import Ratio, Series, alternate, ratio

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENT = ROOT / "content" / "ai-foundations" / "assignments" / "python-grades"
BATCH = 5
ROUNDS = 4


class DifferentScores(Exception):
    """The two graders disagree, so their times compare nothing."""


def measure(folder: Path) -> tuple[list[Series], list[Ratio]]:
    """Seconds a submission, ours and nbgrader's, on arrival and in a batch."""
    name = ASSIGNMENT.name
    source = (ASSIGNMENT / f"{name}.ipynb").read_bytes()
    files = {path.name: path.read_bytes() for path in ASSIGNMENT.glob("*.csv")}
    prepare_nbgrader(folder, name, source, files)
    released = release_assignment(source, files=files)
    found = alternate(
        {
            "ours": lambda: ours(released, source, files),
            "nbgrader, one on arrival": lambda: theirs(folder, name, one="s0") / 1,
            f"nbgrader, {BATCH} in one command": lambda: theirs(folder, name) / BATCH,
        },
        unit="s a submission",
        rounds=ROUNDS,
    )
    refuse_different_scores(folder, grade(released.key, source, files).score)
    mine, alone, batch = found.values()
    ratios = [
        ratio("nbgrader on arrival / ours", alone, mine),
        ratio("nbgrader in a batch / ours", batch, mine),
    ]
    return list(found.values()), ratios


def ours(released: ReleasedAssignment, source: bytes, files: dict[str, bytes]) -> float:
    """Seconds a submission when five come one after another, the sandbox made anew for each."""
    began = time.perf_counter()
    for _ in range(BATCH):
        grade(released.key, source, files)
    return (time.perf_counter() - began) / BATCH


def theirs(folder: Path, name: str, *, one: str = "") -> float:
    """Seconds of one `nbgrader autograde`, for one student or for all."""
    only = [f"--student={one}"] if one else []
    began = time.perf_counter()
    run_nbgrader(folder, "autograde", name, "--force", *only)
    return time.perf_counter() - began


def prepare_nbgrader(folder: Path, name: str, source: bytes, files: dict[str, bytes]) -> None:
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
        command, cwd=folder, env=environment, capture_output=True, timeout=300, check=True
    )


def refuse_different_scores(folder: Path, score: Decimal) -> None:
    """Raise DifferentScores unless nbgrader gave every submission our score."""
    with sqlite3.connect(folder / "gradebook.db") as connection:
        rows = connection.execute(
            "select sum(coalesce(g.auto_score, 0)) from grade g"
            " join submitted_notebook n on g.notebook_id = n.id group by n.assignment_id"
        ).fetchall()
    scores = {Decimal(str(row[0])) for row in rows}
    if scores != {score}:
        raise DifferentScores(f"ours {score}, nbgrader {sorted(scores)}")
