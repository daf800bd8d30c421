"""A book for mdBook is a course: its summary, and what its chapters take in."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses import ReadCourse, read_course
from courses.dialects.inclusions import part_of

SUMMARY = """# Summary

[Foreword](foreword.md)

- [Start](start/README.md)
  - [Install](start/install.md)
- [Draft]()

# Second part

- [Last](last.md)

---

[Thanks](thanks.md)
"""
PROGRAM = """// ANCHOR: all
fn main() {
    // ANCHOR: inner
    run();
    // ANCHOR_END: inner
}
// ANCHOR_END: all
"""
FILES = {
    "book.toml": '[book]\ntitle = "A book"\nlanguage = "en"\n\n[output.html.redirect]\n"old.html" = "start/install.html"\n',
    "README.md": "# About the repository\n",
    "TRANSLATING_JA.md": "# 翻訳\n",
    "2018/src/SUMMARY.md": "- [Old](old.md)\n",
    "2018/src/old.md": "# Old\n",
    "src/SUMMARY.md": SUMMARY,
    "src/foreword.md": "# Foreword\n\n[moved](old.html) [next](start/)\n",
    "src/start/README.md": "# Start\n\n```rust,ignore\n{{#rustdoc_include ../../code/main.rs:inner}}\n```\n",
    "src/start/install.md": "# Install\n\n{{#include ../part.md}}\n\n\\{{#include x}} {{#title Other}}\n",
    "src/part.md": "Taken in, with {{#include nothing.md}}.\n",
    "src/last.md": "# Last\n\n{{#playground ../code/main.rs editable}}\n",
    "src/thanks.md": "# Thanks\n",
    "code/main.rs": PROGRAM,
}


def read(root: Path) -> ReadCourse:
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return read_course(root)


def test_chapters_stand_in_the_order_of_the_summary(tmp_path: Path) -> None:
    found = read(tmp_path)

    assert found.layout == "mdbook"
    assert found.course is not None
    assert dict(found.course.title) == {"en": "A book"}
    assert found.course.languages == ("en",)
    keys = [[lesson.key for lesson in unit.lessons] for unit in found.course.units]
    assert keys == [["foreword"], ["start", "start-install"], ["last", "thanks"]]
    assert found.problems == ()
    assert found.links.internal == 2


def test_chapters_show_what_they_take_in(tmp_path: Path) -> None:
    course = read(tmp_path).course

    assert course is not None
    pages = {lesson.key: lesson.variants["en"] for lesson in course.lessons}
    assert "run();" in pages["start"].text
    assert "main" not in pages["start"].text
    assert "ANCHOR" not in pages["start"].text
    assert "Taken in, with {{#include nothing.md}}." in pages["start-install"].text
    assert pages["start-install"].text.rstrip().endswith("{{#include x}}")
    assert "fn main() {" in pages["last"].text


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("", "a\nb\nc\nd"),
        ("2", "b"),
        ("2:3", "b\nc"),
        (":2", "a\nb"),
        ("3:", "c\nd"),
        ("none", ""),
        ("9:1", ""),
    ],
)
def test_a_part_of_a_file_is_lines_or_what_an_anchor_holds(part: str, shown: str) -> None:
    assert part_of("a\nb\nc\nd\n", part) == shown


def test_files_that_take_each_other_in_end(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "book.toml").write_text("[book\n")
    (tmp_path / "src/SUMMARY.md").write_text("- [A](a.md)\n")
    (tmp_path / "src/a.md").write_text("# A\n\nx {{#include a.md}} {{#include ../../secret}}\n")

    found = read_course(tmp_path)

    assert found.course is not None
    assert found.course.lessons[0].variants["en"].text.count("x ") < 40
