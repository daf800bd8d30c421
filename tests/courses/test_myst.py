"""MyST directives, roles and labels, in whole lessons and in single texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from courses import ReadCourse, read_course, render_text
from tests.courses.small_course import PNG
from tests.growth import growth

BIB = "@book{kim2020, author={Kim, Minji and Lee, Jun}, title={Learning}, year={2020}}\n"


def read(tmp_path: Path, **pages: str) -> ReadCourse:
    """A folder of ``a.md``, ``b.md`` …; the names are those of the arguments."""
    for name, text in pages.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    (tmp_path / "dot.png").write_bytes(PNG)
    (tmp_path / "works.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "code.py").write_text("a = 1\nb = 2\nc = 3\n", encoding="utf-8")
    return read_course(tmp_path)


def page(course: ReadCourse, name: str = "a") -> str:
    assert course.course is not None
    variants = (v for lesson in course.course.lessons for v in lesson.variants.values())
    return next(v.html for v in variants if v.path == f"{name}.md")


def problems(course: ReadCourse, code: str) -> list[tuple[str, int | None]]:
    return [(p.file, p.line) for p in course.problems if p.code == code]


@pytest.mark.parametrize("marks", ["```", "````", "~~~", ":::", "::::"])
def test_a_note_may_be_fenced_with_any_marks(marks: str) -> None:
    html = render_text(f"{marks}{{tip}} 제목\n**본문**\n{marks}")

    assert '<div class="admonition tip">' in html
    assert '<p class="admonition-title">제목</p>' in html
    assert "<strong>본문</strong>" in html


@pytest.mark.parametrize(
    "source",
    [
        "::::{note}\n:::{tip}\nin\n:::\n::::\nout",
        ":::{note}\n:::{tip}\nin\n:::\n:::\nout",
        "````{note}\n```{tip}\nin\n```\n````\nout",
        ":::{note}\n```{tip}\nin\n```\n:::\nout",
    ],
)
def test_directives_nest(source: str) -> None:
    html = render_text(source, "en").replace("\n", "")

    assert "<p>in</p></div></div><p>out</p>" in html


def test_directives_stand_in_lists_and_quotes() -> None:
    listed = render_text("1. a\n\n   :::{note}\n   in\n   :::\n2. b", "en")
    quoted = render_text("> :::{note}\n> in\n> :::\n\nout", "en")

    assert listed.count("<li>") == 2
    assert "in</p>\n</div>\n</li>" in listed
    assert "in</p>\n</div>\n</blockquote>" in quoted


def test_options_may_be_lines_or_yaml() -> None:
    lines = render_text("```{note}\n:class: dropdown\n:name: here\n\ntext\n```", "en")
    yaml = render_text("```{note}\n---\nclass: dropdown\nname: here\n---\ntext\n```", "en")

    assert lines == yaml
    assert '<details class="note dropdown" id="here">' in lines


def test_references_lead_to_labels_of_every_lesson(tmp_path: Path) -> None:
    a = "# A\n\n{ref}`far`, {eq}`e`, {numref}`f`, [](far), [word](far), [](b.md), {doc}`b`"
    b = (
        "# Bee\n\n(far)=\n## Far away\n\n$$\nx = 1\n$$ (e)\n\n"
        "```{figure} dot.png\n:name: f\n:alt: a dot\nA dot\n```\n"
    )
    course = read(tmp_path, a=a, b=b)
    html = page(course)

    assert course.links.broken == ()
    assert html.count('href="b#far" rel="noopener noreferrer">Far away</a>') == 2
    assert 'href="b#far" rel="noopener noreferrer">word</a>' in html
    assert 'href="b#e" rel="noopener noreferrer">(1)</a>' in html
    assert 'href="b#f" rel="noopener noreferrer">Figure 1</a>' in html
    assert html.count(">Bee</a>") == 2


def test_a_reference_to_nothing_is_a_broken_link_with_its_line(tmp_path: Path) -> None:
    course = read(tmp_path, a="# A\n\ntext\nsee {ref}`nowhere` now\n")

    assert problems(course, "broken-link") == [("a.md", 4)]
    assert [link.target for link in course.links.broken] == ["nowhere"]
    assert "<span>nowhere</span>" in page(course)


def test_the_unknown_is_shown_readably_with_a_problem(tmp_path: Path) -> None:
    course = read(tmp_path, a="# A\n\n```{wobble} Title\nsome **words**\n```\n\n{wibble}`text`\n")

    assert problems(course, "unknown-directive") == [("a.md", 3)]
    assert problems(course, "unknown-role") == [("a.md", 7)]
    assert "<strong>words</strong>" in page(course)
    assert "{" not in page(course)


def test_an_unclosed_fence_is_named_with_its_line_below_front_matter(tmp_path: Path) -> None:
    course = read(tmp_path, a="---\ntitle: A\n---\n\ntext\n\n```python\nx = 1\n")

    assert problems(course, "unclosed-fence") == [("a.md", 7)]


def test_exercises_are_numbered_and_solutions_folded(tmp_path: Path) -> None:
    text = (
        "# A\n\n```{exercise} Sum\n:label: one\nAdd.\n```\n\n```{solution} one\nDone.\n```\n\n"
        "```{prf:theorem} Big\n:label: t\n$a$\n```\n\n{prf:ref}`t`"
    )
    html = page(read(tmp_path, a=text))

    assert "Exercise 1 (Sum)" in html
    assert "<summary>Solution: Exercise 1</summary>" in html
    assert 'href="#t" rel="noopener noreferrer">Theorem 1</a>' in html


def test_citations_come_from_bibtex_and_lead_to_the_list(tmp_path: Path) -> None:
    course = read(tmp_path, a="# A\n\n{cite:p}`kim2020` and {cite:t}`kim2020`, {cite}`nobody`")
    html = page(course)

    assert "(<a" in html
    assert "Kim &amp; Lee, 2020</a>)" in html
    assert "Kim &amp; Lee (2020)</a>" in html
    assert '<li id="bib-kim2020">' in html
    assert problems(course, "broken-link") == [("a.md", 3)]


def test_files_of_the_course_are_included_and_no_others(tmp_path: Path) -> None:
    text = (
        "# A\n\n```{literalinclude} code.py\n:lines: 2-\n```\n\n"
        "```{literalinclude} ../../etc/passwd\n```\n\n```{include} a.md\n```\n"
    )
    course = read(tmp_path, a=text)

    assert "b <span" in page(course)
    assert "a <span" not in page(course)
    assert ("a.md", 7) in problems(course, "missing-file")
    assert problems(course, "bad-include")


def test_tables_from_lists_and_values_have_heads_and_captions() -> None:
    listed = render_text("```{list-table} Cap\n:header-rows: 1\n\n* - A\n  - B\n* - 1\n  - 2\n```")
    values = render_text('```{csv-table}\n:header: A, B\n\n1, "2, 3"\n```')

    assert "<strong>표 1.</strong> Cap" in listed
    assert listed.count("<th>") == values.count("<th>") == 2
    assert "<td>2, 3</td>" in values


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{kbd}`Ctrl`", "<kbd>Ctrl</kbd>"),
        ("H{sub}`2`O", "H<sub>2</sub>O"),
        ("{abbr}`OS (Operating System)`", '<abbr title="Operating System">OS</abbr>'),
        ("{func}`numpy.mean`", "<code>numpy.mean</code>"),
        ("{index}`word`", "<span>word</span>"),
        ("{index}`single: gone`", "<p></p>"),
        ("`` {ref}`x` ``", "<code>{ref}`x`</code>"),
        ("[words]{.red}", '<span class="red">words</span>'),
    ],
)
def test_roles_are_elements(source: str, shown: str) -> None:
    assert shown in render_text(source)


@pytest.mark.parametrize(
    "source",
    ["% a comment", "+++", '+++ {"a": 1}', "<!-- a\n\nb -->", "[[_TOC_]]", "```{index} x\n```"],
)
def test_what_is_not_for_readers_is_dropped(source: str) -> None:
    assert render_text(f"a\n\n{source}\n\nb").replace("\n", "") == "<p>a</p><p>b</p>"


def test_tabs_open_without_a_script() -> None:
    html = render_text("::::{tab-set}\n:::{tab-item} A\na\n:::\n:::{tab-item} B\nb\n:::\n::::")

    assert html.count("<details") == 2
    assert html.count('open="open"') == 1


def test_html_ends_at_a_blank_line_as_on_github() -> None:
    html = render_text("<details>\n<summary>S</summary>\n\n**bold**\n\n</details>\n\nafter")

    assert "<strong>bold</strong>" in html
    assert html.endswith("</details>\n<p>after</p>")


@pytest.mark.parametrize("env", ["align", "align*", "gather", "equation", "eqnarray", "multline"])
def test_environments_are_formulas_without_dollars(env: str) -> None:
    html = render_text(f"text\n\\begin{{{env}}}\na &= b \\\\\nc &= d\n\\end{{{env}}}\nmore")

    assert html.count('<math display="block"') == 1
    assert html.startswith("<p>text</p>")
    assert html.endswith("<p>more</p>")


@pytest.mark.parametrize("info", ["r", "{r, echo=FALSE}", "{python}", "jsx live", 'py title="a"'])
def test_odd_languages_are_code(info: str) -> None:
    html = render_text(f"```{info}\nx = 1\n```")

    assert "<pre><code>" in html
    assert "```" not in html


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("see https://a.example/b.", "https://a.example/b"),
        ("https://a.example에서", "https://a.example"),
        ("(https://a.example/x_(y))", "https://a.example/x_(y)"),
        ("www.a.example", "https://www.a.example"),
    ],
)
def test_bare_addresses_are_links(source: str, address: str) -> None:
    assert f'href="{address}"' in render_text(source)


HOSTILE: dict[str, Callable[[int], str]] = {
    "open directives": lambda n: "".join(f"{':' * (n - i + 3)}{{note}}\n" for i in range(n // 30)),
    "equal directives": lambda n: ":::{note}\n" * n,
    "directives": lambda n: ":::{note}\na\n:::\n\n" * (n // 8),
    "fences in items": lambda n: "- ```\n" * n,
    "formulas": lambda n: "$$ a\n" * n,
    "environments": lambda n: "\\begin{align}\n" * n,
    "comments": lambda n: "<!-- a\n" * n,
    "tags": lambda n: "<div>\n\n" * (n // 4),
    "roles": lambda n: "{a}`" * n,
    "headings": lambda n: "# a {#b\n" * (n // 8),
    "spans": lambda n: "[a]{" * n,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_time_for_hostile_directives_grows_with_their_number_only(kind: str) -> None:
    work = HOSTILE[kind]

    assert growth(lambda n: render_text(work(n)), 1_000, 4_000, rounds=2, grain=0.02) < 10
