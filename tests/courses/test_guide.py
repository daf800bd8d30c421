"""The authoring guide explains every problem, and only those there are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "authoring.md"
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_REPORTS = {
    "Problem",
    "_problem",
    "_report",
    "_break",
    "break_link",
    "_withhold",
    "_refuse",
    "_bad",
    "_nothing",
    "_note",
    "append",
    "report",
    "problem",
}


def codes_in_guide() -> set[str]:
    section = GUIDE.read_text().split("\n## Problems and how to mend them\n")[1].split("\n## ")[0]
    rows = re.findall(
        r"^\| (`[a-z0-9][a-z0-9-]+`(?:, `[a-z0-9][a-z0-9-]+`)*) \|", section, re.MULTILINE
    )
    return {code for row in rows for code in re.findall(r"`([a-z0-9][a-z0-9-]+)`", row)}


def codes_in_engine() -> set[str]:
    modules = [ast.parse(path.read_text()) for path in (ROOT / "courses").rglob("*.py")]
    calls = [node for module in modules for node in ast.walk(module) if isinstance(node, ast.Call)]
    words = {
        part.value
        for call in calls
        if _name(call.func) in _REPORTS
        for argument in call.args
        for part in (argument.elts if isinstance(argument, ast.Tuple) else [argument])
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
    return {word for word in words if _CODE.fullmatch(word)}


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_every_problem_of_the_engine_is_explained_and_no_other() -> None:
    assert codes_in_guide() == codes_in_engine()
