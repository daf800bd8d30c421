"""Notebooks are shown with the outputs they were saved with."""

from __future__ import annotations

import base64
import json

import pytest

from courses import render_notebook
from courses.notebooks import BadNotebook, parse_notebook
from tests.courses.small_course import PNG, code_cell, display, markdown_cell, notebook


def stream(text: str, name: str = "stdout") -> dict[str, str]:
    return {"output_type": "stream", "name": name, "text": text}


def test_code_and_its_printed_output_follow_each_other() -> None:
    html = render_notebook(notebook(code_cell("print('a<b')", stream("a<b\n")))).html

    assert html.index('class="cell-input"') < html.index('<pre class="output stdout">a&lt;b')


def test_a_picture_is_written_into_a_page_without_assets() -> None:
    data = base64.b64encode(PNG).decode()
    html = render_notebook(notebook(code_cell("plot()", display(image__png=data)))).html

    assert f'src="data:image/png;base64,{data}"' in html
    assert 'alt="실행 결과 그림"' in html


def test_a_picture_that_is_none_falls_back_to_its_text() -> None:
    bad = display(image__png="bm90IGEgcGljdHVyZQ==", text__plain="Figure")
    html = render_notebook(notebook(code_cell("plot()", bad))).html

    assert "<img" not in html
    assert "Figure" in html


def test_html_tables_are_kept_and_scripts_say_honestly_that_they_are_missing() -> None:
    table = display(text__html="<style>x</style><table><tr><td>7</td></tr></table>")
    plot = display(text__html="<script>draw()</script>", text__plain="Plot")
    html = render_notebook(notebook(code_cell("df", table), code_cell("fig", plot))).html

    assert "<td>7</td>" in html
    assert "실습실에서 실행하면" in html
    assert "draw()" not in html


def test_terminal_colours_become_classes() -> None:
    trace = {
        "output_type": "error",
        "ename": "E",
        "evalue": "v",
        "traceback": ["\x1b[0;31mZeroDivisionError\x1b[0m: \x1b[1mx<y\x1b[22m"],
    }
    html = render_notebook(notebook(code_cell("1/0", trace))).html

    assert '<span class="ansi-fg-red">ZeroDivisionError</span>' in html
    assert '<span class="ansi-bold">x&lt;y</span>' in html
    assert "\x1b" not in html


def test_a_progress_bar_shows_its_last_state() -> None:
    html = render_notebook(notebook(code_cell("run()", stream("10%\r50%\r100%\n")))).html

    assert '<pre class="output stdout">100%' in html
    assert "50%" not in html


def test_long_output_is_folded() -> None:
    long = "\n".join(str(n) for n in range(200))
    html = render_notebook(notebook(code_cell("loop()", stream(long)))).html

    assert '<details class="fold"><summary>나머지 185줄 보기</summary>' in html
    assert html.index(">0\n1\n") < html.index("<details") < html.index("\n199")


@pytest.mark.parametrize(
    ("tag", "shows_code", "shows_output", "folds"),
    [
        ("remove-cell", False, False, False),
        ("remove-input", False, True, False),
        ("remove-output", True, False, False),
        ("hide-input", True, True, True),
        ("hide-output", True, True, True),
    ],
)
def test_cell_tags_are_honoured(
    tag: str, *, shows_code: bool, shows_output: bool, folds: bool
) -> None:
    html = render_notebook(notebook(code_cell("secret", stream("shown"), tags=(tag,)))).html

    assert ("secret" in html) is shows_code
    assert ("shown" in html) is shows_output
    assert ("<details" in html) is folds


def test_headings_of_different_cells_never_share_an_anchor() -> None:
    html = render_notebook(notebook(markdown_cell("## a"), markdown_cell("## a"))).html

    assert html.count('id="a"') == 1
    assert html.count('id="a-1"') == 1


def test_footnotes_of_different_cells_never_share_an_anchor() -> None:
    cell = markdown_cell("x[^1]\n\n[^1]: y")
    html = render_notebook(notebook(cell, cell)).html

    assert html.count('class="footnote"') == 2
    ids = [part.split('"')[0] for part in html.split('id="')[1:]]
    assert len(ids) == len(set(ids))


def test_attached_pictures_are_shown() -> None:
    attachments = {"a b.png": {"image/png": base64.b64encode(PNG).decode()}}
    cell = markdown_cell("![x](attachment:a%20b.png)", attachments=attachments)

    assert "data:image/png;base64," in render_notebook(notebook(cell)).html


def test_a_format_3_notebook_is_read() -> None:
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [
            {
                "metadata": {},
                "cells": [
                    {"cell_type": "heading", "level": 2, "metadata": {}, "source": ["Old"]},
                    {
                        "cell_type": "code",
                        "collapsed": False,
                        "input": ["print(3)"],
                        "language": "python",
                        "metadata": {},
                        "outputs": [],
                        "prompt_number": 1,
                    },
                ],
            }
        ],
    }
    html = render_notebook(json.dumps(old)).html

    assert '<h2 id="old">Old</h2>' in html
    assert "print" in html


@pytest.mark.parametrize(
    "source",
    ["", "{", "[]", "{}", '{"nbformat": 4}', '{"nbformat": 4, "cells": 1}', '{"nbformat": "x"}'],
)
def test_what_is_no_notebook_is_refused(source: str) -> None:
    with pytest.raises(BadNotebook):
        parse_notebook(source)


def test_a_million_cells_are_refused() -> None:
    with pytest.raises(BadNotebook, match="cells"):
        parse_notebook(json.dumps({"nbformat": 4, "metadata": {}, "cells": [{}] * 6000}))


def test_a_cell_without_sense_is_reported_and_the_others_are_shown() -> None:
    read = render_notebook(notebook({"cell_type": "code", "metadata": 5}, markdown_cell("fine")))

    assert "fine" in read.html
    assert "the metadata of cell 1 are no JSON object" in read.problems
