"""Hostile input costs little: it is refused early, or its cost grows with its length."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from courses import read_course, render_notebook, render_text
from courses.markup.hostile import is_too_deep, is_too_tangled, nests_elements
from courses.markup.sanitize import sanitize
from tests.courses.small_course import code_cell, display, markdown_cell, notebook
from tests.growth import growth

GROWS = {
    "stars": lambda n: "*a_" * n,
    "strikes": lambda n: "~~a " * n,
    "brackets": lambda n: "[" * n,
    "pictures": lambda n: "![" * n,
    "links": lambda n: "[a](<" * n,
    "ticks": lambda n: "` `` " * n,
    "tags": lambda n: "<a " * n,
    "comments": lambda n: "<!--" * n,
    "elements": lambda n: "<div>" * n,
    "quotes": lambda n: ">" * n,
    "dollars": lambda n: "$a" * n,
    "attributes": lambda n: "a {: " * n,
    "entities": lambda n: "&#x" * n,
    "one footnote": lambda n: "[^a]" * n + "\n\n[^a]: x",
    "abbreviations": lambda n: "".join(f"*[A{i}]: x\n" for i in range(n // 10)) + "A1 " * n,
    "definitions": lambda n: "a\n: b\n" * n,
    "pipes": lambda n: "|" * n + "\n" + "|-" * n,
    "control characters": lambda n: "\x02" * n,
    "roles": lambda n: "{ref}`" * n,
    "fences": lambda n: "```\na\n```\n\n" * (n // 8),
    "open fences": lambda n: "```\n~~~\n" * (n // 8),
    "flat directives": lambda n: ":::{note}\na\n:::\n\n" * (n // 8),
    "nested directives": lambda n: "".join(f":::{{note}}\n{'a' * 9}\n" for _ in range(n // 16)),
    "pasted directives": lambda n: ".. note::\n   a\n\n" * (n // 16),
    "items": lambda n: "- a\n" * (n // 4),
    "footnotes": lambda n: "".join(f"a[^{i}]\n\n[^{i}]: x\n\n" for i in range(n // 16)),
    "definition lists": lambda n: "a\n: b\n\n" * (n // 8),
    "angles": lambda n: "<" * n,
    "tildes": lambda n: "~a " * n,
    "raw headings": lambda n: "<h2>a" * n,
    "double braces": lambda n: "{{ a" * n,
    "commands": lambda n: "$" + "\\newcommand{\\a}" * (n // 8) + "$",
    "chemistry": lambda n: "$" + "\\ce{" * (n // 8) + "$",
    "one long paragraph": lambda n: "` `` " * (20 * n),
}


@pytest.mark.parametrize("kind", GROWS)
def test_four_times_the_text_costs_no_more_than_eight_times_the_time(kind: str) -> None:
    make = GROWS[kind]

    assert growth(lambda n: render_text(make(n)), 500, 2_000, grain=0.02) < 8


@pytest.mark.parametrize("piece", ["<a href=x>", "<p title='", "&#x", "<!--", "<math><mi>"])
def test_the_sanitiser_takes_time_by_length(piece: str) -> None:
    assert growth(lambda n: sanitize(piece * n), 5_000, 20_000, grain=0.02) < 8


def test_html_that_grows_when_it_is_read_is_known() -> None:
    fonts = "".join(f"<b id={n}>" for n in range(100))

    assert nests_elements(f"<p>{fonts}" + "<p>" * 10_000)
    assert nests_elements("<div>" * 10_000)
    assert not nests_elements("<p><b>a</b> <a href=x>b</a></p>" * 10_000)
    deep = code_cell("x", display(text__html="<div>" * 10_000))
    assert "앞부분만" in render_notebook(notebook(deep)).html


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(" " * 2 * depth + "- item" for depth in range(10_000)),
        ">" * 10_000 + " deep",
        "<div>" * 10_000,
        "- " * 10_000 + "item",
    ],
    ids=["list", "quote", "elements", "items"],
)
def test_ten_thousand_levels_are_too_deep(text: str) -> None:
    assert is_too_deep(text)
    assert render_text(text) == ""


def test_ten_thousand_directives_in_each_other_are_too_deep() -> None:
    assert render_text(":::{note}\n" * 10_000) == ""


def test_a_table_of_contents_takes_time_by_its_length(folder: Callable[..., Path]) -> None:
    def read(count: int) -> None:
        toc = "format: jb-book\nroot: a\nchapters:\n" + "- file: missing\n" * count
        root = folder({"a.md": "# A\n", "_toc.yml": toc})
        (root / "course.yml").unlink(missing_ok=True)
        read_course(root)

    assert growth(read, 200, 800) < 8


def test_a_text_that_was_refused_leaves_no_trace_in_the_next_one() -> None:
    before = render_text("text:\n- a\n- b")
    for depth in (30, 55, 110, 200):
        render_text("\n".join(" " * 2 * n + "- item" for n in range(depth)))
        render_text(">" * depth + " deep")

    assert render_text("text:\n- a\n- b") == before


def test_what_people_write_is_neither_deep_nor_tangled() -> None:
    text = "- a\n    - b\n        - c\n\n> > q\n\n" + "word [link](x.md) and[^1] note.\n\n" * 150
    text += "<div><p>x</p><br><img src=x></div>\n\n" * 500 + "term\n: meaning\n\n" * 500

    assert not is_too_deep(text)
    assert not is_too_tangled(text)


def problems(root: Path) -> set[tuple[str, str]]:
    return {(one.code, one.file) for one in read_course(root).problems}


def test_a_notebook_of_100_mb_is_a_problem_and_its_bytes_are_not_read(
    folder: Callable[..., Path],
) -> None:
    root = folder()
    with (root / "02-two" / "09-huge.ipynb").open("wb") as file:
        file.truncate(100_000_000)

    assert ("file-too-large", "02-two/09-huge.ipynb") in problems(root)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        (
            "09-cells.ipynb",
            '{"nbformat": 4, "cells": [' + "{}," * 1_000_000 + "{}]}",
            "bad-notebook",
        ),
        (
            "09-deep.ipynb",
            '{"nbformat": 4, "cells": ' + "[" * 10_000 + "]" * 10_000 + "}",
            "bad-notebook",
        ),
        ("09-line.md", "a" * 10_000_000, "file-too-large"),
        ("09-list.md", "\n".join(" " * 2 * n + "- a" for n in range(1_000)), "too-deep"),
        ("09-long.ipynb", notebook(markdown_cell("x" * 600_000)), "cell-too-large"),
        ("09-yaml.md", "---\na: !!python/object/apply:os.system [ls]\n---\nx", "bad-yaml"),
    ],
    ids=["cells", "deep", "line", "list", "long cell", "object"],
)
def test_each_excess_is_a_problem_of_its_file_and_the_others_are_read(
    folder: Callable[..., Path], name: str, text: str, code: str
) -> None:
    read = read_course(folder({f"02-two/{name}": text}))

    assert (code, f"02-two/{name}") in {(one.code, one.file) for one in read.problems}
    assert read.course is not None
    assert any(lesson.key == "start" for lesson in read.course.lessons)


def test_yaml_aliases_that_multiply_cost_nothing(folder: Callable[..., Path]) -> None:
    names = "abcdefghijklmnop"
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{names[at]}'] * 9)}]\n"
        for at, name in enumerate(names[1:])
    )
    text = f"---\nid: bomb\n{bomb}title: *p\ntags: *p\nkernelspec: *p\n---\n\n```{{code-cell}}\n1\n```\n"
    read = read_course(folder({"01-one/09-bomb.md": text}))

    assert (
        sum(
            len(m.data)
            for one in (read.course.lessons if read.course else ())
            for m in one.materials
        )
        < 100_000
    )
