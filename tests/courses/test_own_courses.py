"""The courses that are shipped have nothing to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses import read_course
from tests.courses.harmless import danger_in

CONTENT = Path(__file__).resolve().parents[2] / "content"
COURSES = sorted(path.parent for path in CONTENT.glob("*/course.yml"))


@pytest.mark.parametrize("folder", COURSES, ids=lambda path: path.name)
def test_a_shipped_course_has_no_problem_and_nothing_that_runs(folder: Path) -> None:
    read = read_course(folder)

    assert read.problems == ()
    assert read.course is not None
    for lesson in read.course.lessons:
        assert set(lesson.variants) == set(read.course.languages)
        for variant in lesson.variants.values():
            assert danger_in(variant.html) == []


@pytest.mark.parametrize("folder", COURSES, ids=lambda path: path.name)
def test_a_shipped_course_gives_the_same_hash_twice(folder: Path) -> None:
    first, second = read_course(folder).course, read_course(folder).course

    assert first is not None
    assert second is not None
    assert first.content_hash == second.content_hash
