"""`lms courses check` on the author's machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.cli import lms
from tests.assessments.notebooks.samples import cell, notebook
from tests.courses.small_course import lesson, write_course
from tests.package_source import make_environment

BROKEN = {"01-one/01-start.md": lesson("start", "시작", "[x](nowhere.md)\n\n## 인사")}
WARNED = {"01-one/01-start.md": lesson("start", "시작", "![](images/dot.png)\n\n## 인사")}


@pytest.mark.parametrize(
    ("changes", "options", "code"),
    [
        ({}, [], 0),
        ({}, ["--strict"], 0),
        (WARNED, [], 0),
        (WARNED, ["--strict"], 1),
        (BROKEN, [], 1),
    ],
)
def test_errors_fail_and_warnings_do_when_asked(
    tmp_path: Path, changes: dict[str, str | bytes | None], options: list[str], code: int
) -> None:
    root = write_course(tmp_path, changes)

    assert CliRunner().invoke(lms, ["courses", "check", str(root), *options]).exit_code == code


def test_every_problem_is_a_line_with_its_place(tmp_path: Path) -> None:
    answer = CliRunner().invoke(lms, ["courses", "check", str(write_course(tmp_path, BROKEN))])

    assert "01-one/01-start.md:7: error: " in answer.output
    assert "3 lessons (1 notebooks), 1 images" in answer.output


def test_the_report_is_json_when_asked(tmp_path: Path) -> None:
    root = str(write_course(tmp_path, BROKEN))

    report = json.loads(CliRunner().invoke(lms, ["courses", "check", root, "--json"]).output)

    assert report["links"]["broken"] == [
        {"file": "01-one/01-start.md", "line": 7, "target": "nowhere.md"}
    ]


def test_a_path_that_does_not_exist_is_one_problem(tmp_path: Path) -> None:
    answer = CliRunner().invoke(lms, ["courses", "check", str(tmp_path / "none")])

    assert answer.exit_code == 1
    assert "there is no such folder" in answer.output


def test_notebooks_are_run_when_asked(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": "1 / 0", "outputs": []}
    broken = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    root = write_course(tmp_path, {"01-one/09-broken.ipynb": json.dumps(broken)})
    command = ["courses", "check", str(root), "--json"]

    unrun = CliRunner().invoke(lms, command)
    run = CliRunner().invoke(lms, [*command, "--run"])

    assert "failing-cell" not in unrun.stdout
    found = [p for p in json.loads(run.stdout)["problems"] if p["code"] == "failing-cell"]
    assert [(p["file"], p["message"]) for p in found] == [
        ("01-one/09-broken.ipynb", "cell 1 fails: ZeroDivisionError: division by zero")
    ]
    assert run.exit_code == 1


def test_notebooks_are_run_in_the_environment_that_is_named(tmp_path: Path) -> None:
    book = notebook(cell("import courselib\nassert courselib.one == 1"))
    root = write_course(tmp_path / "course", {"01-one/09-own.ipynb": book})
    make_environment(tmp_path / "environment", courselib="one = 1\n")
    command = ["courses", "check", str(root), "--json", "--run"]

    own = CliRunner().invoke(lms, command)
    named = CliRunner().invoke(lms, [*command, "--environment", str(tmp_path / "environment")])
    nowhere = CliRunner().invoke(lms, [*command, "--environment", str(tmp_path)])

    assert "No module named 'courselib'" in own.stdout
    assert "failing-cell" not in named.stdout
    assert (nowhere.exit_code, "no environment lies in" in nowhere.output) == (1, True)


def test_a_large_picture_is_a_warning(tmp_path: Path) -> None:
    dot = (write_course(tmp_path / "a") / "01-one" / "images" / "dot.png").read_bytes()
    root = write_course(tmp_path / "b", {"01-one/images/dot.png": dot + b"\0" * 1_600_000})

    report = json.loads(CliRunner().invoke(lms, ["courses", "check", str(root), "--json"]).stdout)

    assert [p["code"] for p in report["problems"]] == ["large-image"]
