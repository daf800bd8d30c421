"""Folders of translations as automatic translators name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses import read_course
from tests.courses.test_layouts import write


@pytest.mark.parametrize(
    ("folder", "language"),
    [("hk", "zh-HK"), ("mo", "zh-MO"), ("ph", "fil"), ("qu", "qu"), ("pt-br", "pt-BR")],
)
def test_every_short_name_among_translations_is_a_language(
    tmp_path: Path, folder: str, language: str
) -> None:
    write(
        tmp_path,
        {
            "README.md": "# Course\n",
            "1-one/README.md": "# One\n",
            f"translations/{folder}/README.md": "# 课程\n",
            f"translations/{folder}/1-one/README.md": "# 一\n",
        },
    )
    found = read_course(tmp_path)

    assert found.course is not None
    assert found.course.languages == ("en", language)
    assert [len(lesson.variants) for lesson in found.course.lessons] == [2, 2]


def test_folders_named_for_languages_hold_translations_of_files_of_the_same_name(
    tmp_path: Path,
) -> None:
    write(
        tmp_path,
        {
            "readme.md": "# Course\n",
            "01_Day/01_intro.md": "# Intro\n",
            "02_Day/02_lists.md": "# Lists\n",
            "Korean/readme_ko.md": "# 강의\n",
            "Korean/01_intro_ko.md": "# 소개\n\n[강의](readme_ko.md)\n",
            "Spanish/02_Day/02_lists.md": "# Listas\n",
            "Misspelt/02_lists.md": "# Listes\n",
            "Misspelt/01_intro.md": "# Introduction\n",
        },
    )
    found = read_course(tmp_path)

    assert found.course is not None
    titles = [{code: v.title for code, v in x.variants.items()} for x in found.course.lessons]
    assert titles == [
        {"en": "Course", "ko": "강의"},
        {"en": "Intro", "ko": "소개"},
        {"en": "Lists", "es": "Listas"},
        {"en": "Introduction"},
        {"en": "Listes"},
    ]
    assert found.links.broken == ()


def test_a_folder_named_for_a_language_may_be_about_it(tmp_path: Path) -> None:
    write(tmp_path, {"a/one.md": "# One\n", "Spanish/verbs.md": "# Verbs\n"})
    found = read_course(tmp_path)

    assert found.course is not None
    assert found.course.languages == ("en",)
    assert len(found.course.lessons) == 2
