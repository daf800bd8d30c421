"""A site for Docusaurus is a course: its folders in their order, under their labels."""

from __future__ import annotations

import json
from pathlib import Path

from courses import ReadCourse, read_course
from tests.courses.small_course import PNG

SETTINGS = "const config = {\n  title: 'Learn it',\n  tagline: 'x',\n};\nexport default config;\n"
PAGES: dict[str, str | bytes] = {
    "docusaurus.config.ts": SETTINGS,
    "package.json": "{}",
    "README.md": "# About the site\n",
    "docs/intro.md": "---\nsidebar_position: 1\n---\n\n# Welcome\n\n[on](/docs/second/a) ![x](/img/x.png)\n",
    "docs/first/_category_.json": json.dumps({"label": "Zeroth", "position": 9}),
    "docs/first/one.mdx": "# One\n\n:::tip[Try]\nit\n:::\n",
    "docs/second/_category_.yml": "label: Basics\nposition: 2\n",
    "docs/second/a.md": "---\nsidebar_position: 2\n---\n\n# A\n",
    "docs/second/b.md": "---\nsidebar_position: 1\n---\n\n# B\n\n[back](../intro.md)\n",
    "docs/second/deep/_category_.json": json.dumps({"label": "Deep", "position": 1.5}),
    "docs/second/deep/c.mdx": "# C\n",
    "static/img/x.png": PNG,
    "blog/2026-news.md": "# News\n",
}


def read(root: Path, below: str = "") -> ReadCourse:
    for name, content in PAGES.items():
        path = root / below / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_course(root)


def check(read: ReadCourse) -> None:
    assert read.course is not None
    assert read.layout == "docusaurus"
    assert dict(read.course.title) == {"en": "Learn it"}
    units = [
        (
            next(iter(unit.title.values())),
            [v.title for x in unit.lessons for v in x.variants.values()],
        )
        for unit in read.course.units
    ]
    assert units == [("Welcome", ["Welcome"]), ("Basics", ["B", "C", "A"]), ("Zeroth", ["One"])]
    assert read.problems == ()
    assert read.links.internal == 2


def test_units_and_lessons_stand_in_the_order_of_their_positions(tmp_path: Path) -> None:
    check(read(tmp_path))


def test_the_site_may_lie_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    check(read(tmp_path, "website"))


def test_sidebars_give_the_order_and_settings_the_folder_and_the_root(tmp_path: Path) -> None:
    settings = "module.exports = {docs: {path: '../pages', routeBasePath: '/'}};\n"
    sidebars = "module.exports = {main: ['b/two', {items: ['b/one', 'a/named']}]};\n"
    files = {
        "website/docusaurus.config.js": settings,
        "website/sidebars.js": sidebars,
        "website/README.md": "# Of the site\n",
        "pages/a/x.md": "---\nid: named\n---\n\n# X\n\n[two](/b/two)\n",
        "pages/b/one.md": "---\nid: one\n---\n\n# One\n",
        "pages/b/two.md": "---\nid: two\n---\n\n# Two\n",
        "pages/c/one.md": "---\nid: one\n---\n\n# Not listed\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    found = read_course(tmp_path)

    assert found.course is not None
    assert [x.key for x in found.course.lessons] == ["b-two", "b-one", "a-x", "c-one"]
    assert found.problems == ()


def test_files_that_describe_folders_badly_say_nothing(tmp_path: Path) -> None:
    for name, text in {
        "a/_category_.json": "{",
        "b/_category_.json": '["x"]',
        "c/_category_.yml": "position: .nan\nlabel: [x]",
        "d/_category_.json": '{"position": true, "label": 3}',
    }.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
        (tmp_path / name).with_name("page.md").write_text(f"# {name[0].upper()}\n")

    course = read_course(tmp_path).course

    assert course is not None
    assert [next(iter(unit.title.values())) for unit in course.units] == ["A", "B", "C", "D"]
