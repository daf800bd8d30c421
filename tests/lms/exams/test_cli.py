"""`lms banks check`: works without a database and says what is wrong where."""

import json
from pathlib import Path

from click.testing import CliRunner

from lms.exams.cli import banks
from tests.assessments.test_yaml_bank import BANK, EXAM, NUMERIC, SINGLE


def course(folder: Path, items: str = SINGLE + NUMERIC) -> Path:
    (folder / "items").mkdir()
    (folder / "exams").mkdir()
    (folder / "items" / "bank.yml").write_text(BANK, encoding="utf-8")
    (folder / "items" / "python.yml").write_text(
        "domain: python\nitems:\n" + items, encoding="utf-8"
    )
    (folder / "exams" / "mock-1.yml").write_text(EXAM, encoding="utf-8")
    return folder


def test_a_good_course_has_nothing_to_mend(tmp_path: Path) -> None:
    result = CliRunner().invoke(banks, ["check", str(course(tmp_path)), "--json"])

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "files": 3,
        "items": 2,
        "by_type": {"numeric": 1, "single": 1},
        "tests": 1,
        "problems": [],
    }


def test_every_problem_is_named_with_file_line_and_item(tmp_path: Path) -> None:
    path = course(tmp_path, SINGLE.replace("correct: true", "correct: false") + NUMERIC)

    result = CliRunner().invoke(banks, ["check", str(path)])

    assert result.exit_code == 1
    assert f"{path}/items/python.yml:10: error: key-count [py-001]: 0 options" in result.stdout
    assert f"{path}/exams/mock-1.yml:10: error: too-few-items" in result.stdout
    assert "2 errors, 0 warnings" in result.stdout


def test_a_bank_file_alone_will_do(tmp_path: Path) -> None:
    path = course(tmp_path) / "items" / "bank.yml"

    assert CliRunner().invoke(banks, ["check", str(path)]).exit_code == 0


def test_a_folder_without_a_bank_is_an_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(banks, ["check", str(tmp_path), "--json"])

    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"][0]["code"] == "no-bank"
