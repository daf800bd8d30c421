"""A small course with an assignment and an exam, and the command that publishes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from lms.cli import lms
from tests.assessments.notebooks.samples import SQUARE, SQUARE_TESTS, cell, notebook
from tests.courses.small_course import write_course
from tests.lms.catalog.publishing import TINY

BANK = "bank: small\ntitle: {ko: 은행}\ndomains:\n  - {id: basics, title: {ko: 기초}}\n"
ITEMS = """\
domain: basics
items:
  - id: b-1
    type: numeric
    level: 1
    objective: {ko: 더하기}
    lesson: start
    stem: {ko: "1 더하기 1은?"}
    answer: "2"
    tolerance: "0"
    rationale: {ko: 둘입니다.}
"""
EXAM = """\
id: mock-1
title: {ko: 모의시험}
bank: small
minutes: 10
attempts: 3
pass_percent: 60
scoring: {multiple: all-or-nothing}
shuffle: {items: true, options: true}
blueprint:
  - {domain: basics, count: 1}
"""
WHOLE: dict[str, str | bytes | None] = {
    "course.yml": TINY,
    "assignments/first/first.ipynb": notebook(SQUARE, SQUARE_TESTS),
    "items/bank.yml": BANK,
    "items/basics.yml": ITEMS,
    "exams/mock-1.yml": EXAM,
}
CHANGES: dict[str, dict[str, str | bytes | None]] = {
    "lessons": {"course.yml": TINY.replace("시험용", "새로운")},
    "assignment first": {
        "assignments/first/first.ipynb": notebook(cell("# 제곱", "markdown"), SQUARE, SQUARE_TESTS)
    },
    "exam mock-1": {"exams/mock-1.yml": EXAM.replace("minutes: 10", "minutes: 20")},
}
"""One change of each part, by the name that publishing gives it."""
BROKEN_LINK: dict[str, str | bytes | None] = {
    "01-one/02-more.md": "---\nid: more\ntitle: x\nminutes: 1\n---\n[x](no.md)"
}

Publish = Callable[..., Result]


@pytest.fixture
def publish(app: Flask, tmp_path: Path) -> Publish:
    """Write the course with some files changed, and run `lms catalog publish`."""

    def run(changes: dict[str, str | bytes | None] | None = None, *options: str) -> Result:
        folder = write_course(tmp_path / "course", {**WHOLE, **(changes or {})})
        return CliRunner().invoke(
            lms, ["catalog", "publish", str(folder), *options], obj=lambda: app
        )

    return run
