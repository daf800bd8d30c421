"""Notebooks are shown with the outputs they were saved with."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from courses import render_notebook
from courses.markup.markdown import MarkdownPage
from courses.notebooks import BadNotebook, notebook_to_html, parse_notebook
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


def shown(*cells: dict[str, Any]) -> str:
    return render_notebook(notebook(*cells)).html


def output(**data: Any) -> str:
    return shown(code_cell("x", display(**data)))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"application/vnd.plotly.v1+json": {}, "text/plain": "Figure({})"}, "Plotly"),
        ({"application/vnd.vegalite.v4+json": {}, "text/plain": "<VegaLite 4 object>"}, "Altair"),
        ({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "HBox(…)"}, "위젯"),
        ({"application/javascript": "x()", "text/plain": "<IPython…>"}, "움직이는 출력"),
        (
            {"text/html": "<div id='m'></div><script>L.map('m') // leaflet</script>"},
            "움직이는 지도",
        ),
        ({"text/html": "<video src='data:video/mp4;base64,AA'></video>"}, "동영상"),
    ],
)
def test_what_only_runs_in_a_lab_is_named(data: dict[str, object], name: str) -> None:
    html = output(**data)

    assert f"<strong>{name}" in html
    assert "실습실에서" in html
    assert "Figure(" not in html
    assert "VegaLite" not in html


def test_a_still_picture_stands_for_a_plot_that_brought_one() -> None:
    picture = base64.b64encode(PNG).decode()
    html = output(
        **{
            "application/vnd.plotly.v1+json": {},
            "image/png": picture,
            "text/html": "<script>p()</script>",
        }
    )

    assert "data:image/png" in html
    assert "정지 그림" in html


def test_a_video_of_another_site_is_a_link() -> None:
    html = output(text__html='<iframe src="https://www.youtube.com/embed/abc?x=1"></iframe>')

    assert 'href="https://www.youtube.com/watch?v=abc"' in html


def test_code_that_only_loads_a_library_or_a_style_shows_nothing() -> None:
    assert "cell-output" not in output(
        text__html="<style>.x{}</style>", text__plain="<IPython.core…>"
    )
    assert "cell-output" not in output(text__html="<script>window.PlotlyConfig = {}</script>")
    assert "cell-output" not in output(
        **{"application/vnd.bokehjs_load.v0+json": "", "application/javascript": ""}
    )


def test_the_same_stand_in_is_shown_once_a_cell() -> None:
    plot = display(**{"application/vnd.plotly.v1+json": {}})

    assert shown(code_cell("x", plot, plot)).count("stand-in") == 1


def test_formulas_json_and_markdown_outputs_are_set() -> None:
    assert "<mfrac>" in output(text__latex="$\\displaystyle \\frac{1}{2}$", text__plain="1/2")
    assert "<strong>b</strong>" in output(text__markdown="**b**")
    assert "이름" in output(**{"application/json": {"이름": 1}})


def test_pieces_of_one_stream_are_one_box() -> None:
    html = shown(code_cell("x", stream("a"), stream("b"), stream("w", "stderr"), stream("c")))

    assert '<pre class="output stdout">ab\n</pre>' in html
    assert html.count("<pre class=") == 3


def test_a_long_table_scrolls_and_an_endless_one_is_cut_with_a_note() -> None:
    row = "<tr><td>cell</td></tr>"
    long = output(text__html=f"<table>{row * 100}</table>")
    endless = output(text__html=f"<table>{row * 50_000}</table>")

    assert 'class="output html scrolls"' in long
    assert long.count("<tr>") == 100
    assert "앞부분만" in endless
    assert endless.count("<tr>") == endless.count("</tr>") < 50_000


def test_endless_text_is_cut_with_a_note() -> None:
    html = shown(code_cell("x", stream("line\n" * 20_000)))

    assert html.count("line") == 5_000
    assert "앞부분만" in html


def test_two_pictures_of_one_cell_and_two_attachments_stay_two() -> None:
    one, two = (base64.b64encode(PNG + tail).decode() for tail in (b"1", b"2"))
    page = notebook_to_html(
        parse_notebook(
            notebook(
                code_cell("x", display(image__png=one), display(image__png=two)),
                markdown_cell("![x](attachment:x)", attachments={"x": {"image/png": one}}),
                markdown_cell("<img src='attachment:x'>", attachments={"x": {"image/png": two}}),
            )
        ),
        MarkdownPage("ko"),
        "name",
    )

    assert len({asset.path for asset in page.assets}) == 4
    assert page.html.count("/assets/") == 4


def test_a_missing_attachment_is_a_problem() -> None:
    read = render_notebook(notebook(markdown_cell("![words](attachment:gone.png)")))

    assert read.problems == ("cell 1 has no attachment 'gone.png'",)
    assert "words" in read.html


@pytest.mark.parametrize(
    ("metadata", "folds"),
    [
        ({"jupyter": {"source_hidden": True}}, "코드 보기"),
        ({"jupyter": {"outputs_hidden": True}}, "출력 보기"),
        ({"hide_input": True}, "코드 보기"),
        ({"collapsed": True}, "출력 보기"),
        ({"tags": ["hide_input"]}, "코드 보기"),
        ({"tags": "hide-cell"}, "셀 보기"),
        ({"cellView": "form", "tags": None}, "자료 받기"),
    ],
)
def test_switches_of_other_programs_fold_a_part(metadata: dict[str, Any], folds: str) -> None:
    cell = {**code_cell("#@title 자료 받기 {}\nx", stream("out")), "metadata": metadata}

    assert f"<summary>{folds}</summary>" in shown(cell)


def test_tags_about_errors_streams_and_width() -> None:
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": []}

    assert "일부러" in shown(code_cell("x", error, tags=("raises-exception",)))
    assert "noise" not in shown(code_cell("x", stream("noise", "stderr"), tags=("remove-stderr",)))
    assert 'class="full-width"' in shown(code_cell("x", tags=("full-width",)))
    assert "scrolls" in shown(code_cell("x", stream("out"), tags=("scroll-output",)))


@pytest.mark.parametrize(
    ("metadata", "source", "word"),
    [
        ({"kernelspec": {"name": "ir"}}, "library(x)", '<span class="nf">library</span>'),
        (
            {"kernelspec": {"name": "julia-1.9", "language": "julia"}},
            "end",
            '<span class="k">end</span>',
        ),
        ({"kernelspec": {"name": "conda-env-py36-py"}}, "def f(): 0", '<span class="k">def</span>'),
        ({"kernelspec": {"name": "python2"}}, "def f(): 0", '<span class="k">def</span>'),
        ({"kernelspec": {"name": "nobody-knows"}}, "def f(): 0", "<code>def f(): 0\n"),
        ({}, "%%bash\necho hi", '<span class="nb">echo</span>'),
        ({}, "%%writefile a.js\nconst x", '<span class="kd">const</span>'),
        ({}, "!ls\n%magic\nx = 1", '<span class="mi">1</span>'),
    ],
)
def test_code_is_coloured_in_its_own_language(
    metadata: dict[str, Any], source: str, word: str
) -> None:
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}
    html = render_notebook(json.dumps({"nbformat": 4, "metadata": metadata, "cells": [cell]})).html

    assert word in html
    assert 'class="err"' not in html
