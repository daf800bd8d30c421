"""The score of an executed notebook, by nbgrader's determine_grade rule made strict."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from assessments.notebooks.cells import Json, Kind, checksum, grading, kind_of, points_of

NUMPY_NUMBER = re.compile(r"np\.\w+\((.*)\)")
GENERIC_FAILURE = "hidden-test"
HELD = "held"
"""The error of a cell that passed beside a false statement that passed as well."""


@dataclass(frozen=True)
class CellResult:
    """What one graded cell earned.

    `score` is None while a person has to decide. `error` may be shown to the trainee: it
    never holds text that a hidden test could have put there, only the author's own
    messages. `hidden` says that only the hidden part of the cell failed. A cell with the
    error HELD waits for a person, though tests gave it points.
    """

    grade_id: str
    score: Decimal | None
    points: Decimal
    manual: bool
    error: str | None = None
    hidden: bool = False
    outputs: tuple[Json, ...] = ()


@dataclass(frozen=True)
class GradeReport:
    """The outcome of grading one submitted notebook.

    `executed` is the notebook with the outputs a trainee may see; hidden tests are not
    in it. With `error` set the submission could not be run and earns nothing.
    """

    score: Decimal
    max_score: Decimal
    needs_manual_grade: bool
    cells: tuple[CellResult, ...]
    executed: bytes | None = None
    flags: tuple[str, ...] = ()
    error: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values; numbers as floats."""
        return {
            "score": float(self.score),
            "max_score": float(self.max_score),
            "needs_manual_grade": self.needs_manual_grade,
            "flags": list(self.flags),
            "cells": [_cell_json(cell) for cell in self.cells],
            "error": self.error,
        }


def _cell_json(cell: CellResult) -> dict[str, Any]:
    return {
        "grade_id": cell.grade_id,
        "score": None if cell.score is None else float(cell.score),
        "points": float(cell.points),
        "manual": cell.manual,
        "error": cell.error,
        "hidden": cell.hidden,
    }


def report_of(
    cells: Sequence[CellResult], *, executed: bytes | None, flags: tuple[str, ...]
) -> GradeReport:
    """Sum the cells up."""
    return GradeReport(
        score=sum((cell.score or Decimal(0) for cell in cells), Decimal(0)),
        max_score=sum((cell.points for cell in cells), Decimal(0)),
        needs_manual_grade=any(cell.manual and cell.score is None for cell in cells),
        cells=tuple(cells),
        executed=executed,
        flags=flags,
    )


def is_held(result: CellResult) -> bool:
    """Say whether tests gave points that a person has to confirm first."""
    return result.score is None and result.error == HELD


def failed_report(cells: Sequence[tuple[str, Decimal]], error: str) -> GradeReport:
    """Return the report of a submission that could not be run: nothing earned."""
    results = [CellResult(name, Decimal(0), points, False) for name, points in cells]
    maximum = sum((points for _, points in cells), Decimal(0))
    return GradeReport(Decimal(0), maximum, False, tuple(results), error=error)


def score_of_tests(outputs: Sequence[Mapping[str, Any]], points: Decimal) -> Decimal:
    """Return the points of a test cell: nbgrader's rule, but only numbers in 0..points count.

    An error or anything on standard error earns 0, the first result is partial credit, no
    result earns all. nbgrader gives all points for a result that is negative or no number.
    """
    for output in outputs:
        kind = output.get("output_type")
        if kind == "error" or (kind == "stream" and output.get("name") == "stderr"):
            return Decimal(0)
        if kind == "execute_result":
            return partial_credit(output, points)
    return points


def partial_credit(output: Mapping[str, Any], points: Decimal) -> Decimal:
    """Return the number a test cell ended with, 0 unless it lies in 0..points."""
    data = output.get("data")
    text = data.get("text/plain") if isinstance(data, dict) else None
    if not isinstance(text, str) or len(text) > 100:
        return Decimal(0)
    wrapped = NUMPY_NUMBER.fullmatch(text.strip())
    try:
        value = Decimal((wrapped.group(1) if wrapped else text).strip())
    except InvalidOperation:
        return Decimal(0)
    if not value.is_finite() or value < 0 or value > points:
        return Decimal(0)
    return value + Decimal(0)


def manual_result(cell: Json) -> CellResult:
    """Return the result of a cell that a person grades; an untouched answer earns 0."""
    meta, points = grading(cell), points_of(cell)
    untouched = kind_of(cell) is Kind.MANUAL and meta.get("checksum") == checksum(cell)
    return CellResult(meta["grade_id"], Decimal(0) if untouched else None, points, True)


def first_error(outputs: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the first error of a cell in one line."""
    for output in outputs:
        if output.get("output_type") == "error":
            return f"{output.get('ename', 'Error')}: {output.get('evalue', '')}".strip(": ")
        if output.get("output_type") == "stream" and output.get("name") == "stderr":
            return "stderr: " + str(output.get("text", ""))[:500]
    return None


def author_message(outputs: Sequence[Mapping[str, Any]], source: str) -> str:
    """Return the message of a failed hidden test if the author wrote it down as it stands.

    The trainee's code runs in the same process as the hidden test and could put the test's
    text into any message, so only messages found word for word in an assert are shown.
    """
    for output in outputs:
        if output.get("output_type") == "error" and output.get("evalue"):
            message = str(output["evalue"])
            return message if message in assert_messages(source) else GENERIC_FAILURE
    return GENERIC_FAILURE


def assert_messages(source: str) -> frozenset[str]:
    """Return the messages that the cell's asserts hold as plain texts."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return frozenset()
    return frozenset(
        node.msg.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
        and isinstance(node.msg, ast.Constant)
        and isinstance(node.msg.value, str)
    )
