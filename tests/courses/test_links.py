"""Links lead where they lead on the sites a course comes from; what is broken there is listed."""

from __future__ import annotations

import random
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses import read_course
from courses.source import Folder
from tests.courses.small_course import PNG, markdown_cell, notebook
from tests.courses.test_layouts import write

COURSE = {
    "README.md": "# Course",
    "1-a/README.md": "# Unit A\n\n## What's new? (2024) & more\n\n## 한글 제목, 점.\n\n## 🚀 Launch\n\n## 1. Start Here\n\n## Same\n\n## Same\n\n<a name='old'></a>text",
    "1-a/page.md": "# Page",
    "1-a/한글 문서.md": "# 한글 문서",
    "1-a/solution/answer.md": "# Answer",
    "2-b/nb.ipynb": notebook(markdown_cell("# Notebook\n\n## Big Part"), key="", title=""),
    "images/p.png": PNG,
    "code/app.py": "x = 1\n",
    "code/setup.exe": b"MZ",
    "LICENSE": "MIT",
    ".github/ci.yml": "x: 1",
    "empty/.gitkeep": "",
    ".git/config": '[remote "origin"]\n\turl = git@github.com:Own/Repo.git\n',
}  # fmt: skip


def html_of(
    root: Path, text: str, file: str = "2-b/test.md"
) -> tuple[str, list[tuple[str, int | None]]]:
    read = read_course(write(root, {**COURSE, file: f"# Test\n\n{text}"}))
    assert read.course is not None
    found = {v.path: v.html for each in read.course.lessons for v in each.variants.values()}
    return found[file], [(link.target, link.line) for link in read.links.broken]


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("../1-a/page.md", "a-page"),
        ("../1-a/page", "a-page"),
        ("../1-a/page.html", "a-page"),
        ("/1-a/page.md?x=1", "a-page"),
        ("../1-a/", "a"),
        ("../1-a", "a"),
        ("..", "readme"),
        ("../2-b", "b-nb"),
        ("nb.ipynb#Big-Part", "b-nb#big-part"),
        ("../1-A/Page.MD", "a-page"),
        ("../1-a/%ED%95%9C%EA%B8%80%20%EB%AC%B8%EC%84%9C.md", "a-한글-문서"),
        ("../1-a/한글+문서.md", "a-한글-문서"),
        ("../1-a/README.md#whats-new-2024--more", "a#whats-new-2024--more"),
        ("../1-a/README.md#what-s-new-2024-more", "a#whats-new-2024--more"),
        ("../1-a/README.md#What's-new?-(2024)-&-more", "a#whats-new-2024--more"),
        ("../1-a/README.md#%ED%95%9C%EA%B8%80-%EC%A0%9C%EB%AA%A9-%EC%A0%90", "a#한글-제목-점"),
        ("../1-a/README.md#-launch", "a#-launch"),
        ("../1-a/README.md#launch", "a#-launch"),
        ("../1-a/README.md#_1-start-here", "a#1-start-here"),
        ("../1-a/README.md#start-here", "a#1-start-here"),
        ("../1-a/README.md#same-1", "a#same-1"),
        ("../1-a/README.md#unit-a", "a"),
        ("../1-a/README.md#old", "a#old"),
        ("https://github.com/own/repo/blob/main/1-a/page.md", "a-page"),
        ("https://github.com/Own/Repo/tree/main/1-a", "a"),
        ("https://github.com/else/repo/blob/main/1-a/page.md", "https://github.com/else/repo/blob/main/1-a/page.md"),
    ],
)  # fmt: skip
def test_a_link_leads_to_the_lesson_it_means(tmp_path: Path, target: str, address: str) -> None:
    html, broken = html_of(tmp_path, f"[x](<{target}>)")

    assert [unquote(found) for found in re.findall(r'href="([^"]*)"', html)] == [
        address.replace("&", "&amp;") if "://" in address else address
    ]
    assert broken == []


@pytest.mark.parametrize(
    "target",
    ["none.md", "../1-a/none", "#none", "../1-a/page.md#none", "../../out.md", "../empty2/"],
)
def test_what_leads_nowhere_is_listed_with_its_line(tmp_path: Path, target: str) -> None:
    _, broken = html_of(tmp_path, f"```md\n[x]({target})\n```\n\nwords [x]({target})")

    assert broken == [(target, 7)]


def test_every_broken_link_of_a_line_and_of_a_notebook_is_listed(tmp_path: Path) -> None:
    cells = [
        markdown_cell("# T\n\nok"),
        markdown_cell("a\n\n[x](no.md) ![한글](그림.png) <a href='no2.md'>z</a>"),
    ]
    files = {**COURSE, "2-b/nb.ipynb": notebook(*cells, key="", title="")}

    read = read_course(write(tmp_path, files))

    lines = {link.target: link.line for link in read.links.broken}
    source = (tmp_path / "2-b/nb.ipynb").read_text().split("\n")
    assert set(lines) == {"no.md", "그림.png", "no2.md"}
    for target, line in lines.items():
        assert line is not None
        assert target in source[line - 1]
    assert all(
        "(cell 2)" in p.message for p in read.problems if p.code in ("broken-link", "missing-image")
    )


def test_files_that_are_no_lessons_are_offered_if_that_is_safe(tmp_path: Path) -> None:
    text = "[a](../code/app.py) [l](../LICENSE) [e](../code/setup.exe) [h](../.github/ci.yml) [s](../1-a/solution/answer.md)"
    read = read_course(write(tmp_path, {**COURSE, "2-b/test.md": f"# T\n\n{text}"}))

    assert read.links.broken == ()
    assert read.links.internal == 5
    assert read.course is not None
    html = next(each for each in read.course.lessons if each.key == "b-test").variants["en"].html
    assert [name.rsplit("/", 1)[1] for name in re.findall(r'href="(/assets/[^"]*)"', html)] == [
        "app.py",
        "LICENSE",
    ]
    assert {p.code for p in read.problems} == {"unsafe-file", "hidden-link", "solution-link"}


def test_pictures_are_found_as_on_github(tmp_path: Path) -> None:
    raw = "https://raw.githubusercontent.com/Own/Repo/main/images/p.png"
    text = f"![a](../images/p.png?raw=true) ![b](/images/p.png) ![c](../images/P.PNG) ![d]({raw}) <img src='../images/p.png' alt='e'>"

    html, broken = html_of(tmp_path, text)

    assert html.count('src="/assets/') == 5
    assert broken == []


def test_raw_html_and_moving_pictures_follow_the_same_rules(tmp_path: Path) -> None:
    text = (
        '<picture><source srcset="../images/p.png 1x, no-2.png 2x"><img src="../images/p.png" alt="p"></picture>'
        "\n\n<video controls><source src='../images/film.mp4'></video>\n\n![A film](../images/film.mp4)\n\n"
        '<video src="no.mp4"></video> <a href="../1-a/page.md">page</a>'
    )
    write(tmp_path, {"images/film.mp4": b"film"})

    html, broken = html_of(tmp_path, text)

    assert len(re.findall(r'href="/assets/[0-9a-f]{64}/film.mp4"', html)) == 2
    assert "▶ A film" in html
    assert 'href="a-page"' in html
    assert sorted(broken) == [("no-2.png", 3), ("no.mp4", 9)]


def test_nothing_outside_the_folder_is_read_even_if_a_link_is_put_in_while_reading(
    tmp_path: Path,
) -> None:
    secret = write(tmp_path / "out", {"secret.md": "# secret"})
    root = write(tmp_path / "in", {"a/page.md": "# page", "b/page.md": "# page"})
    folder = Folder(root)
    (root / "a/page.md").unlink()
    (root / "a/page.md").symlink_to(secret / "secret.md")
    (root / "b").rename(root / "c")
    (root / "b").symlink_to(secret)
    (secret / "page.md").write_text("# secret")

    for path in ("a/page.md", "b/page.md"):
        with pytest.raises(Exception, match=r"symbolic|directory|link"):
            folder.read_bytes(path)


NAMES = st.sampled_from(
    ["a", "b", "README", "2-x", "10-y", "ko", "en", "한글", "index", "translations"]
)
PATHS = st.builds(
    lambda folders, stem, mark, end: "/".join([*folders, f"{stem}{mark}{end}"]),
    st.lists(NAMES, max_size=3),
    NAMES,
    st.sampled_from(["", ".ko", ".en", "-sol"]),
    st.just(".md"),
)
TARGETS = st.one_of(
    PATHS, st.lists(NAMES, min_size=1, max_size=3).map("/".join), st.just("#part"), st.just("../")
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(PATHS, st.lists(TARGETS, max_size=3)), min_size=1, max_size=8), st.randoms()
)
def test_any_folder_gives_one_course_whose_links_lead_somewhere(
    tmp_path_factory: pytest.TempPathFactory,
    found: list[tuple[str, list[str]]],
    chance: random.Random,
) -> None:
    files = {
        path: f"# {path}\n\n## Part\n\n" + " ".join(f"[x](<{t}>)" for t in targets)
        for path, targets in found
    }
    shuffled = list(files.items())
    chance.shuffle(shuffled)
    root = tmp_path_factory.mktemp("course")
    one, two = write(root / "one" / "c", files), write(root / "two" / "c", dict(shuffled))

    first, again, other = read_course(one), read_course(one), read_course(two)

    assert first == again
    assert first.problems == other.problems
    assert first.links == other.links
    if first.course is None or other.course is None:
        assert first.course is other.course is None
        return
    assert first.course.content_hash == other.course.content_hash
    lessons = {each.key: each for each in (*first.course.lessons, *first.course.solutions)}
    assert len(lessons) == len(first.course.lessons) + len(first.course.solutions)
    for lesson in lessons.values():
        for variant in lesson.variants.values():
            for href in re.findall(r'href="([^"]*)"', variant.html):
                page, _, fragment = unquote(href).partition("#")
                key, _, query = page.partition("?")
                if href.startswith("/assets/"):
                    assert href.split("/")[2] in {asset.sha256 for asset in variant.assets}
                    continue
                target = lessons[key] if key else lesson
                assert not query or query.removeprefix("lang=") in target.variants
                ids = {
                    i for v in target.variants.values() for i in re.findall(r'id="([^"]*)"', v.html)
                }
                assert not fragment or fragment in ids


@pytest.mark.parametrize(
    ("file", "target", "href"),
    [
        ("c.ko.md", "a.md#part", "a?lang=en#part"),
        ("c.ko.md", "a.md#부분", "a#부분"),
        ("c.ko.md", "a.ko.md#부분", "a#부분"),
        ("c.ko.md", "a.md#same-123", "a#same-123"),
        ("c.md", "a.ko.md#부분", "a?lang=ko#부분"),
        ("c.md", "a.md#part", "a#part"),
        ("only.md", "a.md#part", "a?lang=en#part"),
        ("only.md", "a.md#same-123", "a#same-123"),
        ("only.md", "a.md", "a"),
    ],
)
def test_a_place_that_another_language_has_not_is_opened_in_the_language_that_has_it(
    tmp_path: Path, file: str, target: str, href: str
) -> None:
    texts = {
        "a.md": "# A\n\n## Part\n\n## Same 123",
        "a.ko.md": "# 가\n\n## 부분\n\n## Same 123",
        "c.md": "# C",
        "c.ko.md": "# 다",
        "only.md": "# Only",
    }
    texts[file] += f"\n\n[x]({target})"

    read = read_course(write(tmp_path, texts))

    assert read.course is not None
    assert read.links.broken == ()
    pages = {v.path: v.html for each in read.course.lessons for v in each.variants.values()}
    found = re.search(r'href="([^"]*)"', pages[file])
    assert found is not None
    assert unquote(found[1]) == href
