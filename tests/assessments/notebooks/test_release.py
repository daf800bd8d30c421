from decimal import Decimal

import pytest

from assessments.notebooks import (
    BadNotebook,
    NotReleasable,
    ReleasedAssignment,
    grade,
    release_assignment,
)
from assessments.notebooks.cells import checksum, grading
from tests.assessments.notebooks.samples import ASSIGNMENT, cell, graded, notebook, parsed


def test_solutions_hidden_tests_and_mark_schemes_are_cleared(released: ReleasedAssignment) -> None:
    text = released.notebook.decode()

    assert "return x * x" not in text
    assert "three squared" not in text
    assert "One point each" not in text
    assert "NotImplementedError" in text


def test_the_key_holds_the_hidden_tests_but_no_solution(released: ReleasedAssignment) -> None:
    assert b"three squared" in released.key
    assert b"return x * x" not in released.key


def test_points_are_summed_over_every_kind_of_graded_cell(released: ReleasedAssignment) -> None:
    assert released.max_score == Decimal("12.5")
    assert [one.grade_id for one in released.cells] == [
        "square-tests",
        "partial",
        "essay",
        "own-code",
        "task",
    ]


def test_checksums_are_those_of_nbgrader(released: ReleasedAssignment) -> None:
    with_sum = [one for one in parsed(released.notebook)["cells"] if "checksum" in grading(one)]

    assert len(with_sum) == 7
    assert all(checksum(one) == grading(one)["checksum"] for one in with_sum)


def test_autotest_lines_become_tests() -> None:
    template = (
        "python3:\n"
        "    setup: ''\n"
        "    hash: 'str({{snippet}})'\n"
        "    dispatch: 'type({{snippet}})'\n"
        "    normalize: 'str({{snippet}})'\n"
        '    check: \'assert {{snippet}} == "{{value}}", """{{message}}"""\'\n'
        "    success: \"print('fine')\"\n"
        "    templates:\n"
        "        default:\n"
        "            - test: 'type({{snippet}}).__name__'\n"
        "              fail: 'a wrong type'\n"
        "        int:\n"
        "            - test: 'str({{snippet}})'\n"
        "              fail: 'a wrong number'\n"
    )
    source = notebook(
        cell("### BEGIN SOLUTION\nn = 7\n### END SOLUTION", grade_id="n", solution=True),
        graded("n-tests", 1, "### AUTOTEST n"),
    )
    made = release_assignment(source, autotests=template)

    assert b"a wrong number" in made.notebook
    assert grade(made.key, source).score == 1
    assert grade(made.key, made.notebook).score == 0


@pytest.mark.parametrize(
    ("source", "error", "reason"),
    [
        (b"hello", BadNotebook, "not valid JSON"),
        (b"{}", BadNotebook, "nbformat"),
        (b'{"nbformat": 5}', BadNotebook, "newer"),
        (notebook(cell("1")), NotReleasable, "no cell that carries points"),
        (
            notebook(graded("twice", 1, "1"), graded("twice", 1, "1")),
            NotReleasable,
            "Duplicate grade id|metadata may be corrupted",
        ),
        (notebook(cell("### BEGIN SOLUTION\n1")), NotReleasable, "end solution"),
        (notebook(cell("1"), graded("이름", 1, "1")), NotReleasable, "cell 2: the grade_id '이름'"),
    ],
)
def test_a_notebook_that_cannot_be_released_says_why(
    source: bytes, error: type[Exception], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        release_assignment(source)


def test_an_authors_notebook_is_prepared_on_the_way(released: ReleasedAssignment) -> None:
    assert grade(ASSIGNMENT, ASSIGNMENT).score == grade(released.key, ASSIGNMENT).score == 7
