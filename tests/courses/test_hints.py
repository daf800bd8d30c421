"""Every problem says how to mend it."""

from __future__ import annotations

import re
from pathlib import Path

import courses
from courses.hints import HINTS, with_hint

SOURCES = Path(courses.__file__).parent
CODE = re.compile(
    r"""(?:Problem\(\s*"(?:error|warning)",|(?:_(?:report|break|problem|nothing|refuse|withhold)|break_link)\((?:\s*"(?:error|warning)",)?(?:\s*[\w.]+,)?)\s*"(?P<code>[a-z0-9]+(?:-[a-z0-9]+)+)\""""
)


def codes_in_the_engine() -> set[str]:
    return {
        match["code"]
        for path in SOURCES.rglob("*.py")
        for match in CODE.finditer(path.read_text(encoding="utf-8"))
    }


def test_every_code_of_the_engine_has_a_hint() -> None:
    found = codes_in_the_engine()

    assert len(found) > 25
    assert found - set(HINTS) == set()


def test_a_problem_keeps_a_hint_of_its_own() -> None:
    own = courses.Problem("error", "no-title", "course.yml", 1, "no title", "write one")

    assert with_hint(own).hint == "write one"
    assert with_hint(courses.Problem("error", "no-title", "a", 1, "no title")).hint
