"""Python scripts with cell marks are notebooks, where they say so or a book lists them."""

from __future__ import annotations

import json
from pathlib import Path

from courses import read_course
from courses.notebooks import is_script_notebook, read_script

HEAD = (
    "# ---\n# jupyter:\n#   jupytext:\n#     text_representation:\n#       format_name: {}\n"
    "#   kernelspec:\n#     name: python3\n# ---\n\n"
)
PERCENT = (
    '# %% [markdown]\n# # Title\n#\n# words\n\n# %% tags=["hide-input"]\n# %matplotlib inline\n'
    'x = 1\n\n\ny = 2\n\n# %% [markdown]\n"""\nmore\n"""\n\n# %% A name\nz = 3\n'
)
LIGHT = "# # Title\n# words\n\nimport os\n\ndef f():\n\n    return 1\n\n# +\na = 1\n\nb = 2\n# -\n\n# end\n"


def cells(source: str) -> list[tuple[str, str]]:
    _, notebook = read_script(source)
    return [(cell.kind, cell.source) for cell in notebook.cells]


def test_percent_marks_begin_cells() -> None:
    assert cells(PERCENT) == [
        ("markdown", "# Title\n\nwords"),
        ("code", "%matplotlib inline\nx = 1\n\n\ny = 2"),
        ("markdown", "more"),
        ("code", "z = 3"),
    ]
    assert read_script(PERCENT)[1].cells[1].metadata == {"tags": ["hide-input"]}


def test_light_scripts_are_read_by_paragraphs() -> None:
    assert cells(HEAD.format("light") + LIGHT) == [
        ("markdown", "# Title\nwords"),
        ("code", "import os"),
        ("code", "def f():\n\n    return 1"),
        ("code", "a = 1\n\nb = 2"),
        ("markdown", "end"),
    ]


def test_only_the_settings_at_the_head_make_a_script_a_notebook() -> None:
    assert is_script_notebook("#!/usr/bin/env python\n" + HEAD.format("percent"))
    assert not is_script_notebook(PERCENT)
    assert not is_script_notebook("# jupytext\n" + "\n" * 5_000)


def test_a_book_lists_scripts_and_others_stay_files(tmp_path: Path) -> None:
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: a\nchapters:\n- file: b.py\n")
    (tmp_path / "a.md").write_text("# A\n\n[b](b.py)\n")
    (tmp_path / "b.py").write_text(PERCENT)
    (tmp_path / "other.py").write_text("x = 1\n")
    read = read_course(tmp_path)

    assert read.problems == ()
    assert read.course is not None
    lesson = read.course.lessons[1]
    assert [one.key for one in read.course.lessons] == ["a", "b"]
    assert (lesson.kind, lesson.variants["en"].title) == ("notebook", "Title")
    assert [m.path for m in lesson.materials] == ["b.ipynb"]
    assert json.loads(lesson.materials[0].data)["cells"][1]["source"].startswith("%matplotlib")


def test_a_folder_has_scripts_that_say_so_unless_a_notebook_is_beside(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# A\n")
    for name in ("one", "two"):
        (tmp_path / f"{name}.py").write_text(HEAD.format("percent") + PERCENT)
    (tmp_path / "plain.py").write_text(PERCENT)
    (tmp_path / "two.md").write_text("# Two\n")
    read = read_course(tmp_path)

    assert read.course is not None
    paths = {v.path for lesson in read.course.lessons for v in lesson.variants.values()}
    assert paths == {"README.md", "one.py", "two.md"}
