from decimal import Decimal
from typing import Any

import pytest

from assessments.notebooks.report import GENERIC_FAILURE, author_message, score_of_tests


def result(text: object) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}}


ERROR = {"output_type": "error", "ename": "AssertionError", "evalue": "", "traceback": []}
SAID = {"output_type": "stream", "name": "stdout", "text": "hello"}
WARNED = {"output_type": "stream", "name": "stderr", "text": "careful"}


@pytest.mark.parametrize(
    ("outputs", "score"),
    [
        ([], "3"),
        ([SAID], "3"),
        ([ERROR], "0"),
        ([WARNED], "0"),
        ([SAID, WARNED], "0"),
        ([result("1.5")], "1.5"),
        ([result("0.1")], "0.1"),
        ([result("3")], "3"),
        ([result("np.float64(1.25)")], "1.25"),
        ([result("1"), WARNED], "1"),
        ([result("0")], "0"),
    ],
)
def test_the_rule_of_nbgrader(outputs: list[dict[str, Any]], score: str) -> None:
    assert score_of_tests(outputs, Decimal(3)) == Decimal(score)


@pytest.mark.parametrize(
    "text",
    ["nan", "inf", "-inf", "-1", "-0.001", "3.01", "1e400", "'3'", "True", "[3]", "", "9" * 200],
)
def test_what_is_no_number_in_range_earns_nothing(text: str) -> None:
    assert score_of_tests([result(text)], Decimal(3)) == 0


@pytest.mark.parametrize("output", [result(None), result(["3"]), {"output_type": "execute_result"}])
def test_a_forged_shape_earns_nothing(output: dict[str, Any]) -> None:
    assert score_of_tests([output], Decimal(3)) == 0


def test_only_messages_that_the_author_wrote_are_shown() -> None:
    source = "assert f(1) == 2, 'one more'\nassert g(3), f'{g(3)}'"

    assert author_message([ERROR | {"evalue": "one more"}], source) == "one more"
    assert author_message([ERROR | {"evalue": "f(1) == 2"}], source) == GENERIC_FAILURE
    assert author_message([], source) == GENERIC_FAILURE
