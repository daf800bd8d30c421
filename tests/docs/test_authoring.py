"""The examples of the authoring guide are a course that can be published."""

import json
import re
from pathlib import Path

import pytest

import courses
from assessments import read_bank, read_exam
from assessments.notebooks import grade, release_assignment

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "authoring.md"
EXAMPLE = re.compile(r"^(`{3,})\w+ file=(\S+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, written to the files they are said to be."""
    made = tmp_path_factory.mktemp("course")
    for _, name, text in EXAMPLE.findall(GUIDE.read_text()):
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return made


def test_the_lessons_are_read_with_the_one_warning_the_guide_names(folder: Path) -> None:
    read = courses.read_course(folder)

    assert [(p.severity, p.code) for p in read.problems] == [("warning", "missing-language")]
    assert read.course is not None
    assert [lesson.key for lesson in read.course.lessons] == ["hello", "first-notebook"]
    assert set(read.course.lessons[0].variants) == {"ko", "en"}
    assert [assignment.name for assignment in read.course.assignments] == ["first"]


def test_what_the_lesson_shows_reaches_the_page(folder: Path) -> None:
    read = courses.read_course(folder)
    assert read.course is not None
    page = read.course.lessons[0].variants["ko"].html

    for part in ("<table", "<math", "<details", "footnote", "checkbox", "admonition", "도움말"):
        assert part in page


def test_bank_and_exam_are_read_without_a_warning(folder: Path) -> None:
    bank = read_bank(folder / "items")
    assert bank.bank is not None
    exam = read_exam(folder / "exams" / "mock.yml", {bank.bank.id: bank.bank})

    assert (bank.problems, exam.problems) == ((), ())
    assert exam.exam is not None
    assert exam.exam.blueprint.count == len(bank.bank.items)


def test_the_assignment_is_solvable_and_not_given_away(folder: Path) -> None:
    source = (folder / "assignments" / "first" / "first.ipynb").read_bytes()
    released = release_assignment(source)

    assert grade(released.key, source).score == released.max_score
    assert grade(released.key, released.notebook).score == 0
    assert b"x * x" not in released.notebook


def test_every_cell_tag_of_the_guide_has_its_effect(folder: Path) -> None:
    tags = re.findall(r"`((?:hide|remove)-\w+)`", GUIDE.read_text())
    page = {tag: _rendered(tag) for tag in tags}

    assert len(tags) == 5
    assert "seven" not in page["remove-cell"] + page["remove-input"]
    assert "shown" not in page["remove-cell"] + page["remove-output"]
    assert all("<details" in page[tag] for tag in ("hide-input", "hide-output"))


def _rendered(tag: str) -> str:
    printed = {"output_type": "stream", "name": "stdout", "text": "shown"}
    cell: dict[str, object] = {
        "cell_type": "code",
        "source": "seven",
        "metadata": {"tags": [tag]},
        "id": "c",
    }
    cell = {**cell, "execution_count": 1, "outputs": [printed]}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    return courses.render_notebook(json.dumps(notebook)).html
