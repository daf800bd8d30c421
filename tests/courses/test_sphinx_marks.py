"""Directives and roles of books written for Sphinx: rendered, or shown with a Problem."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from courses import Problem, read_course

CONF = 'myst_substitutions = {"product": "**Baeum**", "link": "[start](other.md)"}\n'


def page_of(tmp_path: Path, text: str, **files: str) -> tuple[str, list[Problem]]:
    (tmp_path / "page.md").write_text(f"# Page\n\n{text}\n")
    (tmp_path / "other.md").write_text("# Other\n")
    for name, content in files.items():
        (tmp_path / name.replace("__", ".")).write_text(content)
    read = read_course(tmp_path)
    assert read.course is not None
    pages = [v for one in read.course.lessons for v in one.variants.values()]
    problems = [p for p in read.problems if p.file == "page.md"]
    return next(page.html for page in pages if page.path == "page.md"), problems


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("```{py:function} f(a, b=0)\nReturns **it**.\n```", "<code>f(a, b=0)</code></p>\n<p>Returns"),
        ("```{c:macro} M\n```", "<code>M</code>"),
        ("```{option} --all\nEvery one.\n```", "<code>--all</code></p>\n<p>Every one."),
        (
            "```{py:class} A(x)\nText.\n\n:param x: the *x*\n:returns: it\n```",
            "<li><strong>param x</strong> the <em>x</em></li>\n<li><strong>returns</strong> it</li>",
        ),
        ("```{productionlist}\na: `b` | c\n```", "a: `b` | c"),
        ("```{line-block}\none\ntwo\n```", "<p>one<br>\ntwo</p>"),
        ("```{versionremoved} 3.0\nGone.\n```", "Removed in version 3.0</p>\n<p>Gone."),
        ("```{epigraph}\nWise.\n\n-- Somebody\n```", '<p class="attribution">— Somebody</p>'),
        ("```{only} html\nfor **pages**\n```", "<p>for <strong>pages</strong></p>"),
        ("```{only} latex or (html and not epub)\nfor pages\n```", "<p>for pages</p>"),
        ("```{acks}\n- Ada\n```", "<li>Ada</li>"),
        ("```{centered} The **end**\n```", "The <strong>end</strong>"),
        ("{index}`loop` {index}`word <single: entry>`", "<span>loop</span> <span>word</span>"),
        ("{std:ref}`x <other>` {external+python:py:class}`T <a.T>`", "<code>T</code>"),
        ("{keyword}`for` {confval}`a_b`", "<code>for</code> <code>a_b</code>"),
    ],
)  # fmt: skip
def test_marks_of_sphinx_are_rendered(tmp_path: Path, written: str, shown: str) -> None:
    html, problems = page_of(tmp_path, written)

    assert shown in html
    assert not [p for p in problems if p.code.startswith("unknown")]


@pytest.mark.parametrize("condition", ["latex", "not html", "epub and html", "draft"])
def test_what_is_meant_for_other_forms_of_a_book_is_left_out(
    tmp_path: Path, condition: str
) -> None:
    html, _problems = page_of(tmp_path, f"before\n\n```{{only}} {condition}\nHIDDEN\n```\n\nafter")

    assert "HIDDEN" not in html
    assert "after" in html


@pytest.mark.parametrize(
    "written",
    [
        "```{automodule} pkg.mod\n:members:\n```",
        "```{autosummary}\n:toctree: made\n\npkg.mod\n```",
        "```{autodoc2-object} pkg.mod\n```",
        "```{doxygenclass} pkg.mod\n```",
    ],
)
def test_what_is_made_out_of_code_is_named_with_a_problem(tmp_path: Path, written: str) -> None:
    html, problems = page_of(tmp_path, written)

    assert "<code>pkg.mod</code>" in html
    assert [(p.code, p.line) for p in problems] == [("not-shown", 3)]


def test_an_entry_of_an_index_that_is_no_word_of_the_text_shows_nothing(tmp_path: Path) -> None:
    html, _problems = page_of(tmp_path, "a{index}`single: entry; deep`b")

    assert "ab" in re.sub(r"<[^<>]*>", "", html)


@pytest.mark.parametrize(
    ("options", "shown", "missing"),
    [
        (":start-after: <!-- from -->\n:end-before: <!-- to -->", ["<h2", "part"], ["top", "rest"]),
        (":start-line: 1\n:end-line: 3\n:heading-offset: 2", ["<h4", "Middle"], ["top", "part"]),
        (":literal:", ["<pre>", "# Middle", "top &lt;b&gt;"], ["<h2"]),
        (":code: python", ["language-python", "Middle"], ["<h2"]),
    ],
)
def test_a_part_of_a_file_is_taken_in(
    tmp_path: Path, options: str, shown: list[str], missing: list[str]
) -> None:
    text = "top <b>\n<!-- from -->\n## Middle\n\npart\n<!-- to -->\nrest\n"
    html, problems = page_of(tmp_path, f"```{{include}} part.txt\n{options}\n```", part__txt=text)

    assert [word for word in shown if word not in html] == []
    assert [word for word in missing if word in html] == []
    assert [p for p in problems if p.severity == "error"] == []


def test_texts_for_names_come_from_the_settings_in_python(tmp_path: Path) -> None:
    html, _problems = page_of(tmp_path, "{{ product }}: {{link}}", conf__py=CONF)

    assert "<strong>Baeum</strong>" in html
    assert ">start</a>" in html
