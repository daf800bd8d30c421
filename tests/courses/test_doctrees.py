"""Courses whose languages each have a folder with a list of pages, as Hugging Face keeps them."""

from __future__ import annotations

from pathlib import Path

from courses import ReadCourse, read_course

LIST = """\
- title: Begin
  sections:
  - local: unit0/second
    title: The second
  - local: unit0/first
    title: The first
- title: Frameworks
  sections:
  - local_fw: {pt: unit1/a, tf: unit1/a_tf}
    title: Models
  - title: Deeper
    sections:
    - local: unit1/b
      title: B
  - local: unit1/none
    title: Gone
"""
FILES = {
    "README.md": "# The course\n",
    "units/en/_toctree.yml": LIST,
    "units/en/unit0/first.mdx": "# First\n\n[on](second#there) [b](/unit1/b)\n",
    "units/en/unit0/second.mdx": "# Second\n\n## There\n",
    "units/en/unit1/a.mdx": "# A\n",
    "units/en/unit1/a_tf.mdx": "# A for another\n",
    "units/en/unit1/b.mdx": "# B\n",
    "units/ko/_toctree.yml": "- title: 시작\n  sections:\n  - local: unit0/first\n",
    "units/ko/unit0/first.mdx": "# 첫째\n",
    "units/ko/unit0/second.mdx": "# 둘째\n",
    "units/ko/unit1/a.mdx": "# 가\n",
}


def read(root: Path) -> ReadCourse:
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return read_course(root)


def test_the_list_gives_parts_order_and_titles_and_the_folders_the_languages(
    tmp_path: Path,
) -> None:
    found = read(tmp_path)

    assert found.layout == "doctree"
    assert found.course is not None
    assert dict(found.course.title) == {"en": "The course"}
    assert found.course.languages == ("en", "ko")
    units = [
        (unit.title.get("en"), [lesson.variants["en"].title for lesson in unit.lessons])
        for unit in found.course.units
    ]
    assert units == [
        ("Begin", ["The second", "The first"]),
        ("Frameworks", ["A", "A for another", "B"]),
    ]
    first = found.course.units[0].lessons[1]
    assert first.variants["ko"].title == "첫째"


def test_links_lead_on_and_a_page_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    found = read(tmp_path)

    assert found.links.broken == ()
    assert [(p.code, p.file, p.line) for p in found.problems] == [
        ("missing-page", "units/en/_toctree.yml", 15)
    ]


def test_a_list_that_is_none_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "_toctree.yml").write_text("- 3\n- {title: x, sections: {a: b}}\n")
    (tmp_path / "page.md").write_text("# Page\n")

    found = read_course(tmp_path)

    assert found.course is None
    assert [p.code for p in found.problems] == ["no-lessons"]
