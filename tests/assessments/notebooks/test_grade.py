import json
from decimal import Decimal

import pytest

from assessments.notebooks import ReleasedAssignment, grade
from tests.assessments.notebooks.samples import (
    ASSIGNMENT,
    cell,
    edited,
    graded,
    notebook,
    parsed,
    solution,
    with_first_cell,
    without,
)

RIGHT = "def square(x):\n    return x * x"
ONLY_TWO = "def square(x):\n    return 4"


def test_the_solution_earns_everything_that_tests_can_give(released: ReleasedAssignment) -> None:
    report = grade(released.key, ASSIGNMENT)

    assert (report.score, report.max_score) == (Decimal(7), Decimal("12.5"))
    assert report.needs_manual_grade
    assert report.flags == ()


def test_the_released_notebook_earns_nothing_and_needs_nobody(
    released: ReleasedAssignment,
) -> None:
    report = grade(released.key, without(released.notebook, "task"))

    assert report.score == 0
    assert [one.grade_id for one in report.cells if one.score is None] == ["task"]


def test_partial_credit_and_the_authors_message(released: ReleasedAssignment) -> None:
    report = grade(released.key, edited(released.notebook, square=ONLY_TWO))
    by_name = {one.grade_id: one for one in report.cells}

    assert by_name["partial"].score == 1
    assert by_name["square-tests"].score == 0
    assert by_name["square-tests"].error == "three squared is nine"
    assert by_name["square-tests"].hidden


def test_changed_deleted_and_copied_cells_are_put_back(released: ReleasedAssignment) -> None:
    book = parsed(without(edited(ASSIGNMENT, square_tests="pass"), "partial", "setup", "essay"))
    book["cells"].append(book["cells"][1] | {"id": "copy"})
    report = grade(released.key, json.dumps(book).encode())

    assert report.score == 7
    assert set(report.flags) >= {"deleted:partial", "deleted:setup", "copied:square-tests"}
    assert {one.grade_id: one.score for one in report.cells}["essay"] == 0


def test_metadata_cannot_turn_tests_into_something_else(released: ReleasedAssignment) -> None:
    book = parsed(edited(released.notebook, square_tests="3", partial="4"))
    for one in book["cells"]:
        meta = one["metadata"].get("nbgrader", {})
        if meta.get("grade") and not meta.get("solution"):
            meta |= {"solution": True, "locked": False, "points": 400}
            one["metadata"]["tags"] = ["skip-execution"]
            one["cell_type"] = "raw"
    report = grade(released.key, json.dumps(book).encode())

    assert (report.score, report.max_score) == (0, Decimal("12.5"))


def test_an_unknown_cell_name_does_not_end_the_grading(released: ReleasedAssignment) -> None:
    book = parsed(ASSIGNMENT)
    book["cells"].append({"id": "x", **solution("from-elsewhere", "1")})

    assert grade(released.key, json.dumps(book).encode()).score == 7


@pytest.mark.parametrize(
    ("submitted", "reason"),
    [
        (b"", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"{}", "nbformat"),
        (b'{"nbformat": 9, "cells": []}', "newer"),
        (b'{"nbformat": 3, "worksheets": [{"cells": []}]}', "opened and saved"),
        (b'{"nbformat": 4, "cells": [1]}', "cell 1"),
        (b'{"nbformat": 4, "cells": {}}', "no cells"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}', "no text"),
        (notebook(cell("1")), "does not belong"),
        (b" " * 20_000_001, "larger"),
    ],
)
def test_a_broken_submission_is_an_entry_with_an_error(
    released: ReleasedAssignment, submitted: bytes, reason: str
) -> None:
    report = grade(released.key, submitted)

    assert reason in (report.error or "")
    assert (report.score, report.max_score) == (0, Decimal("12.5"))
    assert json.loads(json.dumps(report.as_json()))["cells"][0]["score"] == 0


def test_data_files_lie_beside_the_notebook() -> None:
    source = notebook(
        solution("n", "### BEGIN SOLUTION\nn = len(open('data/a.csv').read())\n### END SOLUTION"),
        graded("t", 1, "assert n == 3"),
    )

    assert grade(source, source, {"data/a.csv": b"1,2"}).score == 1


@pytest.mark.parametrize("name", ["../a.csv", "/etc/passwd", "a/../../b", ""])
def test_a_file_name_that_climbs_out_is_refused(released: ReleasedAssignment, name: str) -> None:
    with pytest.raises(ValueError, match="unsafe file name"):
        grade(released.key, ASSIGNMENT, {name: b""})


def test_magics_plots_and_rich_results_come_out_as_outputs(released: ReleasedAssignment) -> None:
    extra = (
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\n"
        "!echo shell\nimport pandas as pd\npd.DataFrame({'a': [1]})"
    )
    book = parsed(grade(released.key, with_first_cell(ASSIGNMENT, extra)).executed or b"")
    outputs = book["cells"][0]["outputs"]
    kinds = [one["output_type"] for one in outputs]

    assert kinds == ["stream", "execute_result", "display_data"]
    assert "text/html" in outputs[1]["data"]
    assert outputs[2]["data"]["image/png"].startswith("iVBOR")


def test_the_executed_notebook_shows_no_hidden_test(released: ReleasedAssignment) -> None:
    executed = grade(released.key, edited(released.notebook, square=ONLY_TWO)).executed or b""

    assert b"assert square(2) == 4" in executed
    assert b"HIDDEN" not in executed
    assert b"three squared" not in executed
    assert b"One point each" not in executed


def test_a_slow_cell_is_stopped_and_the_rest_still_counts(released: ReleasedAssignment) -> None:
    slow = with_first_cell(ASSIGNMENT, "while True:\n    pass")

    assert grade(released.key, slow, timeout_s=1).score == 7


def test_a_dead_process_keeps_what_was_earned_before_it(released: ReleasedAssignment) -> None:
    book = parsed(ASSIGNMENT)
    book["cells"].insert(3, {"id": "k", **cell("import os\nos.kill(os.getpid(), 9)")})
    report = grade(released.key, json.dumps(book).encode())
    by_name = {one.grade_id: one for one in report.cells}

    assert by_name["square-tests"].score == 3
    assert by_name["partial"].score == 0
    assert "stopped:the notebook's process ended" in report.flags
