"""A notebook before it is handed in: what would cost points."""

import json

import pytest

from assessments.notebooks import BadNotebook, Finding, release_assignment, validate
from tests.assessments.notebooks.samples import ASSIGNMENT, Json, graded, notebook


def released(**changes: str) -> bytes:
    """The trainees' version with the text of some cells replaced, by name."""
    made = json.loads(release_assignment(ASSIGNMENT).notebook)
    for cell in made["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "").replace("-", "_")
        cell["source"] = changes.get(name, cell["source"])
    return json.dumps(made).encode()


def findings(data: bytes) -> dict[str, Finding]:
    return {one.grade_id: one.finding for one in validate(data)}


def test_an_untouched_notebook_fails_its_tests_and_is_unanswered() -> None:
    found = findings(released())

    assert found["square-tests"] is Finding.FAILED
    assert found["essay"] is Finding.UNANSWERED
    assert found["own-code"] is Finding.UNANSWERED


def test_a_solved_notebook_has_nothing_to_mend() -> None:
    solved = released(
        square="def square(x):\n    return x * x", essay="Fast.", own_code="print(16)"
    )

    assert validate(solved) == []


def test_partial_credit_and_errors_in_own_cells_are_told() -> None:
    half = released(square="def square(x):\n    return 4", essay="Fast.", own_code="1 / 0")
    found = {one.grade_id: one for one in validate(half)}

    assert found["partial"].finding is Finding.PARTIAL
    assert found["partial"].detail == "1 / 4"
    assert found["own-code"].detail == "ZeroDivisionError: division by zero"


def test_a_changed_test_is_named_and_not_believed() -> None:
    assert findings(released(square_tests="pass"))["square-tests"] is Finding.CHANGED


def test_what_an_ended_process_never_ran_is_told() -> None:
    found = findings(released(square="import os\nos._exit(0)"))

    assert found["square-tests"] is Finding.NOT_RUN


@pytest.mark.parametrize("points", ["many", "nan", -1, None, [1]])
def test_points_that_are_no_number_are_an_error(points: object) -> None:
    cell: Json = graded("tests", 1, "assert True")
    cell["metadata"]["nbgrader"]["points"] = points

    with pytest.raises(BadNotebook, match="cell 1"):
        validate(notebook(cell))
