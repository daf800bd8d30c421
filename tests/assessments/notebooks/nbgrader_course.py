"""A course that nbgrader itself grades: in one process of its own, since it starts in seconds."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import nbgrader

GUIDE = Path(nbgrader.__file__).parent / "docs/source/user_guide"
"""The course of nbgrader's documentation: what `nbgrader quickstart` lays into a new course."""

AUTOTESTS = (GUIDE / "autotests.yml").read_text("utf-8")

_GRADE = """
import sys
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config

config = Config()
config.CourseDirectory.root = "."
config.CourseDirectory.course_id = "parity"
config.OverwriteCells.add_missing_cells = True
config.IncludeHeaderFooter.header = ""
nbgrader = NbGraderAPI(config=config)
for name in sorted(nbgrader.get_source_assignments()):
    done = [nbgrader.generate_assignment(name)]
    done += [nbgrader.autograde(name, who) for who in sorted(nbgrader.get_submitted_students(name))]
    for one in done:
        if not one["success"]:
            sys.exit(f"{name}: {one.get('log', '')[-3000:]}")
"""

PLACES = 9
"""Decimal places of scores that are compared: nbgrader adds them up as floats."""

Sources = Mapping[str, bytes]
"""The author's notebooks by name."""

Submitted = Mapping[str, Mapping[str, bytes]]
"""Notebooks by person and name."""

Scores = dict[tuple[str, str, str], tuple[Decimal, bool]]
"""By assignment, notebook and person: what the tests gave, and whether a person has to mark."""


def nbgrader_scores(folder: Path, assignments: Mapping[str, tuple[Sources, Submitted]]) -> Scores:
    """What nbgrader's own autograde gives for every notebook that was submitted."""
    (folder / "autotests.yml").write_text(AUTOTESTS, "utf-8")
    for assignment, (sources, submitted) in assignments.items():
        _lay(folder / "source" / assignment, sources)
        shutil.copy(GUIDE / "source/ps1/jupyter.png", folder / "source" / assignment)
        for person, notebooks in submitted.items():
            _lay(folder / "submitted" / person / assignment, notebooks)
    _run(folder)
    rows = sqlite3.connect(folder / "gradebook.db").execute(
        "select t.name, b.name, a.student_id, sum(coalesce(g.auto_score, 0)),"
        " max(g.needs_manual_grade) from grade g"
        " join submitted_notebook n on g.notebook_id = n.id"
        " join notebook b on n.notebook_id = b.id"
        " join submitted_assignment a on n.assignment_id = a.id"
        " join assignment t on a.assignment_id = t.id group by t.name, b.name, a.student_id"
    )
    return {
        (assignment, name, person): (round(Decimal(str(score)), PLACES), bool(manual))
        for assignment, name, person, score, manual in rows
        if name in assignments[assignment][1][person]
    }


def _lay(folder: Path, notebooks: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for name, data in notebooks.items():
        (folder / f"{name}.ipynb").write_bytes(data)


def _run(folder: Path) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-c", _GRADE],
        cwd=folder,
        env={**os.environ, "PATH": path, "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def guide_notebooks(assignment: str) -> dict[str, bytes]:
    """The author's notebooks of an assignment in nbgrader's documentation."""
    folder = GUIDE / "source" / assignment
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.ipynb"))}
