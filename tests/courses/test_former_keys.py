"""Former ids of lessons: what an author may claim, and what is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses import read_course
from tests.courses.small_course import COURSE, notebook, write_course


def with_aliases(key: str, aliases: str) -> str:
    return f"---\nid: {key}\naliases: {aliases}\ntitle: 글\nminutes: 1\n---\n글\n"


def test_front_matter_notebooks_and_course_yml_name_former_ids(tmp_path: Path) -> None:
    lab = notebook().replace('"id": "lab"', '"id": "lab", "aliases": "play"')
    folder = write_course(
        tmp_path,
        {
            "course.yml": COURSE + "aliases: {beginning: start, 01-one/09-Old Name.md: more}\n",
            "01-one/01-start.md": with_aliases("start", "[first, 글-하나, start]"),
            "02-two/01-lab.ipynb": lab,
        },
    )

    read = read_course(folder)

    assert read.course is not None
    assert [p for p in read.problems if p.severity == "error"] == []
    assert read.course.former_keys == {
        "beginning": "start",
        "one-old-name": "more",
        "first": "start",
        "글-하나": "start",
        "play": "lab",
    }


@pytest.mark.parametrize(
    ("changes", "code", "file", "line"),
    [
        (
            {
                "01-one/01-start.md": with_aliases("start", "[old]"),
                "01-one/02-more.md": with_aliases("more", "[old]"),
            },
            "duplicate-alias",
            "01-one/02-more.md",
            3,
        ),
        (
            {"01-one/02-more.md": with_aliases("more", "[start]")},
            "duplicate-alias",
            "01-one/02-more.md",
            3,
        ),
        (
            {"01-one/02-more.md": with_aliases("more", "['a?b']")},
            "bad-alias",
            "01-one/02-more.md",
            3,
        ),
        ({"course.yml": COURSE + "aliases: {old: none}\n"}, "unknown-alias", "course.yml", 9),
        ({"course.yml": COURSE + "aliases: [old]\n"}, "bad-alias", "course.yml", 9),
    ],
)
def test_a_claim_that_cannot_be_is_an_error_at_its_place(
    tmp_path: Path, changes: dict[str, str | bytes | None], code: str, file: str, line: int
) -> None:
    problems = read_course(write_course(tmp_path, changes)).problems

    found = [(p.code, p.file, p.line) for p in problems if p.severity == "error"]
    assert found == [(code, file, line)]


def test_the_same_alias_in_every_language_is_one_claim(tmp_path: Path) -> None:
    texts: dict[str, str | bytes | None] = {
        "01-one/01-start.md": with_aliases("start", "[old]"),
        "01-one/01-start.en.md": with_aliases("start", "[old]"),
    }

    read = read_course(write_course(tmp_path, texts))

    assert read.course is not None
    assert read.course.former_keys == {"old": "start"}
