"""Notebooks for the tests, made by hand in the format the LMS releases."""

import json
from typing import Any


def cell(source: str, **nbgrader: Any) -> dict[str, Any]:
    """Return one code cell, with nbgrader's metadata when given."""
    about = {"schema_version": 3, "task": False, **nbgrader} if nbgrader else None
    return {
        "cell_type": "code",
        "id": nbgrader.get("grade_id", "plain"),
        "execution_count": None,
        "metadata": {"nbgrader": about} if about else {},
        "outputs": [],
        "source": source,
    }


def notebook(*cells: dict[str, Any]) -> bytes:
    """Return a notebook of these cells."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book).encode()


def assignment(answer: str) -> bytes:
    """Return an assignment with this answer and a test of it."""
    solution = cell(answer, grade=False, solution=True, locked=False, grade_id="double")
    test = cell(
        "assert double(4) == 8", grade=True, solution=False, locked=True, grade_id="test", points=3
    )
    return notebook(solution, test)


PLAIN = notebook(cell("1 + 1"))
NEWER = notebook(cell("2 + 2"))
ASSIGNMENT = assignment("def double(x):\n    raise NotImplementedError")
SOLVED = assignment("def double(x):\n    return 2 * x")
