"""Whatever is thrown at it, item analysis gives statistics or says what is wrong."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.formats.responses import BadResponses, read_responses
from assessments.item_analysis import ModelName, analyse_items
from assessments.model import Problem
from assessments.responses import Responses
from lms.exams.analysis_report import as_json, as_text

MARKS = st.sampled_from([0.0, 1.0, 0.0, 1.0, None, 0.5])


@st.composite
def some_responses(draw: st.DrawFn) -> Responses:
    n_items = draw(st.integers(1, 5))
    row = st.tuples(*[draw(st.sampled_from([MARKS, st.sampled_from([0.0, 1.0])]))] * n_items)
    rows = draw(st.lists(row, min_size=1, max_size=10))
    chosen = tuple(tuple(None if m is None else "AB"[m != 1] for m in row) for row in rows)
    items = tuple(f"q{number}" for number in range(n_items))
    return Responses(items, tuple(rows), (1.0,) * n_items, chosen, ("A",) * n_items)


@pytest.mark.parametrize("model", ["ctt", "rasch", "2pl"])
@settings(max_examples=25, deadline=None)
@given(responses=some_responses())
def test_small_and_odd_answers_give_finite_numbers_or_null(
    model: ModelName, responses: Responses
) -> None:
    found = analyse_items(responses, model)

    facts: dict[str, Any] = json.loads(as_json(found))  # NaN and infinity are refused there
    assert as_text(found)
    for item in facts["items"]:
        for name in ("item_total", "item_rest", "discrimination_upper_lower"):
            assert item[name] is None or -1 <= item[name] <= 1
        assert item["facility"] is None or 0 <= item["facility"] <= 1
        assert item["n"] > 0 or item["facility"] is None
    assert facts["alpha"] is None or (math.isfinite(facts["alpha"]) and facts["alpha"] <= 1 + 1e-9)


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet='aA1,;\t"\n\r 0.\x00ㄱ', max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    read: Responses | None = None
    problems: tuple[Problem, ...] = ()
    try:
        read = read_responses(text)
    except BadResponses as bad:
        problems = bad.problems

    if read is None:
        assert problems
        assert all(problem.message for problem in problems)
    else:
        assert read.marks
        assert all(len(row) == len(read.items) for row in read.marks)
