"""A lesson of The Carpentries is a course: its episodes, its boxes, its one flat site."""

from __future__ import annotations

from pathlib import Path

from courses import ReadCourse, read_course
from courses.dialects.carpentries import boxed
from tests.courses.small_course import PNG

EPISODE = """---
title: Second steps
---

::::::::::::::::::::: objectives

- Learn it.

::::::::::::::::::::::::::::::::

::::::: challenge

## Try this

Do it.

```
::: solution
```

::::::::::::: solution

Done.

:::::::::::::::
::::::

::: instructor
Only for you.
:::

:::: unknown
Still here.
::::

[pictures](fig/x.png) [setup](setup.html) [terms](../learners/reference.md#term)
"""
FILES: dict[str, str | bytes] = {
    "config.yaml": "title: A lesson\nepisodes:\n- two.md\n- one.md\n- none.md\nlang: en\n",
    "README.md": "# The repository\n",
    "index.md": "What it is about.\n",
    "episodes/one.md": "---\ntitle: First steps\n---\n\nText.\n",
    "episodes/two.md": EPISODE,
    "episodes/fig/x.png": PNG,
    "learners/setup.md": "---\ntitle: Setup\n---\n\nInstall.\n",
    "learners/reference.md": "# Glossary\n\n{:auto_ids}\n\nTerm\n:   A word. ![x](fig/x.png) [on](two.html)\n",
    "instructors/notes.md": "# Notes\n",
}


def read(root: Path) -> ReadCourse:
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_course(root)


def test_episodes_stand_in_the_order_of_the_settings(tmp_path: Path) -> None:
    found = read(tmp_path)

    assert found.layout == "carpentries"
    assert found.course is not None
    units = [
        (unit.title["en"], [lesson.variants["en"].title for lesson in unit.lessons])
        for unit in found.course.units
    ]
    assert units == [
        ("A lesson", ["A lesson", "Setup"]),
        ("Episodes", ["Second steps", "First steps"]),
        ("For learners", ["Glossary"]),
        ("For instructors", ["Notes"]),
    ]
    assert [each.code for each in found.problems] == ["missing-page"]
    assert found.links.internal == 4
    assert found.links.broken == ()


def test_boxes_have_their_titles_and_what_is_in_them(tmp_path: Path) -> None:
    course = read(tmp_path).course

    assert course is not None
    page = course.units[1].lessons[0].variants["en"]
    assert page.html.count('class="admonition-title"') == 2
    assert '<p class="admonition-title">Try this</p>' in page.html
    assert "<summary>Solution</summary>" in page.html
    assert page.text.count(":::") == 1
    assert "Still here." in page.text
    assert "Only for you." not in page.text
    assert page.html.index("Do it.") < page.html.index("Done.") < page.html.index("Still here.")


def test_a_box_that_never_ends_takes_nothing_away() -> None:
    text = "::: challenge\n" * 60 + "Text\n"

    assert "Text" in boxed(text)
    assert boxed("::: callout\n").strip().endswith("{note}") is False
