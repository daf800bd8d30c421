"""What was changed in a notebook, cell by cell and line by line."""

import json
import time

import pytest

from assessments.notebooks import BadNotebook, Change, difference_in, differences
from tests.assessments.notebooks.samples import cell, graded, manual, notebook, solution

TEXT = cell("# 제곱", "markdown")
SQUARE = solution("square", "def square(x):\n    raise NotImplementedError()")
TESTS = graded("tests", 3, "assert square(2) == 4")
ESSAY = manual("essay", 2, "답을 쓰세요.")
RELEASED = notebook(TEXT, SQUARE, TESTS, ESSAY)


def said(found: list, *, with_same: bool = False) -> list[tuple[str | None, str]]:  # type: ignore[type-arg]
    return [(one.name, one.change.value) for one in found if with_same or one.change != "same"]


def test_a_changed_cell_shows_its_lines() -> None:
    answered = solution("square", "def square(x):\n    return x * x")

    (found,) = [
        one
        for one in differences(RELEASED, notebook(TEXT, answered, TESTS, ESSAY))
        if one.change is not Change.SAME
    ]

    assert [(line.sign.value, line.text) for line in found.lines] == [
        (" ", "def square(x):"),
        ("-", "    raise NotImplementedError()"),
        ("+", "    return x * x"),
    ]
    assert (found.name, found.is_protected) == ("square", False)


def test_cells_of_the_same_name_belong_together_wherever_they_stand() -> None:
    found = differences(RELEASED, notebook(ESSAY, TESTS, SQUARE, TEXT))

    assert said(found) == []
    assert [one.name for one in found] == ["essay", "tests", "square", None]


def test_added_and_removed_cells_stand_in_their_places() -> None:
    found = differences(RELEASED, notebook(TEXT, cell("x = 1"), SQUARE, ESSAY))

    assert said(found, with_same=True) == [
        (None, "same"),
        (None, "added"),
        ("square", "same"),
        ("tests", "removed"),
        ("essay", "same"),
    ]
    assert [one.is_protected for one in found if one.name == "tests"] == [True]


def test_a_second_cell_of_a_name_is_an_added_one() -> None:
    found = differences(RELEASED, notebook(TEXT, SQUARE, SQUARE, TESTS, ESSAY))

    assert said(found) == [("square", "added")]


def test_lines_far_from_a_change_are_left_out() -> None:
    long = "\n".join(f"x{n} = {n}" for n in range(30))
    before = notebook(solution("long", long))
    after = notebook(solution("long", long.replace("x15 = 15", "x15 = 0")))

    (found,) = differences(before, after)

    signs = "".join(line.sign.value for line in found.lines)
    assert signs == "…   -+   …"


def test_outputs_do_not_count() -> None:
    run = json.loads(RELEASED)
    run["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]

    assert said(differences(RELEASED, json.dumps(run).encode())) == []


def test_a_cell_that_became_text_is_changed() -> None:
    turned = cell(SQUARE["source"], "markdown", grade_id="square", solution=True)

    assert said(differences(RELEASED, notebook(TEXT, turned, TESTS, ESSAY))) == [("square", "changed")]  # fmt: skip


def test_what_is_no_notebook_is_refused() -> None:
    with pytest.raises(BadNotebook):
        differences(RELEASED, b"{}")
    assert difference_in(RELEASED, b"[]", "square") is None
    assert difference_in(RELEASED, RELEASED, "no-such-name") is None


def test_lines_made_to_be_hard_to_compare_cost_no_more_than_three_times_ordinary_ones() -> None:
    def seconds(lines: list[str]) -> float:
        hard = notebook(solution("square", "\n".join(lines)))
        began = time.process_time()
        differences(notebook(solution("square", "\n".join(["x"] * 150 + ["y"] * 49))), hard)
        return time.process_time() - began

    seconds(["x"])
    assert seconds(["x", "y"] * 100_000) <= 3 * seconds([f"z{n}" for n in range(200_000)])
