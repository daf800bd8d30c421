"""Marks that real books use: substitutions, attributes, included files, pasted reStructuredText."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses import ReadCourse, read_course, render_text
from tests.courses.small_course import PNG


def page(course: ReadCourse, name: str) -> str:
    assert course.course is not None
    variants = (v for lesson in course.course.lessons for v in lesson.variants.values())
    return next(v.html for v in variants if v.path == name)


def places(course: ReadCourse, code: str) -> list[tuple[str, int | None]]:
    return [(one.file, one.line) for one in course.problems if one.code == code]


def test_a_pipe_in_a_formula_or_in_code_does_not_end_a_cell() -> None:
    html = render_text("| a | b |\n|---|---|\n| $P(A|B)$ | $a|b$ |\n| `x\\|y` | $5 |\n")

    assert html.count("<td>") == 4
    assert html.count("<math") == 2
    assert "<code>x|y</code>" in html


@pytest.mark.parametrize("row", ["| $ | € |", "|$5|$6|", "|$HOME|$PATH|"])
def test_dollars_of_a_table_that_are_no_formulas_stay(row: str) -> None:
    html = render_text(f"{row}\n|---|---|\n{row}\n")

    assert html.count("<td>") == 2
    assert "<math" not in html


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("~old~ new", "<del>old</del> new"),
        ("(~old~)", "(<del>old</del>)"),
        ("1~3장, 5~7장", "1~3장, 5~7장"),
        ("약 ~10분 ~20분", "약 ~10분 ~20분"),
        ("~/.bashrc:~/bin", "~/.bashrc:~/bin"),
        ("안녕~ 잘가~", "안녕~ 잘가~"),
    ],
)
def test_single_tildes_strike_out_words_and_leave_ranges(source: str, shown: str) -> None:
    assert render_text(source) == f"<p>{shown}</p>"


def test_names_stand_for_the_texts_of_book_and_page(tmp_path: Path) -> None:
    values = "who: '**Ben**'\n    box: |\n      ```{note}\n      inside\n      ```\n"
    (tmp_path / "a.md").write_text(
        f"---\nmyst:\n  substitutions:\n    {values}---\n# A\n\n"
        "Hello {{ who }} and {{ book }}, `{{ who }}`, {{ nobody }}.\n\n{{ box }}\n"
    )
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: a\n")
    (tmp_path / "_config.yml").write_text("parse:\n  myst_substitutions:\n    book: The Book\n")
    course = read_course(tmp_path)
    html = page(course, "a.md")

    assert "Hello <strong>Ben</strong> and The Book, <code>{{ who }}</code>" in html
    assert '<div class="admonition note">' in html
    assert places(course, "unknown-substitution") == [("a.md", 12)]


def test_double_braces_of_a_course_without_substitutions_are_text() -> None:
    assert render_text("a {{ b }}\n\n{{ c }}") == "<p>a {{ b }}</p>\n<p>{{ c }}</p>"


def test_attributes_above_a_block_are_its_classes_and_label() -> None:
    html = render_text("{.lead #top width=50%}\nWords\n\n{x=1}")

    assert 'id="top"' in html
    assert '<p class="lead">Words</p>' in html
    assert "{x=1}" in html


def test_links_in_an_included_file_lead_where_they_led_there(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "dot.png").write_bytes(PNG)
    (tmp_path / "parts" / "code.py").write_text("inner = 1\n")
    (tmp_path / "parts" / "more.md").write_text("# More\n")
    part = "![a dot](dot.png) [more](more.md) [home](a.md)\n\n```{literalinclude} code.py\n```\n"
    (tmp_path / "parts" / "_part.md").write_text(part)
    (tmp_path / "a.md").write_text("# A\n\n```{include} parts/_part.md\n```\n")
    course = read_course(tmp_path)
    html = page(course, "a.md")

    assert course.links.broken == ()
    assert "inner" in html
    assert "<img" in html


def test_a_label_that_stands_twice_is_named_with_both_places(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n(here)=\n## One\n")
    (tmp_path / "b.md").write_text("# B\n\ntext\n\n(here)=\n## Two\n")
    course = read_course(tmp_path)

    assert places(course, "duplicate-label") == [("b.md", 5)]
    assert "a.md:3" in next(p.message for p in course.problems if p.code == "duplicate-label")


def test_headings_in_html_have_anchors_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# A\n\n[there](#two-words) [mine](#z)\n\n<h2 align=center>Two <b>words</b></h2>\n\n<h2 id='z'>Z</h2>\n"
    )
    course = read_course(tmp_path)

    assert course.links.broken == ()
    assert course.course is not None
    headings = course.course.lessons[0].variants["en"].headings
    assert [(h.level, h.id, h.title) for h in headings] == [
        (2, "two-words", "Two words"),
        (2, "z", "Z"),
    ]


def test_pasted_rest_is_shown_as_it_is_meant_and_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n.. _lab:\n\n.. note::\n\n   Body *text*\n\nafter\n")
    course = read_course(tmp_path)
    html = page(course, "a.md")

    assert '<div class="admonition note">' in html
    assert "<em>text</em>" in html
    assert ".. " not in html
    assert places(course, "rst-markup") == [("a.md", 3), ("a.md", 5)]


@pytest.mark.parametrize("source", ["a <!-- x\n\nb", "a\n\n<!-- x\n\nb", "a\n\n<!-->\n\nb"])
def test_what_stands_around_an_unclosed_comment_is_shown(source: str) -> None:
    html = render_text(source)

    assert "a" in html
    assert "<p>b</p>" in html


def test_an_unclosed_comment_keeps_no_course_of_others_back(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# A\n\ntext\n\n<!-- never\n\nmore\n")
    course = read_course(tmp_path)

    assert [(p.severity, p.line) for p in course.problems if p.code == "unclosed-comment"] == [
        ("warning", 5)
    ]


def test_pictures_of_other_servers_count_as_links_to_them(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n![x](https://a.example/x.png) [y](https://b.example)\n")

    assert read_course(tmp_path).links.external == 2
