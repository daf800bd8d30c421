"""Scores equal those of nbgrader's own autograde, except where a difference is listed here.

Listed differences, each with a test in test_score.py or test_grade.py: results of a test
cell that are negative, no number, nan, infinite or above the points earn nothing (nbgrader:
all points, or a crash); deleted cells are put back untouched, so an unanswered question is
0 and not "needs a person"; a copied cell and a foreign grade_id do not end the grading (both
make nbgrader give up on the submission); a tag cannot skip a test cell. Where a cell has hidden
tests, what it defines for later cells comes from its visible part alone.
"""

import os
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from assessments.notebooks import ReleasedAssignment, grade, release_assignment
from tests.assessments.notebooks.samples import (
    ASSIGNMENT,
    cell,
    edited,
    graded,
    notebook,
    solution,
    with_first_cell,
    without,
)

RIGHT = "def square(x):\n    return x * x"
ONLY_TWO = "def square(x):\n    return 4"

MORE = notebook(
    cell("%matplotlib inline\nimport matplotlib.pyplot as plt\nimport pandas as pd"),
    solution("frame", "### BEGIN SOLUTION\nframe = pd.DataFrame({'a': [1, 2]})\n### END SOLUTION"),
    cell("plt.plot([1, 2])\nframe"),
    graded("printed", 1, "print('looks fine')\nassert len(frame) == 2"),
    graded("stderr", 1, "import sys\nprint('careful', file=sys.stderr)"),
    graded("half", 1, "0.5"),
    graded("silent", 2, "1.5;"),
    graded("state", 1, "helper = 3\nassert frame['a'].sum() == helper"),
    graded("uses-state", 1, "assert helper == 3"),
    graded("awaits", 1, "import asyncio\nawait asyncio.sleep(0)"),
    graded("magic", 1, "%time assert frame['a'].max() == 2"),
    graded("exits", 1, "raise SystemExit(0)"),
    graded("zero", 3, "0"),
)


@pytest.fixture(scope="module")
def submissions(released: ReleasedAssignment) -> dict[str, dict[str, bytes]]:
    start = released.notebook
    return {
        "first": {
            "untouched": start,
            "solved": ASSIGNMENT,
            "one-right": edited(start, square=ONLY_TWO),
            "changed-tests": edited(ASSIGNMENT, square_tests="pass", partial="4"),
            "lost-tests": without(edited(start, square=ONLY_TWO), "square-tests", "partial"),
            "broken-code": edited(start, square="def square(x:"),
            "answered": edited(start, essay="Because.", own_code="print(1)"),
            "early-error": with_first_cell(edited(start, square=RIGHT), "1 / 0"),
        },
        "more": {
            "untouched": release_assignment(MORE).notebook,
            "solved": MORE,
            "one-row": edited(MORE, frame="frame = pd.DataFrame({'a': [1]})"),
        },
    }


def nbgrader_scores(
    folder: Path, name: str, source: bytes, submitted: dict[str, bytes]
) -> dict[str, tuple[Decimal, bool]]:
    (folder / "source" / name).mkdir(parents=True)
    (folder / "source" / name / "work.ipynb").write_bytes(source)
    for student, data in submitted.items():
        (folder / "submitted" / student / name).mkdir(parents=True)
        (folder / "submitted" / student / name / "work.ipynb").write_bytes(data)
    run_nbgrader(folder, "generate_assignment", name)
    run_nbgrader(folder, "autograde", name, "--OverwriteCells.add_missing_cells=True")
    rows = sqlite3.connect(folder / "gradebook.db").execute(
        "select a.student_id, sum(coalesce(g.auto_score, 0)), max(g.needs_manual_grade)"
        " from grade g join submitted_notebook n on g.notebook_id = n.id"
        " join submitted_assignment a on n.assignment_id = a.id group by a.student_id"
    )
    return {student: (Decimal(str(score)), bool(manual)) for student, score, manual in rows}


def run_nbgrader(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("name", ["first", "more"])
def test_scores_equal_those_of_nbgrader(
    name: str, tmp_path: Path, submissions: dict[str, dict[str, bytes]]
) -> None:
    source = {"first": ASSIGNMENT, "more": MORE}[name]
    theirs = nbgrader_scores(tmp_path, name, source, submissions[name])
    reports = {who: grade(source, data) for who, data in submissions[name].items()}
    ours = {who: (one.score, one.needs_manual_grade) for who, one in reports.items()}

    assert ours == theirs
