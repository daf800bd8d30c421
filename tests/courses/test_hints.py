"""Every problem says how to mend it."""

from __future__ import annotations

import courses
from courses.hints import HINTS, with_hint
from tests.courses.test_guide import codes_in_engine


def test_every_code_of_the_engine_has_a_hint() -> None:
    found = codes_in_engine()

    assert len(found) > 70
    assert found - set(HINTS) == set()


def test_a_problem_keeps_a_hint_of_its_own() -> None:
    own = courses.Problem("error", "no-title", "course.yml", 1, "no title", "write one")

    assert with_hint(own).hint == "write one"
    assert with_hint(courses.Problem("error", "no-title", "a", 1, "no title")).hint
