"""Response files as people have them: other encodings, other separators, and mistakes."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from assessments.fields import Report
from assessments.formats.response_key import read_key, read_maxima
from assessments.formats.responses import BadResponses, Reading, read_responses
from lms.cli import lms


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,0\n0,1\n",
        "\ufeffa,b\r\n1,0\r\n0,1\r\n",
        "a;b\n1;0\n0;1\n",
        "a\tb\n1\t0\n0\t1\n",
        'a,"b"\n\n1, 0\n   \n"0",1.0\n\n',
        "a,b,\n1,0,\n0,1,\n",
        ",a,b\n1,1,0\n2,0,1\n",
        "student-id,a,b\nx,1,0\ny,0,1\n",
        "학번,a,b\n2001,1,0\n2002,0,1\n",
    ],
)
def test_the_same_answers_are_read_however_they_are_written(text: str) -> None:
    read = read_responses(text)

    assert read.items == ("a", "b")
    assert read.marks == ((1, 0), (0, 1))


def test_a_decimal_comma_is_one_where_semicolons_part_the_cells() -> None:
    assert read_responses("a;b\n0,5;,25\n").marks == ((0.5, 0.25),)


def test_a_first_column_that_can_hardly_be_marks_names_persons() -> None:
    read = read_responses("Teilnehmer,a\n101,1\n102,0\n103,1\n")

    assert read.items == ("a",)
    assert read.persons == ("101", "102", "103")


def test_a_first_column_that_the_key_names_is_an_item() -> None:
    assert read_responses("id,b\nA,B\n", key={"id": "A", "b": "C"}).marks == ((1, 0),)


def test_a_first_column_that_the_key_does_not_name_is_no_item() -> None:
    assert read_responses("code,b\nA,C\n", key={"b": "C"}).marks == ((1,),)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a,b\n1\n", 2, "column 2: 1 cells, but the heading has 2"),
        ("a,b\n1,0,1\n", 2, "column 3: 3 cells, but the heading has 2"),
        ("a,b,a\n1,1,1\n", 1, "column 3: a stands there twice"),
        ("a,,c\n1,1,1\n", 1, "column 2: the item has no name"),
        ("a,b\n\n1,x\n", 3, "column 2: b: 'x' is no number"),
        ("a,b\n1,nan\n", 2, "column 2: b: 'nan' is no number"),
        ("a,b\n1,2\n", 2, "column 2: b: 2 is not between 0 and 1"),
        ("a,b\n1,-1\n", 2, "column 2: b: -1 is not between 0 and 1"),
        ("id,a\nx,1\ny,1\nx,0\n", 4, "column 1: x stands on line 2 already"),
        ('a,b\n1,0\n"1"0,1\n', 3, "the row cannot be read"),
        ('a,b\n1,0\n1,"1\n', 3, "the row cannot be read"),
        ("a,b\n", 1, "there is no person in the file"),
        ("", None, "there is no person in the file"),
    ],
)
def test_a_mistake_is_named_with_line_and_column(text: str, line: int | None, message: str) -> None:
    with pytest.raises(BadResponses) as raised:
        read_responses(text)

    [problem] = raised.value.problems
    assert problem.line == line
    assert message in problem.message


def test_every_mistake_is_named_and_not_only_the_first() -> None:
    with pytest.raises(BadResponses) as raised:
        read_responses("id,a,b\nx,1,?\ny,7,0\n")

    assert [problem.line for problem in raised.value.problems] == [2, 3]


def test_a_line_break_inside_a_cell_does_not_shift_the_lines() -> None:
    with pytest.raises(BadResponses) as raised:
        read_responses('name,a\n"x\ny",1\nz,?\n')

    assert raised.value.problems[0].line == 4


def test_a_code_is_known_however_its_number_is_written() -> None:
    read = read_responses("a,b\n1,9.0\n-1,0\n", reading=Reading("9", not_presented="-1.0"))

    assert read.marks == ((1, 0), (None, 0))
    assert read.omitted == ((False, True), (False, False))


def test_an_empty_cell_can_stand_for_an_item_that_was_not_presented() -> None:
    assert read_responses("a,b\n1,\n0,1\n", reading=Reading(not_presented="")).marks == (
        (1, None),
        (0, 1),
    )


def test_options_are_read_in_any_order_with_any_separator_and_in_the_case_of_the_key() -> None:
    read = read_responses(
        'q1,q2\na,"C, B"\nA,b;c\n3.0,BCD\n', key={"q1": "A", "q2": "BC"}, maxima={"q2": 2}
    )

    assert read.marks == ((1, 2), (1, 2), (0, 0))
    assert read.chosen[2] == ("3", "BCD")


def test_a_key_may_have_a_heading_and_other_separators() -> None:
    report = Report("key.csv")

    assert read_key("문항\t정답\nq1\tA\nq2\tC,A\n", report) == {"q1": "A", "q2": "AC"}
    assert read_key("q1;3\nq2;1", report) == {"q1": "3", "q2": "1"}
    assert read_maxima("Item,Max\nq1,2\nq2,0.5\n", report) == {"q1": 2, "q2": 0.5}
    assert report.problems == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("item,key\nq1,A\nq1,B\n", 3, "column 1: q1 stands there twice"),
        ("q1,A\nq2\n", 2, "column 2: expected two cells, found 1"),
        ("q1,A\nq2,\n", 2, "column 2: q2 has no right answer"),
    ],
)
def test_a_bad_key_is_named_with_line_and_column(text: str, line: int, message: str) -> None:
    report = Report("key.csv")
    read_key(text, report)

    [problem] = report.problems
    assert (problem.line, problem.message) == (line, message)


@pytest.mark.parametrize("most", ["0", "-1", "x", "nan", "1e12"])
def test_a_maximum_is_a_number_above_zero(most: str) -> None:
    report = Report("max.csv")
    read_maxima(f"q1,1\nq2,{most}\n", report)

    assert [problem.line for problem in report.problems] == [2]


def test_items_without_key_and_maxima_without_item_are_refused() -> None:
    with pytest.raises(BadResponses, match="column 2: q2: the key lacks this item"):
        read_responses("q1,q2\nA,B\n", key={"q1": "A"})
    with pytest.raises(BadResponses, match="q3 has a maximum but no column"):
        read_responses("q1,q2\n1,1\n", maxima={"q3": 2})


def test_the_command_reads_a_korean_file_of_windows(tmp_path: Path) -> None:
    file = tmp_path / "응답.csv"
    file.write_bytes("이름,문항 하나\n가람,1\n나래,0\n".encode("cp949"))

    answer = CliRunner().invoke(lms, ["exams", "analyse", str(file)])

    assert answer.exit_code == 0
    assert "문항 하나" in answer.stdout


def test_the_command_refuses_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "responses.csv"
    file.write_bytes(b"a,b\n\xff\xff,1\n")

    answer = CliRunner().invoke(lms, ["exams", "analyse", str(file), "--json"])

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "responses.csv" in answer.stderr


def test_the_command_names_the_file_that_is_wrong(tmp_path: Path) -> None:
    responses, key = tmp_path / "responses.csv", tmp_path / "key.csv"
    responses.write_text("q1\nA\n")
    key.write_text("q1\n")

    answer = CliRunner().invoke(
        lms, ["exams", "analyse", str(responses), "--key", str(key), "--json"]
    )

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "key.csv, line 1, column 2: expected two cells, found 1" in answer.stderr
