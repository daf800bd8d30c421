"""Reading banks and exams: the good as written, the bad with file, item and line."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from assessments import exam_data, exam_from, read_bank, read_exam
from assessments.formats.yaml_bank import ReadBank
from assessments.items.choices import Choices
from assessments.items.numeric import Number
from assessments.model import Blueprint, Demand, Exam, Part, Problem, Scale, Scoring, Section

BANK = """\
bank: basics
title: {ko: 기초, en: Basics}
domains:
  - id: python
    title: {ko: 파이썬, en: Python}
"""
SINGLE = """\
  - id: py-001
    type: single
    level: 1
    objective: {ko: 목표, en: Objective}
    lesson: python-values
    stem: {ko: "`True`의 자료형은?", en: "What is the type of `True`?"}
    options:
      - {id: a, correct: true, text: {ko: bool, en: bool}, rationale: {ko: 맞음, en: Right}}
      - {id: b, text: {ko: 007, en: True}, rationale: {ko: 아님, en: No}}
"""
NUMERIC = """\
  - id: py-002
    type: numeric
    level: 2
    objective: {ko: 목표, en: Objective}
    stem: {ko: "3의 4분의 1은?", en: "A quarter of 3?"}
    answer: 0.750
    tolerance: "0.01"
    rationale: {ko: 나눈다, en: Divide}
"""


def write(folder: Path, items: str, bank: str = BANK) -> ReadBank:
    (folder / "bank.yml").write_text(bank, encoding="utf-8")
    (folder / "python.yml").write_text("domain: python\nitems:\n" + items, encoding="utf-8")
    return read_bank(folder)


def only_problem(read: ReadBank) -> Problem:
    assert len(read.problems) == 1, read.problems
    return read.problems[0]


def test_a_good_bank_is_read_as_written(tmp_path: Path) -> None:
    read = write(tmp_path, SINGLE + NUMERIC)

    assert read.problems == ()
    assert read.bank is not None
    assert read.bank.title == {"ko": "기초", "en": "Basics"}
    first, second = read.bank.items
    assert (first.id, first.domain, first.level, first.lesson) == (
        "py-001",
        "python",
        1,
        "python-values",
    )
    assert isinstance(first.body, Choices)
    assert first.body.key == {"a"}
    assert first.body.options[1].text == {"ko": "007", "en": "True"}
    assert second.body == Number(
        Decimal("0.750"), Decimal("0.01"), "", {"ko": "나눈다", "en": "Divide"}
    )


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("type: single", "type: singel", "unknown-type", 4),
        ("level: 1", "level: 9", "bad-number", 5),
        ("    lesson:", "    leson:", "unknown-field", 7),
        (', en: "What is the type of `True`?"', "", "missing-language", 8),
        ("correct: true, ", "", "key-count", 10),
        ("{id: b, text", "{id: b, correct: yes, text", "key-count", 10),
        ("{id: b,", "{id: a,", "option-id-repeated", 10),
        ("{ko: 007, en: True}", "{ko: bool, en: True}", "option-repeated", 10),
        (", rationale: {ko: 아님, en: No}", "", "missing-text", 11),
        ("id: py-001", "id: 가", "bad-identifier", 3),
        ("    objective: {ko: 목표, en: Objective}\n", "", "missing-text", 3),
        ("stem: {ko:", "stem: {ja: x, ko:", "unknown-language", 8),
        ("correct: true", "correct: maybe", "bad-flag", 10),
    ],
)  # fmt: skip
def test_a_bad_item_is_named_with_file_item_and_line_and_does_not_stop_the_good(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    assert old in SINGLE
    read = write(tmp_path, SINGLE.replace(old, new) + NUMERIC)

    first = read.problems[0]
    assert (first.code, first.file, first.line) == (code, "python.yml", line)
    assert first.item == ("가" if "가" in new else "py-001")
    assert read.has_errors
    assert read.bank is not None
    assert [item.id for item in read.bank.items] == ["py-002"]


@pytest.mark.parametrize("answer", ["nan", "inf", "three", "1,5", ""])
def test_a_key_that_is_no_number_is_refused(tmp_path: Path, answer: str) -> None:
    read = write(tmp_path, SINGLE + NUMERIC.replace("answer: 0.750", f'answer: "{answer}"'))

    problem = only_problem(read)
    assert (problem.code, problem.line, problem.item) == ("bad-number", 17, "py-002")


def test_a_negative_tolerance_is_refused(tmp_path: Path) -> None:
    read = write(tmp_path, SINGLE + NUMERIC.replace('"0.01"', '"-1"'))

    assert read.problems[0].code == "bad-number"


def test_an_id_used_twice_is_refused(tmp_path: Path) -> None:
    read = write(tmp_path, SINGLE + NUMERIC.replace("py-002", "py-001"))

    problem = only_problem(read)
    assert (problem.code, problem.line, problem.item) == ("item-repeated", 12, "py-001")
    assert "python.yml, line 3" in problem.message


def test_a_question_asked_twice_is_a_warning(tmp_path: Path) -> None:
    read = write(tmp_path, SINGLE + SINGLE.replace("py-001", "py-009"))

    problem = only_problem(read)
    assert (problem.code, problem.severity, problem.item) == ("stem-repeated", "warning", "py-009")


def test_an_item_that_leads_to_no_lesson_of_the_course_is_named(tmp_path: Path) -> None:
    write(tmp_path, SINGLE + NUMERIC)

    read = read_bank(tmp_path, lessons={"python-value", "data"})

    problem = only_problem(read)
    assert (problem.code, problem.line, problem.item) == ("unknown-lesson", 7, "py-001")
    assert problem.hint == "did you mean 'python-value'?"
    assert read_bank(tmp_path, lessons={"python-values"}).problems == ()


def test_a_file_of_an_unknown_domain_is_refused_with_a_guess(tmp_path: Path) -> None:
    write(tmp_path, SINGLE)
    (tmp_path / "python.yml").write_text("domain: pyhton\nitems:\n" + SINGLE, encoding="utf-8")

    problem = read_bank(tmp_path).problems[1]
    assert (problem.code, problem.line, problem.hint) == (
        "unknown-domain", 1, "did you mean 'python'?",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [1", "bad-yaml"),
        ("", "empty"),
        ("- a\n- b\n", "missing-field"),
        ("domain: python\nitems: 3\n", "wrong-type"),
        ("domain: python\nitems: [3]\n", "wrong-type"),
        ("domain: python\ndomain: python\nitems: []\n", "key-repeated"),
        ("domain: python\nitems: [&a {id: x}, *a]\n", "yaml-alias"),
        ("a: " + "[" * 30 + "]" * 30, "yaml-alias"),
        ("a: " + "[" * 5000 + "]" * 5000, "bad-yaml"),
        ("domain: !!python/object:os.system x\nitems: []\n", "unknown-domain"),
    ],
)
def test_a_broken_file_is_a_problem_and_not_a_crash(tmp_path: Path, text: str, code: str) -> None:
    write(tmp_path, SINGLE)
    (tmp_path / "other.yml").write_text(text, encoding="utf-8")

    read = read_bank(tmp_path)

    assert code in {problem.code for problem in read.problems if problem.file == "other.yml"}
    assert read.bank is not None
    assert [item.id for item in read.bank.items] == ["py-001"]


def test_bytes_that_are_no_text_are_a_problem(tmp_path: Path) -> None:
    write(tmp_path, SINGLE)
    (tmp_path / "other.yml").write_bytes(b"\xff\xfe\x00")

    assert read_bank(tmp_path).problems[0].code == "unreadable"


def test_a_folder_without_a_bank_is_a_problem(tmp_path: Path) -> None:
    read = read_bank(tmp_path)

    assert read.bank is None
    assert only_problem(read).code == "unreadable"


EXAM = """\
id: mock-1
title: {ko: 모의시험, en: Mock exam}
bank: basics
minutes: 40
attempts: 3
pass_percent: 60
scoring: {multiple: per-option}
shuffle: {items: false, options: true}
blueprint:
  - {domain: python, count: 2, minimum_percent: 40}
"""


def write_exam(folder: Path, text: str) -> Path:
    path = folder / "mock-1.yml"
    path.write_text(dedent(text), encoding="utf-8")
    return path


def test_an_exam_is_read_as_written(tmp_path: Path) -> None:
    bank = write(tmp_path, SINGLE + NUMERIC).bank
    assert bank is not None

    read = read_exam(write_exam(tmp_path, EXAM), {"basics": bank})

    assert read.problems == ()
    assert read.exam == Exam(
        id="mock-1",
        title={"ko": "모의시험", "en": "Mock exam"},
        bank="basics",
        minutes=40,
        attempts=3,
        pass_percent=Decimal(60),
        blueprint=Blueprint((Demand("python", 2, Decimal(40)),)),
        scoring=Scoring("per-option"),
        shuffles_items=False,
        shuffles_options=True,
    )
    assert exam_from(exam_data(read.exam)) == read.exam


PART = """\
  - part: first
    title: {ko: 1부, en: Part 1}
    items: [py-1, py-2]
    points: {py-2: 2.5}
"""


def test_a_part_names_its_items(tmp_path: Path) -> None:
    bank = write(tmp_path, SINGLE + NUMERIC).bank
    assert bank is not None
    names = [item.id for item in bank.items]
    text = EXAM.partition("  - {domain")[0] + PART.replace("py-1", names[0]).replace("py-2", names[1])  # fmt: skip

    read = read_exam(write_exam(tmp_path, text), {"basics": bank})

    assert read.problems == ()
    assert read.exam is not None
    points = ((names[1], Decimal("2.5")),)
    part = Part({"ko": "1부", "en": "Part 1"}, tuple(names), False, points)
    assert read.exam.blueprint.demands == (Demand("first", 2, None, part),)
    assert exam_from(exam_data(read.exam)) == read.exam


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("[py-1, py-2]", "[]", "bad-part"),
        ("[py-1, py-2]", "[py-1, py-1]", "item-repeated"),
        ("[py-1, py-2]", "[py-2, nobody]", "unknown-item"),
        ("points", "count: 1\n    points", "points-differ"),
        ("2.5", "0", "bad-number"),
        ("py-2: 2.5", "py-9: 2.5", "unknown-field"),
        ("{ko: 1부, en: Part 1}", "{ko: 1부}", "missing-language"),
    ],
)
def test_what_is_wrong_with_a_part_is_said(old: str, new: str, code: str, tmp_path: Path) -> None:
    bank = write(tmp_path, SINGLE + NUMERIC).bank
    assert bank is not None
    names = [item.id for item in bank.items]
    text = EXAM.partition("  - {domain")[0] + PART.replace(old, new)
    for place, name in enumerate(names[:2], 1):
        text = text.replace(f"py-{place}", name)

    read = read_exam(write_exam(tmp_path, text), {"basics": bank})

    assert code in {problem.code for problem in read.problems}
    assert read.exam is None


def test_an_exam_may_have_a_scale_whose_cut_is_fixed(tmp_path: Path) -> None:
    bank = write(tmp_path, SINGLE + NUMERIC).bank
    assert bank is not None
    text = EXAM + "scale: {min: 100, max: 1000, cut: 700}\n"

    found = read_exam(write_exam(tmp_path, text), {"basics": bank}).exam

    assert found is not None
    assert found.scale == Scale(Decimal(100), Decimal(1000), Decimal(700))
    assert exam_from(exam_data(found)) == found


def test_an_exam_may_have_sections_with_titles(tmp_path: Path) -> None:
    bank = write(tmp_path, SINGLE + NUMERIC).bank
    assert bank is not None
    text = EXAM + "sections:\n  - {title: {ko: 1과목, en: Part 1}, domains: python}\n"

    found = read_exam(write_exam(tmp_path, text), {"basics": bank}).exam

    assert found is not None
    assert found.sections == (Section({"ko": "1과목", "en": "Part 1"}, ("python",)),)
    assert exam_from(exam_data(found)) == found
    assert "sections" not in exam_data(replace(found, sections=())), "old hashes stay"


@pytest.mark.parametrize(
    ("sections", "code", "line"),
    [
        ("[]", "domain-left-out", 11),
        ("[{title: {ko: 가, en: A}, domains: [sql, python]}]", "unknown-domain", 11),
        ("[{title: {ko: 가, en: A}, domains: [python, python]}]", "domain-repeated", 11),
        ("[{title: {ko: 가}, domains: [python]}]", "missing-language", 11),
        ("[{title: {ko: 가, en: A}}]", "missing-field", 11),
        ("[{title: {ko: 가, en: A}, domains: python, way: one}]", "unknown-field", 11),
        ("python", "wrong-type", 11),
    ],
)
def test_sections_that_do_not_fit_the_blueprint_are_named(
    tmp_path: Path, sections: str, code: str, line: int
) -> None:
    bank = write(tmp_path, SINGLE + NUMERIC).bank
    assert bank is not None

    read = read_exam(write_exam(tmp_path, f"{EXAM}sections: {sections}\n"), {"basics": bank})

    assert read.exam is None
    assert (code, line) in {(problem.code, problem.line) for problem in read.problems}


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("count: 2", "count: 3", "too-few-items", 10),
        ("domain: python", "domain: sql", "too-few-items", 10),
        ("bank: basics", "bank: other", "unknown-bank", 3),
        ("minutes: 40", "minutes: 0", "bad-number", 4),
        ("attempts: 3", "attempts: many", "bad-number", 5),
        ("pass_percent: 60", "pass_percent: 160", "bad-number", 6),
        ("per-option", "per-opton", "unknown-multiple", 7),
        ("items: false", "items: sometimes", "bad-flag", 8),
        ("pass_percent", "pass_mark", "unknown-field", 6),
        ("scoring: {", "scale: {min: 700, max: 1000, cut: 700}\nscoring: {", "bad-scale", 7),
        ("scoring: {", "scale: {min: 1, max: 600, cut: 700}\nscoring: {", "bad-scale", 7),
        ("scoring: {", "scale: {min: 1, max: high, cut: 7}\nscoring: {", "bad-number", 7),
    ],
)
def test_a_bad_exam_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    bank = write(tmp_path, SINGLE + NUMERIC).bank
    assert bank is not None

    read = read_exam(write_exam(tmp_path, EXAM.replace(old, new)), {"basics": bank})

    assert read.exam is None
    assert (code, line) in {(problem.code, problem.line) for problem in read.problems}


def test_a_stored_exam_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="'title' is missing"):
        exam_from({"id": "x"})
