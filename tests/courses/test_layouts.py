"""Courses as they lie in the world: each shape of folder becomes a course by itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest

from courses import ReadCourse, read_course
from tests.courses.small_course import PNG, markdown_cell, notebook

Files = Mapping[str, str | bytes]


def write(root: Path, files: Files) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def shape(read: ReadCourse) -> list[tuple[str, list[str]]]:
    """Unit titles with the titles of their lessons, in the course's first language."""
    assert read.course is not None, read.problems
    first = read.course.languages[0]
    return [
        (next(iter(unit.title.values())), [_title(each.variants, first) for each in unit.lessons])
        for unit in read.course.units
    ]


def _title(variants: Mapping[str, object], first: str) -> str:
    variant = variants.get(first) or next(iter(variants.values()))
    return str(getattr(variant, "title"))  # noqa: B009 - any variant has a title


def languages(read: ReadCourse) -> dict[str, list[str]]:
    assert read.course is not None
    return {each.key: list(each.variants) for each in read.course.lessons}


PAGES = {
    "intro.md": "# Welcome\n\nSome words.",
    "a.md": "# Alpha\n\nwords",
    "b.ipynb": notebook(markdown_cell("# Beta"), key="", title=""),
    "c.md": "# Gamma",
    "d.md": "# Delta",
}


@pytest.mark.parametrize(
    ("toc", "expected"),
    [
        (
            (
                "format: jb-book\nroot: intro\nparts:\n- caption: One\n  chapters:\n  - file: a\n"
                "    sections:\n    - file: b\n- caption: Two\n  chapters:\n  - file: c.md\n    title: See\n"
            ),
            [("Welcome", ["Welcome"]), ("One", ["Alpha", "Beta"]), ("Two", ["See"])],
        ),
        (
            (
                "format: jb-book\nroot: intro\nchapters:\n- file: a\n  sections:\n  - file: b\n"
                "- url: https://example.org\n  title: Out\n- glob: '[cd]*'\n"
            ),
            [("Welcome", ["Welcome"]), ("Alpha", ["Alpha", "Beta"]), ("Gamma", ["Gamma", "Delta"])],
        ),
        (
            "format: jb-article\nroot: intro\nsections:\n- file: a\n- file: b\n",
            [("Book", ["Welcome", "Alpha", "Beta"])],
        ),
        (
            "- file: intro\n  numbered: true\n- part: 하나\n  chapters:\n  - file: a\n  - file: b\n",
            [("Welcome", ["Welcome"]), ("하나", ["Alpha", "Beta"])],
        ),
        (
            (
                "- file: intro\n- header: First\n- file: a\n  expand_sections: true\n  sections:\n"
                "  - file: b\n- header: Second\n- file: c\n"
            ),
            [("Welcome", ["Welcome"]), ("First", ["Alpha", "Beta"]), ("Second", ["Gamma"])],
        ),
        (
            "- url: /intro\n- url: /a\n  sections:\n  - url: /b\n- divider: true\n- search: true\n",
            [("Welcome", ["Welcome"]), ("Alpha", ["Alpha", "Beta"])],
        ),
    ],
    ids=["parts", "chapters-glob-url", "article", "old-parts", "old-headers", "oldest"],
)
def test_every_form_of_a_jupyter_book_toc_gives_its_order(
    tmp_path: Path, toc: str, expected: list[tuple[str, list[str]]]
) -> None:
    read = read_course(write(tmp_path, {**PAGES, "_toc.yml": toc, "_config.yml": "title: Book"}))

    assert read.layout == "jupyter-book"
    assert not read.has_errors
    assert shape(read) == expected
    assert read.course is not None
    assert read.course.title == {"en": "Book"}


def test_a_book_below_the_root_is_found_and_slash_means_its_folder(tmp_path: Path) -> None:
    book = {f"book/{name}": text for name, text in PAGES.items()}
    more = {
        "README.md": "# Sources",
        "book/_toc.yml": "format: jb-book\nroot: intro\nchapters:\n- file: a\n- file: gone\n",
        "book/images/x.png": PNG,
        "book/a.md": "# Alpha\n\n![x](/images/x.png) [d](d) [r](/intro.md) [h](intro.html#welcome)",
    }

    read = read_course(write(tmp_path, {**book, **more}))

    assert read.links.broken == ()
    assert [(p.code, p.file, p.line) for p in read.problems] == [
        ("missing-page", "book/_toc.yml", 5)
    ]
    assert shape(read)[0][1] == ["Welcome", "Alpha"]
    assert shape(read)[1] == ("Further pages", ["Delta"])
    assert read.course is not None
    html = read.course.lessons[1].variants["en"].html
    assert 'href="d"' in html
    assert 'href="intro"' in html


def test_a_myst_project_follows_its_toc_or_its_folders(tmp_path: Path) -> None:
    toc = (
        "version: 1\nextends: [base.yml]\nproject:\n  toc:\n  - file: intro.md\n  - title: Deep\n"
        "    children:\n    - file: a.md\n      title: First\n    - pattern: '[bc]*'\n"
        "    - url: https://example.org\n"
    )
    listed = {"myst.yml": toc, "base.yml": "project:\n  title: A project\n"}
    unlisted = {
        "myst.yml": "version: 1\nsite:\n  title: A site\n",
        "10-z/x.md": "# X",
        "2-y/y.md": "# Y",
    }

    by_toc = read_course(write(tmp_path / "one", {**PAGES, **listed}))
    by_folder = read_course(write(tmp_path / "two", {**PAGES, **unlisted}))

    assert by_toc.layout == by_folder.layout == "myst"
    assert [lessons for _, lessons in shape(by_toc)] == [["Welcome"], ["First", "Beta", "Gamma"]]
    assert shape(by_toc)[1][0] == "Deep"
    assert [title for title, _ in shape(by_folder)][1:] == ["Y", "Z"]
    assert by_toc.course is not None
    assert by_toc.course.title == {"en": "A project"}
    assert by_folder.course is not None
    assert by_folder.course.title == {"en": "A site"}


def test_a_docsify_site_follows_its_sidebar_and_its_routes(tmp_path: Path) -> None:
    files = {
        "index.html": "<script>window.$docsify = { name: 'My site', repo: 'o/r' }</script>",
        "README.md": "# Home\n\n[to b](#/guide/b?id=part-two) [r](guide/a) [x](https://github.com/o/r/blob/main/guide/b.md)",
        "_sidebar.md": "- [Home](/)\n- Guide\n  - [A *page*](guide/a.md)\n  - [B](/guide/b)\n",
        "guide/a.md": "# A\n\n[b](guide/b.md?id=part-two)",
        "guide/b.md": "# B\n\n## Part two\n\n[home](/)",
    }

    read = read_course(write(tmp_path, files))

    assert read.layout == "docsify"
    assert (read.links.internal, read.links.external, read.links.broken) == (5, 0, ())
    assert shape(read) == [("Home", ["Home"]), ("Guide", ["A page", "B"])]
    assert read.course is not None
    assert 'href="guide-b#part-two"' in read.course.lessons[0].variants["en"].html


CURRICULUM = {
    "README.md": "# ML for All\n\n[한국어](translations/README.ko.md) [1](1-intro/1-what/README.md)",
    "translations/README.ko.md": "# 모두의 ML\n\n안녕하세요. [English](../README.md)",
    "1-intro/README.md": "# Introduction",
    "1-intro/1-what/README.md": "# What\n\n[task](assignment.md) [ko](translations/README.ko.md) [s](solution/README.md)",
    "1-intro/1-what/translations/README.ko.md": "# 무엇\n\n안녕하세요",
    "1-intro/1-what/translations/README.zh-cn.md": "# 什么\n\n你好",
    "1-intro/1-what/assignment.md": "# Assignment",
    "1-intro/1-what/solution/README.md": "# The answer is secret",
    "1-intro/2-more/README.md": "# More",
    "1-intro/10-last/README.md": "# Last",
    "1-intro/10-last/task-sol.md": "# Also secret",
    "quiz-app/package.json": "{}",
    "quiz-app/README.md": "# An app",
    "CONTRIBUTING.md": "# Contributing",
}  # fmt: skip


def test_a_curriculum_with_translations_has_each_lesson_once(tmp_path: Path) -> None:
    read = read_course(write(tmp_path, CURRICULUM))

    assert read.layout == "folders"
    assert shape(read) == [
        ("ML for All", ["ML for All"]),
        ("Introduction", ["Introduction", "What", "Assignment", "More", "Last"]),
    ]
    assert read.course is not None
    assert read.course.languages == ("en", "ko", "zh-CN")
    assert read.course.title == {"en": "ML for All", "ko": "모두의 ML"}
    assert languages(read)["intro-what"] == ["en", "ko", "zh-CN"]
    assert 'href="readme?lang=ko"' in read.course.lessons[0].variants["en"].html
    assert 'href="readme?lang=en"' in read.course.lessons[0].variants["ko"].html
    assert 'href="?lang=ko"' not in read.course.lessons[2].variants["en"].html
    assert 'href="intro-what?lang=ko"' in read.course.lessons[2].variants["en"].html


def test_solutions_are_for_instructors_and_trainees_get_no_way_to_them(tmp_path: Path) -> None:
    read = read_course(write(tmp_path, CURRICULUM))

    assert read.course is not None
    assert [each.variants["en"].title for each in read.course.solutions] == [
        "The answer is secret",
        "Also secret",
    ]
    seen = [v.html + v.text for each in read.course.lessons for v in each.variants.values()]
    assert not any("secret" in text or "solution" in text for text in seen)
    assert [p.code for p in read.problems] == ["solution-link"]
    assert read.links.broken == ()


@pytest.mark.parametrize(
    ("translation", "language"),
    [
        ("translations/ko/1-a/page.md", "ko"),
        ("translations/pt-br/1-a/page.md", "pt-BR"),
        ("1-a/translations/page.zh_TW.md", "zh-TW"),
        ("1-a/page.ko.md", "ko"),
        ("1-a/page_ko.md", "ko"),
        ("1-a/page-zh-CN.md", "zh-CN"),
        ("ko/1-a/page.md", "ko"),
        ("i18n/ja/1-a/page.md", "ja"),
        ("1-a/translations/ko/page.md", "ko"),
        (unicodedata.normalize("NFD", "translations/ko/1-a/page.md"), "ko"),
    ],
)
def test_a_translation_is_a_variant_however_it_is_named(
    tmp_path: Path, translation: str, language: str
) -> None:
    files = {"README.md": "# Course", "1-a/page.md": "# Page", "2-b/other.md": "# Other"}

    read = read_course(write(tmp_path, {**files, translation: "# 번역"}))

    assert languages(read) == {"readme": ["en"], "a-page": ["en", language], "b-other": ["en"]}


@pytest.mark.parametrize(
    "name", ["nn/x.md", "cv/x.md", "la/x.md", "ml/x.md", "a/what-is.md", "x/setup.py.md"]
)
def test_a_word_that_could_be_a_language_stays_a_lesson_where_it_translates_nothing(
    tmp_path: Path, name: str
) -> None:
    read = read_course(write(tmp_path, {"README.md": "# Course", "b/y.md": "# Y", name: "# X"}))

    assert read.course is not None
    assert read.course.languages == ("en",)
    assert len(read.course.lessons) == 3


def test_folders_of_languages_beside_each_other_are_one_course(tmp_path: Path) -> None:
    files = {
        f"{code}/{page}.md": f"# {word} {page}\n\n[next](b.md)\n"
        for code, word in (("en", "English"), ("ko", "한국어"))
        for page in ("README", "a", "b")
    }
    read = read_course(write(tmp_path, {"README.md": "# 강의\n\n한국어와 영어", **files}))

    assert read.course is not None
    assert set(languages(read)["b"]) == {"ko", "en"}
    assert len(read.course.lessons) == 4


def test_a_translation_of_nothing_is_a_problem_and_no_lesson(tmp_path: Path) -> None:
    read = read_course(write(tmp_path, {"README.md": "# C", "translations/ko/gone.md": "# 옛"}))

    assert read.course is not None
    assert len(read.course.lessons) == 1
    assert [(p.code, p.file) for p in read.problems] == [
        ("orphan-translation", "translations/ko/gone.md")
    ]


def test_one_file_is_a_course_with_the_pictures_beside_it(tmp_path: Path) -> None:
    files = {
        "한 장.md": "# 한 장\n\n![점](img/p.png) [더](other.md)\n\n글이 있습니다.",
        "img/p.png": PNG,
        "other.md": "# other",
    }
    write(tmp_path, files)

    read = read_course(tmp_path / "한 장.md")

    assert read.layout == "single-file"
    assert read.course is not None
    assert read.course.title == {"ko": "한 장"}
    assert len(read.course.lessons) == 1
    assert (read.links.internal, read.links.broken) == (1, ())
    assert read_course(tmp_path / "img" / "p.png").course is None


def test_odd_names_and_code_pages_work(tmp_path: Path) -> None:
    files = {
        "readme.MD": "# Odd\n\n[a](Sub%20Folder/My%20Page.MD) [b](sub%20folder/my page.md) [c](sub+folder/)",
        "Sub Folder/My Page.MD": "# My page",
        "Sub Folder/N.Ipynb": notebook(markdown_cell("# N"), key="", title=""),
        "Sub Folder/latin.md": "# Caf\xe9 \xe9t\xe9".encode("cp1252"),
        "Sub Folder/wide.md": "# 넓은 글".encode("utf-16"),
    }

    read = read_course(write(tmp_path, files))

    assert not read.has_errors
    assert read.course is not None
    titles = {v.title for each in read.course.lessons for v in each.variants.values()}
    assert titles == {"Odd", "My page", "N", "Café été", "넓은 글"}
    codes = [(p.code, p.file) for p in read.problems]
    assert ("case-mismatch", "readme.MD") in codes
    assert ("not-utf8", "Sub Folder/latin.md") in codes
