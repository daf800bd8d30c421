"""A short program as a notebook of one answer cell and its tests, graded like any other."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.notebooks.cells import Json, checksum, write_notebook
from assessments.notebooks.release import KEY_MARK
from assessments.notebooks.report import HELD, GradeReport, first_error

ANSWER = "answer"
TEST = "test-"


@dataclass(frozen=True, slots=True)
class AuthorTest:
    """The statements of a test and what it is worth."""

    code: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class ResultOfTest:
    """What one test gave; `earned` is None where only a person can say."""

    earned: Decimal | None
    error: str


@dataclass(frozen=True, slots=True)
class CodeReport:
    """The outcome of each test in order, and the error of the answer itself, if it raised one."""

    tests: tuple[ResultOfTest, ...]
    own_error: str
    is_held: bool


def run_code(
    grade: Callable[..., GradeReport], answer: str, tests: Sequence[AuthorTest], *, seconds: float
) -> CodeReport:
    """Run the tests on an answer by `grade`, the grader of notebooks.

    Every test is a hidden one, so none of them enters the process in which the answer runs
    before its output is out, and each runs on a state of its own. Raises SandboxUnavailable.
    """
    key = _notebook("", tests)
    key["metadata"][KEY_MARK] = True
    sent = write_notebook(_notebook(answer, tests))
    report = grade(write_notebook(key), sent, {}, timeout_s=seconds)
    found = {cell.grade_id: cell for cell in report.cells}
    cells = [found[f"{TEST}{number}"] for number in range(len(tests))]
    return CodeReport(
        tuple(ResultOfTest(each.score, each.error or report.error or "") for each in cells),
        _own_error(report),
        any(each.score is None or each.error == HELD for each in cells),
    )


def _notebook(answer: str, tests: Sequence[AuthorTest]) -> Json:
    cells = [_cell(ANSWER, answer, solution=True)]
    for number, each in enumerate(tests):
        source = f"### BEGIN HIDDEN TESTS\n{each.code}\n### END HIDDEN TESTS"
        cells.append(_cell(f"{TEST}{number}", source, grade=True, locked=True, points=each.points))
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def _cell(name: str, source: str, *, points: Decimal | None = None, **flags: bool) -> Json:
    marks: Json = {"grade_id": name, "schema_version": 3, "grade": False, "locked": False}
    marks |= {"solution": False, "task": False, **flags}
    if points is not None:
        marks["points"] = str(points)
    cell: Json = {
        "id": name,
        "cell_type": "code",
        "metadata": {"nbgrader": marks},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
    marks["checksum"] = checksum(cell)
    return cell


def _own_error(report: GradeReport) -> str:
    """The answer ran before any test was there, so its error can hold nothing of one."""
    if report.executed is None:
        return report.error or ""
    for cell in json.loads(report.executed)["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == ANSWER:
            return first_error(cell.get("outputs", [])) or ""
    return ""
