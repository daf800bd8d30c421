"""A submission that lets every test pass lets a false statement pass too, and is held for a person."""

import textwrap

import pytest

from assessments.notebooks import GradeReport, ReleasedAssignment, grade
from assessments.notebooks.canaries import Canary
from tests.assessments.notebooks.samples import edited, with_first_cell

WRONG = "def square(x):\n    return 4"
RUNNER = """
import gc, sys
runner = next(one for one in gc.get_objects() if type(one).__name__ == 'Runner')
"""


def graded(released: ReleasedAssignment, code: str) -> GradeReport:
    wrong = edited(released.notebook, square=WRONG)
    return grade(released.key, with_first_cell(wrong, textwrap.dedent(code)))


@pytest.mark.parametrize(
    "code",
    [
        "runner.run_trusted = lambda source: None",
        "runner.evaluate = lambda code: None",
        "runner.outputs.add = lambda output: None",
        "runner.value_of = lambda source: 3",
        "sys.modules['cellshell'].error_output = lambda *a: {'output_type': 'display_data', 'data': {}}",
    ],
)
def test_code_that_silences_the_tests_earns_nothing_by_itself(
    released: ReleasedAssignment, code: str
) -> None:
    report = graded(released, RUNNER + code)

    tests = [cell for cell in report.cells if cell.grade_id == "square-tests"]
    assert [(cell.score, cell.manual, cell.error) for cell in tests] == [(None, True, "held")]
    assert "held:square-tests" in report.flags
    assert report.needs_manual_grade
    assert report.score == 0


def test_honest_work_is_not_held(released: ReleasedAssignment) -> None:
    right = edited(released.notebook, square="def square(x):\n    return x * x")
    report = grade(released.key, with_first_cell(right, "sum = all = AssertionError = str = 3"))

    assert not any(flag.startswith("held") for flag in report.flags)


def test_threads_that_print_do_not_hold_a_score(released: ReleasedAssignment) -> None:
    right = edited(released.notebook, square="def square(x):\n    return x * x")
    chatter = """
    import sys, threading, time
    def chat():
        while True:
            print(".", file=sys.stdout)
            time.sleep(0.001)
    threading.Thread(target=chat, daemon=True).start()
    """
    report = grade(released.key, with_first_cell(right, textwrap.dedent(chatter)))

    assert not any(flag.startswith("held") for flag in report.flags)


@pytest.mark.parametrize(
    "outputs",
    [
        [],
        [{"output_type": "error", "ename": "AssertionError", "evalue": "another"}],
        [{"output_type": "error", "ename": "TypeError", "evalue": "MESSAGE"}],
        [
            {"output_type": "execute_result", "data": {"text/plain": "3"}},
            {"output_type": "error", "ename": "AssertionError", "evalue": "MESSAGE"},
        ],
    ],
)
def test_only_the_failure_that_was_asked_for_will_do(outputs: list[dict[str, object]]) -> None:
    canary = Canary.new()
    told = [
        one | {"evalue": canary.message} if one.get("evalue") == "MESSAGE" else one
        for one in outputs
    ]

    assert not canary.has_failed(told)


def test_no_two_canaries_are_alike() -> None:
    assert len({Canary.new().source for _ in range(50)}) == 50
