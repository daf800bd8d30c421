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
