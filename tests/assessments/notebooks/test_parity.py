"""Scores equal those of nbgrader's own autograde, except where a difference is listed here.

Graded are the course of nbgrader's documentation, with and without AUTOTEST, and ten notebooks
of our own in which every kind of cell occurs.

Listed differences, each with a test in test_score.py or test_grade.py: results of a test
cell that are negative, no number, nan, infinite or above the points earn nothing (nbgrader:
all points, or a crash); deleted cells are put back untouched, so an unanswered question is
0 and not "needs a person"; a copied cell and a foreign grade_id do not end the grading (both
make nbgrader give up on the submission); a tag cannot skip a test cell. Where a cell has hidden
tests, what it defines for later cells comes from its visible part alone.
"""

from collections.abc import Mapping
from pathlib import Path

from assessments.notebooks import grade, release_assignment
from tests.assessments.notebooks.nbgrader_course import (
    AUTOTESTS,
    PLACES,
    Scores,
    Sources,
    Submitted,
    guide_notebooks,
    nbgrader_scores,
)
from tests.assessments.notebooks.parity_notebooks import KINDS, submissions
from tests.assessments.notebooks.samples import edited


def our_scores(assignments: Mapping[str, tuple[Sources, Submitted]]) -> Scores:
    scores: Scores = {}
    for assignment, (sources, submitted) in assignments.items():
        for name, source in sources.items():
            key = release_assignment(source, autotests=AUTOTESTS).key
            for person, notebooks in submitted.items():
                if name in notebooks:
                    report = grade(key, notebooks[name])
                    score = round(report.score, PLACES)
                    scores[assignment, name, person] = (score, report.needs_manual_grade)
    return scores


def of_the_guide(assignment: str) -> tuple[Sources, Submitted]:
    """Its notebooks as their author solved them, as they are given out, and with one fault."""
    sources = guide_notebooks(assignment)
    blank = {
        name: release_assignment(made, autotests=AUTOTESTS).notebook
        for name, made in sources.items()
    }
    faulty = edited(sources["problem1"], squares="def squares(n):\n    return [1, 4][:n]")
    return sources, {"solved": sources, "untouched": blank, "faulty": {"problem1": faulty}}


def test_scores_equal_those_of_nbgrader(tmp_path: Path) -> None:
    assignments: dict[str, tuple[Sources, Submitted]] = {
        "kinds": (KINDS, submissions()),
        "ps1": of_the_guide("ps1"),
        "ps1_autotest": of_the_guide("ps1_autotest"),
    }

    ours = our_scores(assignments)

    assert len(ours) == 45
    assert len({score for score, _ in ours.values()}) > 10
    assert ours == nbgrader_scores(tmp_path, assignments)
