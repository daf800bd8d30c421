"""`lms banks check`: works without a database and says what is wrong where."""

import json
import tempfile
import zipfile
from pathlib import Path

import pytest
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
        "with_key": 2,
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


def test_the_schema_is_printed_for_editors() -> None:
    result = CliRunner().invoke(banks, ["schema"])

    assert json.loads(result.stdout)["title"] == "Items of a domain"


AIKEN = "수도는?\nA) 부산\nB) 서울\nANSWER: B\n"


def test_foreign_files_and_packages_are_checked_alike(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(AIKEN, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("deep/q.gift", "::t::지구는 둥글다{T}\n\n::u::써라{}\n")

    result = CliRunner().invoke(banks, ["check", str(tmp_path), "--json", "--with-items"])

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "files": 2,
        "items": 3,
        "by_type": {"extended-text": 1, "single": 1, "true-false": 1},
        "with_key": 2,
        "tests": 0,
        "problems": [],
        "items_detail": [
            {
                "file": f"{tmp_path}/b.zip/deep/q.gift",
                "id": "t",
                "type": "true-false",
                "text": "지구는 둥글다",
                "key": True,
            },
            {
                "file": f"{tmp_path}/b.zip/deep/q.gift",
                "id": "u",
                "type": "extended-text",
                "text": "써라",
                "key": None,
            },
            {
                "file": f"{tmp_path}/a.txt",
                "id": "item-001",
                "type": "single",
                "text": "수도는?\n\n부산\n\n서울",
                "key": [{"id": "b", "text": "서울"}],
            },
        ],
    }


def link_to_elsewhere() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("link.xml")
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("../../out.xml", b"<quiz/>", "bad-archive"),
        (link_to_elsewhere(), b"/etc/passwd", "bad-archive"),
        ("big.xml", b"<quiz>" + bytes(210 * 1024 * 1024), "archive-too-large"),
    ],
)
def test_a_hostile_package_is_refused_and_leaves_nothing_behind(
    tmp_path: Path,
    name: str | zipfile.ZipInfo,
    content: bytes,
    code: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left = tmp_path / "left"
    left.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(left))
    with zipfile.ZipFile(tmp_path / "bad.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("good.gift", "::t::good{T}\n")
        archive.writestr(name, content)

    result = CliRunner().invoke(banks, ["check", str(tmp_path / "bad.zip"), "--json"])

    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert found["items"] == 0
    assert [problem["code"] for problem in found["problems"]] == [code]
    assert set(found["problems"][0]) == {"file", "item", "code", "severity", "message"}
    assert list(left.iterdir()) == []


def test_a_zip_that_is_none_and_a_file_of_no_format_are_errors(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "b.txt").write_text("only words", encoding="utf-8")

    for name, code in (("a.zip", "bad-archive"), ("b.txt", "unknown-format")):
        result = CliRunner().invoke(banks, ["check", str(tmp_path / name), "--json"])
        assert result.exit_code == 1
        assert [problem["code"] for problem in json.loads(result.stdout)["problems"]] == [code]


def test_two_packages_in_one_archive_are_both_read(tmp_path: Path) -> None:
    manifest = '<manifest><resources><resource type="imsqti_item_xmlv3p0" href="i.xml"/></resources></manifest>'
    item = '<qti-assessment-item identifier="i"><qti-item-body><p>읽어라</p></qti-item-body></qti-assessment-item>'
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("one", "two"):
            archive.writestr(f"{name}/imsmanifest.xml", manifest)
            archive.writestr(f"{name}/i.xml", item)

    found = json.loads(
        CliRunner().invoke(banks, ["check", str(tmp_path / "a.zip"), "--json"]).stdout
    )

    assert found["items"] == 2


def test_a_document_is_known_by_what_is_in_it_not_by_its_name(tmp_path: Path) -> None:
    quiz = (
        '<quiz><question type="essay"><name><text>e</text></name>'
        "<questiontext><text>써라</text></questiontext></question></quiz>"
    )
    (tmp_path / "quiz.txt").write_text(quiz, encoding="utf-16")

    found = json.loads(
        CliRunner().invoke(banks, ["check", str(tmp_path / "quiz.txt"), "--json"]).stdout
    )

    assert (found["items"], found["problems"]) == (1, [])


def test_reference_solutions_are_run_and_tests_they_fail_are_named(tmp_path: Path) -> None:
    good = """\
  - id: code-1
    type: code
    level: 1
    objective: {ko: 목표, en: goal}
    stem: {ko: 함수를 써라, en: write a function}
    tests:
      - {name: small, code: "assert double(2) == 4"}
      - {name: text, hidden: true, code: "assert double('a') == 'aa'"}
    solution: "double = lambda n: n * 2"
    rationale: {ko: 까닭, en: reason}
"""
    bad = good.replace("code-1", "code-2").replace("n * 2", "n + 2")
    (tmp_path / "good").mkdir()
    (tmp_path / "bad").mkdir()

    passed = CliRunner().invoke(banks, ["try", str(course(tmp_path / "good", good))])
    failed = CliRunner().invoke(banks, ["try", str(course(tmp_path / "bad", good + bad))])

    assert (passed.exit_code, passed.stdout) == (0, "1 of 1 solutions pass\n")
    assert failed.exit_code == 1
    assert "code-2: the solution fails text\n1 of 2 solutions pass" in failed.stdout


def test_the_shipped_programs_pass_their_own_tests() -> None:
    content = Path(__file__).resolve().parents[3] / "content"

    assert CliRunner().invoke(banks, ["try", str(content)]).exit_code == 0
