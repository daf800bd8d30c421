import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.notebooks.cli import assignments
from tests.assessments.notebooks.samples import edited
from tests.lms.notebooks.conftest import SOURCE, released
from tests.package_source import make_environment


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "square.ipynb"
    path.write_bytes(SOURCE)
    return path


def test_release_writes_the_trainees_version(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.ipynb"
    done = CliRunner().invoke(assignments, ["release", str(source), "-o", str(out)])

    assert done.exit_code == 0
    assert "2 graded cells, 7 points" in done.output
    assert b"YOUR CODE HERE" in out.read_bytes()


def test_grade_reports_each_file_and_survives_broken_ones(source: Path, tmp_path: Path) -> None:
    untouched, broken = tmp_path / "untouched.ipynb", tmp_path / "broken.ipynb"
    untouched.write_bytes(released().notebook)
    broken.write_text("{")
    files = [str(source), str(untouched), str(broken), str(tmp_path / "missing.ipynb")]
    done = CliRunner().invoke(assignments, ["grade", str(source), *files, "--json"])
    reports = json.loads(done.output)

    assert done.exit_code == 0
    assert [report["score"] for report in reports] == [7, 0, 0, 0]
    assert [report["max_score"] for report in reports] == [7, 7, 7, 7]
    assert [bool(report["error"]) for report in reports] == [False, False, True, True]
    assert reports[0]["file"] == str(source)
    assert reports[0]["cells"][0]["grade_id"] == "square-tests"
    assert not reports[0]["needs_manual_grade"]


def test_grade_runs_in_the_environment_that_is_named(source: Path, tmp_path: Path) -> None:
    answer, folder = tmp_path / "answer.ipynb", tmp_path / "environment"
    text = "import courselib\ndef square(x):\n    return x * courselib.one * x"
    answer.write_bytes(edited(released().notebook, square=text))
    make_environment(folder, courselib="one = 1\n")
    words = ["grade", str(source), str(answer)]
    with_it = CliRunner().invoke(assignments, [*words, "--environment", str(folder)])
    without = CliRunner().invoke(assignments, words)
    nowhere = CliRunner().invoke(assignments, [*words, "--environment", str(tmp_path)])

    fine = CliRunner().invoke(assignments, ["validate", str(answer), "--environment", str(folder)])
    fails = CliRunner().invoke(assignments, ["validate", str(answer)])

    assert (fine.exit_code, fails.exit_code) == (0, 1)
    assert with_it.output == f"{answer}: 7 / 7\n"
    assert without.output == f"{answer}: 0 / 7\n"
    assert (nowhere.exit_code, nowhere.output) == (
        2,
        f"lms assignments: no environment lies in {tmp_path}\n",
    )


def test_validate_names_what_would_cost_points(source: Path, tmp_path: Path) -> None:
    untouched = tmp_path / "untouched.ipynb"
    untouched.write_bytes(released().notebook)
    told = CliRunner().invoke(assignments, ["validate", str(untouched), "--json"])
    found = json.loads(told.output)
    solved = CliRunner().invoke(assignments, ["validate", str(source)])

    assert told.exit_code == 1
    assert "square-tests" in {one["grade_id"] for one in found if one["finding"] == "failed"}
    assert solved.exit_code == 0
    assert "every visible test passes" in solved.output


def test_a_source_that_is_no_assignment_is_one_sentence(tmp_path: Path) -> None:
    source = tmp_path / "bad.ipynb"
    source.write_text("{}")
    done = CliRunner().invoke(assignments, ["grade", str(source), str(source)])

    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    assert "nbformat is missing" in done.output
