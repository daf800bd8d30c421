"""Classical statistics against hand calculations and published values."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from assessments.formats.responses import Reading, read_responses
from assessments.moments import correlation
from assessments.statistics import analyse, cronbach_alpha
from lms.cli import lms

FIVE_PERSONS = "a,b,c\n1,1,1\n1,1,0\n1,0,0\n0,0,0\n1,1,1\n"


def test_facility_and_totals_by_hand() -> None:
    found = analyse(read_responses(FIVE_PERSONS))

    assert [item.facility for item in found.items] == [0.8, 0.6, 0.4]
    assert found.n == 5
    assert found.mean == pytest.approx(1.8)
    assert found.sd == pytest.approx(1.3038405)  # totals 3, 2, 1, 0, 3: variance 6.8 / 4


def test_alpha_and_kr20_by_hand() -> None:
    found = analyse(read_responses(FIVE_PERSONS))

    # item variances 0.2, 0.3, 0.3; total variance 1.7: 3/2 * (1 - 0.8 / 1.7)
    assert found.alpha == pytest.approx(1.5 * (1 - 0.8 / 1.7))
    assert found.kr20 == found.alpha
    assert found.sem == pytest.approx(1.3038405 * (1 - found.alpha) ** 0.5)


def test_item_rest_correlation_by_hand() -> None:
    found = analyse(read_responses(FIVE_PERSONS))

    # item c: 1 0 0 0 1, rest: 2 2 1 0 2; covariance 0.3, variances 0.3 and 0.8
    assert found.items[2].item_rest == pytest.approx(0.3 / (0.3 * 0.8) ** 0.5)


def test_the_anscombe_sets_correlate_as_published() -> None:
    # Anscombe (1973), Graphs in Statistical Analysis, set I: r = 0.816
    x = np.array([10.0, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5])
    y = np.array([8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68])

    assert correlation(x, y) == pytest.approx(0.81642, abs=1e-5)


def test_what_cannot_be_computed_is_none_and_never_zero() -> None:
    found = analyse(read_responses("a\n1\n1\n"))

    assert found.alpha is None
    assert found.kr20 is None
    assert found.items[0].item_rest is None
    assert cronbach_alpha([(1.0, 1.0), (1.0, 1.0)]) is None


def test_chosen_options_are_marked_by_the_key_all_or_nothing() -> None:
    read = read_responses("q1,q2\nA,BC\nB,B\nA,CB\n,C\n", key={"q1": "A", "q2": "BC"})

    assert read.marks == ((1, 1), (0, 0), (1, 1), (0, 0))
    options = analyse(read).items[1].options
    assert {letter: one.n for letter, one in options.items()} == {"A": 0, "B": 3, "C": 3}


def test_a_wrong_option_that_good_persons_choose_hints_at_a_wrong_key() -> None:
    good, weak = "A,A,A,B", "B,B,B,A"
    rows = "\n".join([good] * 6 + [weak] * 6)
    found = analyse(read_responses(f"a,b,c,d\n{rows}", key=dict.fromkeys("abcd", "A")))

    assert "probable_wrong_key" in found.items[3].flags
    assert found.items[0].flags == ()


def test_omitted_is_wrong_and_not_presented_is_left_out() -> None:
    read = read_responses("a,b\n1,-\n9,1\n0,1\n", reading=Reading(missing="9", not_presented="-"))

    assert read.marks == ((1, None), (0, 1), (0, 1))
    assert analyse(read).items[1].facility == 1


def test_the_command_needs_no_database_and_prints_json(tmp_path: Path) -> None:
    file = tmp_path / "responses.csv"
    file.write_text(FIVE_PERSONS)

    answer = CliRunner().invoke(lms, ["exams", "analyse", str(file), "--json"])

    facts = json.loads(answer.output)
    assert facts["n"] == 5
    assert facts["items"][0]["a"] is None
    assert facts["items"][0]["facility"] == 0.8


def test_the_command_says_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "responses.csv"
    file.write_text("a\nx\n")

    answer = CliRunner().invoke(lms, ["exams", "analyse", str(file)])

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "responses.csv, line 2, column 1: a: 'x' is no number" in answer.stderr


def test_no_alpha_where_missing_marks_leave_covariances_that_no_marks_can_have() -> None:
    assert cronbach_alpha([(0.0, 0.0), (0.0, None), (1.0, 1.0)]) is None
