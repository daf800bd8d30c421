"""A folder becomes a course, or a list of what is wrong with it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from courses import check_course, read_course, report_of
from courses.model import Problem
from tests.courses.small_course import (
    COURSE,
    FILES,
    PNG,
    code_cell,
    display,
    lesson,
    markdown_cell,
    notebook,
    write_course,
)

Write = Callable[..., Path]


def problems(root: Path) -> list[tuple[str, str, int | None]]:
    return [(p.code, p.file, p.line) for p in read_course(root).problems]


def test_a_good_course_is_read_whole_and_without_problems(folder: Write) -> None:
    read = read_course(folder())

    assert read.problems == ()
    course = read.course
    assert course is not None
    assert (course.slug, course.languages, course.level) == ("small", ("ko", "en"), "foundation")
    assert course.title == {"ko": "작은 과정", "en": "A small course"}
    assert [unit.key for unit in course.units] == ["01-one", "02-two"]
    assert [(each.key, each.kind, each.minutes) for each in course.lessons] == [
        ("start", "markdown", 10),
        ("more", "markdown", 10),
        ("lab", "notebook", 20),
    ]
    assert course.lessons[0].variants["en"].title == "Start"
    assert [item.name for item in course.assignments] == ["first"]
    assert course.assignments[0].title == {"ko": "첫 과제", "en": "First"}
    assert [path.name for path in course.bank_files] == ["bank.yml"]
    assert [path.name for path in course.exam_files] == ["mock-1.yml"]


def test_the_same_folder_read_twice_gives_the_same_hash(folder: Write) -> None:
    root = folder()

    first, second = read_course(root).course, read_course(root).course

    assert first is not None
    assert first == second
    assert len(first.content_hash) == 64


@pytest.mark.parametrize(
    "changes",
    [
        {"01-one/01-start.md": lesson("start", "시작", "다른 글")},
        {"01-one/images/dot.png": PNG + b"\0"},
        {"02-two/data/numbers.csv": "a,b\n3,4\n"},
        {"course.yml": COURSE.replace("시험용", "새")},
        {"02-two/01-lab.ipynb": notebook(markdown_cell("# 실습\n\n안녕"), code_cell("2 + 2"))},
    ],
)
def test_whatever_a_reader_can_see_changes_the_hash(
    folder: Write, changes: dict[str, str | bytes]
) -> None:
    before = read_course(folder()).course
    after = read_course(folder(changes)).course

    assert before is not None
    assert after is not None
    assert before.content_hash != after.content_hash


def test_links_lead_to_pages_and_pictures_to_assets(folder: Write) -> None:
    body = (
        "[a](02-more.md) [b](../02-two/01-lab.en.ipynb#hello) [c](../02-two/) [d](#여기) "
        "[e](../assignments/first/first.ipynb) [f](https://example.org) [g](../02-two/data/numbers.csv)"
        " [h](/01-one/02-more.md) [i](../exams/mock-1.yml)\n\n## 여기\n\n## 인사\n"
    )
    english = {"02-two/01-lab.en.ipynb": notebook(markdown_cell("## hello"), title="Lab")}
    read = read_course(folder({"01-one/01-start.md": lesson("start", "시작", body), **english}))

    assert read.problems == ()
    assert read.course is not None
    html = read.course.lessons[0].variants["ko"].html
    for address in (
        "more",
        "lab?lang=en#hello",
        "lab",
        "../assignments/first",
        "https://example.org",
    ):
        assert f'href="{address}"' in html
    assert 'href="#%EC%97%AC%EA%B8%B0"' in html
    assert 'href="../exams/mock-1"' in html
    assert "/numbers.csv" in html
    picture = read.course.lessons[1].variants["ko"]
    assert f'src="/assets/{picture.assets[0].sha256}/dot.png"' in picture.html


def test_every_asset_a_page_names_is_delivered_with_it(folder: Write) -> None:
    data = "iVBORw0KGgo="
    cells = [
        markdown_cell("![x](../01-one/images/dot.png)"),
        code_cell("p", display(image__png=data)),
    ]
    read = read_course(folder({"02-two/01-lab.ipynb": notebook(*cells)}))

    assert read.course is not None
    variant = read.course.lessons[2].variants["ko"]
    named = {part.split("/")[0] for part in variant.html.split("/assets/")[1:]}
    assert named == {asset.sha256 for asset in variant.assets}
    assert len(named) == 2


def test_korean_file_names_are_found_however_they_are_composed(folder: Write) -> None:
    name = unicodedata.normalize("NFD", "그림")
    body = "![그림](images/그림.png)\n\n## 인사"
    changes = {"01-one/01-start.md": lesson("start", "시작", body)}

    read = read_course(folder({**changes, f"01-one/images/{name}.png": PNG}))

    assert read.problems == ()


def test_a_notebook_brings_its_data_to_the_lab_and_a_text_brings_nothing(folder: Write) -> None:
    course = read_course(folder()).course

    assert course is not None
    assert course.lessons[0].materials == ()
    assert [(m.path, m.language) for m in course.lessons[2].materials] == [
        ("02-two/01-lab.ipynb", "ko"),
        ("02-two/01-lab.en.ipynb", "en"),
        ("02-two/data/numbers.csv", None),
    ]


def test_the_title_is_not_repeated_in_the_page(folder: Write) -> None:
    course = read_course(folder()).course

    assert course is not None
    lab = course.lessons[2].variants["ko"]
    assert lab.title == "실습"
    assert "<h1" not in lab.html
    assert [heading.title for heading in course.lessons[0].variants["ko"].headings] == ["인사"]


def test_a_title_below_badges_is_not_repeated_either(folder: Write) -> None:
    body = "[![Run it](images/dot.png)](02-more.md)\n\n# 시작\n\nfirst words\n\n# 둘째"
    course = read_course(folder({"01-one/01-start.md": lesson("start", "시작", body)})).course

    assert course is not None
    page = course.lessons[0].variants["ko"]
    assert page.title == "시작"
    assert [heading.title for heading in page.headings] == ["둘째"]
    assert page.html.index("Run it") < page.html.index("first words") < page.html.index("<h1")


def test_a_heading_of_raw_html_above_the_title_stays(folder: Write) -> None:
    body = '<p>badge</p>\n\n<h1 align="center">Other words</h1>\n\n# 시작\n\nfirst words'
    course = read_course(folder({"01-one/01-start.md": lesson("start", "시작", body)})).course

    assert course is not None
    assert "Other words" in course.lessons[0].variants["ko"].html


BODY_LINE = 7
"""The line of a lesson's file on which its body begins."""


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("ok\n\n[x](nowhere.md)", "broken-link", BODY_LINE + 2),
        ("[x](../../../../etc/passwd)", "broken-link", BODY_LINE),
        ("![x](images/none.png)", "missing-image", BODY_LINE),
        ("![](images/dot.png)", "missing-alt", BODY_LINE),
        ("\n[x](02-more.md#nowhere)", "broken-anchor", BODY_LINE + 1),
        ("```python\nx = 1", "unclosed-fence", BODY_LINE),
        ("## a\n\n#### b", "heading-jump", BODY_LINE + 2),
        ("<b id='a'>x</b> <i id='a'>y</i>", "duplicate-anchor", BODY_LINE),
        ("$\\nosuch x$", "bad-math", BODY_LINE),
        ("[x](javascript:alert)", "unsafe-link", BODY_LINE),
        ("![x](https://example.org/a.png)", "external-image", BODY_LINE),
        ("> " * 100 + "x", "too-deep", 1),
        ("[" * 9000, "too-deep", 1),
    ],
)
def test_a_fault_in_a_text_is_named_with_its_line(
    folder: Write, body: str, code: str, line: int
) -> None:
    root = folder({"01-one/01-start.md": lesson("start", "시작", f"{body}\n\n## 인사")})

    assert (code, "01-one/01-start.md", line) in problems(root)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"01-one/01-start.en.md": None}, ("missing-language", "01-one/01-start.md", 1)),
        (
            {"01-one/02-more.md": lesson("start", "더", "x")},
            ("different-ids", "01-one/02-more.md", 1),
        ),
        (
            {"01-one/03-x.md": lesson("start", "x", "x")},
            ("duplicate-id", "01-one/03-x.md", 2),
        ),
        ({"01-one/03-x.md": lesson("Not OK", "x", "x")}, ("bad-id", "01-one/03-x.md", 2)),
        ({"01-one/03-x.md": "text"}, ("no-id", "01-one/03-x.md", 1)),
        ({"01-one/03-x.md": "---\nx: 1\nid: [a\n---\n"}, ("bad-yaml", "01-one/03-x.md", 3)),
        ({"01-one/03-x.md": "---\nid: x\n"}, ("bad-yaml", "01-one/03-x.md", 1)),
        ({"02-two/02-x.ipynb": "{"}, ("bad-notebook", "02-two/02-x.ipynb", 1)),
        ({"01-one/03-x.md": b"\xff\xfe\x00"}, ("not-text", "01-one/03-x.md", None)),
        ({"01-one/images/dot.png": b"no"}, ("wrong-file-kind", "01-one/images/dot.png", None)),
        ({"assignments/second/x.txt": "x"}, ("bad-assignment", "assignments/second", None)),
        ({"03-new/01-x.md": "x"}, ("unlisted-unit", "course.yml", None)),
        ({"course.yml": "slug: ["}, ("bad-yaml", "course.yml", 1)),
        ({"course.yml": "- 1"}, ("bad-yaml", "course.yml", 1)),
        ({"course.yml": COURSE.replace("small", "S P")}, ("bad-slug", "course.yml", None)),
        ({"course.yml": COURSE.replace("[ko, en]", "korean")}, ("bad-languages", "course.yml", None)),
        ({"course.yml": "slug: x\ntitle: x\n"}, ("no-units", "course.yml", None)),
        ({"course.yml": COURSE.replace("02-two", "02-none")}, ("empty-unit", "course.yml", 8)),
        ({"course.yml": f"{COURSE}assignments: [first, gone]"}, ("unknown-assignment", "course.yml", 9)),
        ({"course.yml": f"{COURSE}assignments: [first, first]"}, ("duplicate-assignment", "course.yml", 9)),
        ({"course.yml": f"{COURSE}assignments: [gone]"}, ("unlisted-assignment", "course.yml", 9)),
        ({"course.yml": f"{COURSE}assignments: first"}, ("bad-order", "course.yml", 9)),
        ({"course.yml": f"{COURSE}assignments: [[first]]"}, ("bad-order", "course.yml", 9)),
        ({"course.yml": f"{COURSE}assignments: []"}, ("bad-order", "course.yml", 9)),
    ],
)  # fmt: skip
def test_a_fault_in_a_folder_is_named_with_its_place(
    folder: Write, changes: dict[str, str | bytes | None], expected: tuple[str, str, int | None]
) -> None:
    assert expected in problems(folder(changes))


def test_assignments_come_in_the_author_s_order_or_else_by_name(folder: Write) -> None:
    more = {
        f"assignments/{name}/{name}.ipynb": FILES["assignments/first/first.ipynb"]
        for name in ("last", "a")
    }
    ordered = f"{COURSE}assignments: [first, last, a]\n"

    by_name, by_author = (
        read_course(folder({**more, "course.yml": text})) for text in (COURSE, ordered)
    )

    assert by_name.problems == by_author.problems == ()
    assert by_name.course is not None
    assert by_author.course is not None
    assert [item.name for item in by_name.course.assignments] == ["a", "first", "last"]
    assert [item.name for item in by_author.course.assignments] == ["first", "last", "a"]
    assert by_name.course.content_hash != by_author.course.content_hash


def test_yaml_never_constructs_objects(folder: Write) -> None:
    hostile = "--- \n".strip() + "\nid: !!python/object/apply:os.system ['touch /tmp/owned']\n---\n"

    read = read_course(folder({"01-one/03-x.md": hostile}))

    assert any(p.code == "bad-yaml" for p in read.problems)


def test_a_value_that_aliases_make_huge_counts_as_nothing(folder: Write) -> None:
    levels = "\n".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]" for n in range(1, 12))
    bomb = f"---\nx0: &x0 [a]\n{levels}\nid: *x11\ntitle: *x11\nminutes: *x11\n---\n# 제목"

    course = read_course(folder({"01-one/03-x.md": bomb})).course

    assert course is not None
    assert course.lessons[2].variants["ko"].title == "제목"


def test_a_korean_code_page_is_read_with_a_warning(folder: Write) -> None:
    text = lesson("x", "제목", "한글 본문").encode("cp949")
    read = read_course(folder({"01-one/03-x.md": text}))

    assert read.course is not None
    assert "한글 본문" in read.course.lessons[2].variants["ko"].html
    assert Problem("warning", "not-utf8", "01-one/03-x.md", 3, "read as cp949, not UTF-8") in (
        replace(p) for p in read.problems
    )


def test_links_out_of_the_folder_are_never_followed(folder: Write, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# secret")
    root = folder()
    (root / "01-one" / "03-x.md").symlink_to(secret)
    (root / "04-all").symlink_to(tmp_path)

    read = read_course(root)

    codes = {(p.code, p.file) for p in read.problems}
    assert ("symlink-outside", "01-one/03-x.md") in codes
    assert ("symlink-folder", "04-all") in codes
    assert read.course is not None
    assert all(
        "secret" not in v.text for each in read.course.lessons for v in each.variants.values()
    )


def test_a_huge_file_is_a_problem_and_not_a_crash(folder: Write) -> None:
    found = problems(folder({"01-one/03-x.md": b"x" * 2_000_001}))

    assert ("file-too-large", "01-one/03-x.md", None) in found


def test_a_folder_that_is_none_and_an_empty_one_are_problems(tmp_path: Path) -> None:
    assert [p.code for p in read_course(tmp_path / "none").problems] == ["not-a-folder"]
    assert [p.code for p in read_course(tmp_path).problems] == ["no-course"]


def test_the_report_can_be_written_as_json_and_counts_what_is_there(folder: Write) -> None:
    broken = lesson("start", "시작", "[x](nowhere.md) [y](https://example.org)\n\n## 인사")
    report = json.loads(json.dumps(report_of(check_course(folder({"01-one/01-start.md": broken})))))

    assert report["layout"] == "course.yml"
    assert report["title"] == {"ko": "작은 과정", "en": "A small course"}
    assert report["languages"] == ["ko", "en"]
    assert (report["lessons"], report["notebooks"], report["images"]) == (3, 1, 1)
    assert report["links"] == {
        "internal": 3,
        "external": 1,
        "broken": [{"file": "01-one/01-start.md", "line": 7, "target": "nowhere.md"}],
    }
    assert [(p["code"], p["severity"]) for p in report["problems"]] == [("broken-link", "error")]


def test_plain_folders_are_a_course_too(tmp_path: Path) -> None:
    files = {
        "README.md": "# 파이썬 책\n\n[시작](01-basics/intro.md)",
        "README.en.md": "# Python book",
        "01-basics/README.md": "# 기초\n\n안녕",
        "01-basics/intro.md": "# 소개\n\n[없음](none.md)",
        "01-basics/solution/answer.md": "# 답",
        "01-basics/plot.ipynb": notebook(markdown_cell("# Plot"), key=""),
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    read = read_course(tmp_path)

    assert read.layout == "folders"
    assert not read.has_errors
    assert read.course is not None
    assert read.course.title == {"ko": "파이썬 책", "en": "Python book"}
    assert read.course.languages == ("ko", "en")
    assert [unit.title["ko"] for unit in read.course.units] == ["파이썬 책", "기초"]
    assert [each.key for each in read.course.lessons] == [
        "readme",
        "basics",
        "basics-intro",
        "basics-plot",
    ]
    assert 'href="basics-intro"' in read.course.lessons[0].variants["ko"].html
    assert [(b.file, b.target) for b in read.links.broken] == [("01-basics/intro.md", "none.md")]


def test_lessons_with_the_same_name_in_plain_folders_all_have_a_key(tmp_path: Path) -> None:
    for name in ("a b/x.md", "a-b/x.md", "a_b/x.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# x", encoding="utf-8")

    course = read_course(tmp_path).course

    assert course is not None
    keys = [each.key for each in course.lessons]
    assert len(keys) == len(set(keys)) == 3


def test_the_files_of_the_fixture_are_the_ones_meant() -> None:
    assert set(FILES) >= {"course.yml", "01-one/01-start.md", "02-two/01-lab.ipynb"}


def test_progress_is_told_after_every_page(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    read_course(write_course(tmp_path, {}), progress=lambda done, pages: told.append((done, pages)))

    pages = len(told)
    assert pages > 1
    assert told == [(done, pages) for done in range(1, pages + 1)]
