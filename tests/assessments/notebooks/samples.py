"""Small notebooks of every cell kind, and submissions of them."""

import json
from typing import Any

Json = dict[str, Any]

FLAGS = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}


def cell(source: str, cell_type: str = "code", **grading: Any) -> Json:
    metadata: Json = {"nbgrader": {**FLAGS, **grading}} if grading else {}
    made: Json = {"cell_type": cell_type, "metadata": metadata, "source": source}
    return made | ({"outputs": [], "execution_count": None} if cell_type == "code" else {})


def solution(name: str, source: str) -> Json:
    return cell(source, grade_id=name, solution=True)


def graded(name: str, points: float, source: str) -> Json:
    return cell(source, grade_id=name, grade=True, locked=True, points=points)


def manual(name: str, points: float, source: str) -> Json:
    return cell(source, "markdown", grade_id=name, grade=True, solution=True, points=points)


def manual_code(name: str, points: float, source: str) -> Json:
    return cell(source, grade_id=name, grade=True, solution=True, points=points)


def task(name: str, points: float, source: str) -> Json:
    return cell(source, "markdown", grade_id=name, task=True, locked=True, points=points)


def read_only(name: str, source: str) -> Json:
    return cell(source, grade_id=name, locked=True)


def notebook(*cells: Json) -> bytes:
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    numbered = [{"id": f"c{number}", **one} for number, one in enumerate(cells)]
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": numbered}
    ).encode()


SQUARE = solution(
    "square", "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
)
SQUARE_TESTS = graded(
    "square-tests",
    3,
    "assert square(2) == 4\n"
    "### BEGIN HIDDEN TESTS\n"
    "assert square(3) == 9, 'three squared is nine'\n"
    "assert square(-5) == 25\n"
    "### END HIDDEN TESTS",
)
PARTIAL = graded(
    "partial",
    4,
    "right = 0\n"
    "for number in range(4):\n"
    "    right += square(number) == number ** 2\n"
    "### BEGIN HIDDEN TESTS\n"
    "assert right >= 1\n"
    "### END HIDDEN TESTS\n"
    "right",
)
ESSAY = manual("essay", 2, "The square grows fast.")
OWN_PLOT = manual_code("own-code", 1.5, "### BEGIN SOLUTION\nprint(square(4))\n### END SOLUTION")
TASK = task(
    "task", 2, "Try it out.\n=== BEGIN MARK SCHEME ===\nOne point each\n=== END MARK SCHEME ==="
)
SETUP = read_only("setup", "import math\nfactor = 2")

ASSIGNMENT = notebook(SETUP, SQUARE, SQUARE_TESTS, PARTIAL, ESSAY, OWN_PLOT, TASK)


def parsed(data: bytes) -> Json:
    made: Json = json.loads(data)
    return made


def edited(data: bytes, **sources: str) -> bytes:
    """The notebook with the text of named cells replaced; `-` is written `_`."""
    book = parsed(data)
    for one in book["cells"]:
        name = one["metadata"].get("nbgrader", {}).get("grade_id", "").replace("-", "_")
        if name in sources:
            one["source"] = sources[name]
    return json.dumps(book).encode()


def with_first_cell(data: bytes, source: str) -> bytes:
    book = parsed(data)
    book["cells"].insert(0, {"id": "extra", **cell(source)})
    return json.dumps(book).encode()


def without(data: bytes, *names: str) -> bytes:
    book = parsed(data)
    book["cells"] = [
        one
        for one in book["cells"]
        if one["metadata"].get("nbgrader", {}).get("grade_id") not in names
    ]
    return json.dumps(book).encode()
