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


def write(root: Path, files: dict[str, str | bytes]) -> ReadCourse:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_course(root)


NUMBERED: dict[str, str | bytes] = {
    "docusaurus.config.js": "module.exports = {presets: [['classic', {docs: {routeBasePath: 'learn'}}]]};",
    "docs/01-start/_category_.json": json.dumps(
        {"label": "First steps", "link": {"type": "generated-index", "slug": "/all-steps"}}
    ),
    "docs/01-start/01-intro.md": "# Intro\n",
    "docs/01-start/02 - named.md": "---\nid: called\n---\n\n# Named\n",
    "docs/01-start/2024-05-report.md": "# Report\n",
    "docs/02-more/02-more.md": "# More\n",
    "docs/02-more/deep.md": "---\nslug: /short\n---\n\n# Deep\n\n[by its address](start/intro)\n",
}


def links_from_a_page(root: Path, *targets: str) -> tuple[str, ...]:
    """Those of some links that lead nowhere."""
    page = "# Links\n\n" + "\n".join(f"[to a page]({target})\n" for target in targets)
    read = write(root, {**NUMBERED, "docs/links.mdx": page})
    assert read.links.internal == len(targets) + 1
    return tuple(link.target for link in read.links.broken)


def test_pages_are_addressed_with_and_without_the_numbers_of_their_names(tmp_path: Path) -> None:
    broken = links_from_a_page(
        tmp_path,
        "01-start/01-intro.md",
        "./01-start/01-intro",
        "start/intro",
        "/learn/start/intro",
        "/learn/start/intro/",
        "/learn/start/2024-05-report",
        "/learn/start/05-report",
        "/learn/more",
    )

    assert broken == ("/learn/start/05-report",)


def test_pages_have_the_addresses_that_their_front_matter_says(tmp_path: Path) -> None:
    broken = links_from_a_page(
        tmp_path, "/learn/short", "short", "/learn/start/called", "/learn/start/named"
    )

    assert broken == ("/learn/start/named",)


def test_a_list_of_a_folders_pages_has_an_address(tmp_path: Path) -> None:
    broken = links_from_a_page(tmp_path, "/learn/all-steps", "/learn/start", "/learn/none")

    assert broken == ("/learn/none",)


TRANSLATED = "i18n/ko/docusaurus-plugin-content-docs/current"


def test_folders_of_translations_are_languages_of_the_same_lessons(tmp_path: Path) -> None:
    read = write(
        tmp_path,
        {
            "docusaurus.config.js": "export default {title: 'It', i18n: {defaultLocale: 'en'}};",
            "docs/images/_category_.json": json.dumps({"label": "Pictures"}),
            "docs/images/a.md": "# A picture\n",
            "docs/images/b.md": "# Another\n",
            "docs/images/_part.md": "Part\n",
            "docs/images/later.md": "---\ndraft: true\n--- \n\n# Later\n",
            "docs/x.png": PNG,
            f"{TRANSLATED}/images/_category_.json": json.dumps({"label": "그림"}),
            f"{TRANSLATED}/images/a.md": "# 그림\n\n[다음](b.md) ![그림](../x.png) [곳](/docs/images/b)\n",
            "i18n/ko/docusaurus-plugin-content-blog/2026-news.md": "# 소식\n",
            "i18n/ko/docusaurus-plugin-content-docs/version-1/images/a.md": "# 예전\n",
        },
    )

    assert read.course is not None
    assert read.course.languages == ("en", "ko")
    assert [dict(unit.title) for unit in read.course.units] == [{"en": "Pictures", "ko": "그림"}]
    titles = [{code: v.title for code, v in x.variants.items()} for x in read.course.lessons]
    assert titles == [{"en": "A picture", "ko": "그림"}, {"en": "Another"}]
    assert read.problems == ()
    assert read.links.internal == 2


def test_what_a_page_imports_is_known_wherever_it_does(tmp_path: Path) -> None:
    read = write(
        tmp_path,
        {
            "docusaurus.config.js": "",
            "docs/a.md": "# A\n\nimport Plan from './plan.png';\n\n<Plan alt='Plan' />\n<img src={Plan} alt='Plan' />\n",
            "docs/b.md": "# B\n\n```js\nimport Plan from './plan.png';\n```\n\nimport {x} as it is\n",
            "docs/plan.png": PNG,
        },
    )

    assert read.course is not None
    a, b = (lesson.variants["en"].html for lesson in read.course.lessons)
    assert a.count("<img") == 2
    assert "import" not in a
    assert b.count("import") == 2
    assert read.problems == ()


def test_tabs_on_one_line_have_the_words_that_their_set_gives_them(tmp_path: Path) -> None:
    page = """# A

import Tabs from '@theme/Tabs';
import TabItem from '@theme/TabItem';

<Tabs values={[{label: 'In Korean', value: 'ko'}, {value: 'en', label: "In English"}]}>
<TabItem value="ko">안녕</TabItem>
<TabItem value="en">

Hello ![x](../../img/x.png)

</TabItem>
</Tabs>

After it.
"""
    read = write(
        tmp_path, {"docusaurus.config.js": "", "docs/b/a.md": page, "static/img/x.png": PNG}
    )

    assert read.course is not None
    shown = read.course.lessons[0].variants["en"]
    assert read.problems == ()
    for words in ("In Korean", "안녕", "In English", "Hello", "After it."):
        assert words in shown.text
    assert ":::" not in shown.text
    assert shown.html.index("In English") > shown.html.index("안녕")
