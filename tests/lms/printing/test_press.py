"""The press sets what honest authors write, and gives a hostile one nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from contextlib import suppress
from typing import Any

import pytest

from lms.printing.formulas import with_drawn_formulas
from lms.printing.jobs import SHEET

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
HASH = "a" * 64


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A book of three lessons: a hostile one, one that cannot be set, and an honest one."""
    folder = tmp_path_factory.mktemp("press")
    (folder / "assets").mkdir()
    (folder / "assets" / HASH).write_bytes(PICTURE)
    secret = folder / "secret.txt"
    secret.write_text("TOP-SECRET")
    hostile = (
        f'<p>before</p><img src="file://{secret}" alt="1"><img src="http://127.0.0.1:9/x.png" alt="2">'
        f'<img src="/assets/../secret.txt" alt="3"><img src="/assets/{"b" * 64}/x.svg" alt="4">'
        f'<object data="file://{secret}"></object><link rel="attachment" href="file://{secret}">'
        f'<a rel="attachment" href="file://{secret}">x</a><link rel="stylesheet" href="file://{secret}">'
        "<p>after</p>"
    )
    honest = (
        '<p id="more--here">정답은 <math display="inline" alttext="x"><mtext>오차</mtext></math></p>'
        f'<p><img src="/assets/{HASH}/a.svg" alt="square"></p>'
        "<table><thead><tr><th>표</th></tr></thead><tbody><tr><td>값</td></tr></tbody></table>"
    )
    chapters = [
        chapter("start", "나쁜 강의", hostile),
        chapter("deep", "깊은 강의", "<div>" * 3000 + "x" + "</div>" * 3000),
        chapter("more", "좋은 강의", honest + '<p><a href="#lesson--start">처음</a></p>'),
    ]
    words = {"brand": "배움", "contents": "차례", "edition": "판", "broken": "BROKEN"}
    book = {"title": "과정", "summary": "", "language": "ko", "words": words, "chapters": chapters}
    (folder / "book.json").write_text(
        json.dumps({**book, "assets": {HASH: "image/svg+xml"}}), encoding="utf-8"
    )
    (folder / "book.css").write_text(SHEET.read_text(encoding="utf-8"), encoding="utf-8")
    command = [sys.executable, "-m", "lms.printing.press", str(folder), "300"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pdf = folder / "book.pdf"
    layout = ["pdftotext", "-layout", str(pdf), "-"]
    return {
        "said": [json.loads(line) for line in done.stdout.splitlines()],
        "pdf": pdf.read_bytes(),
        "text": subprocess.run(layout, capture_output=True, text=True, check=True).stdout,
        "fonts": subprocess.run(
            ["pdffonts", str(pdf)], capture_output=True, text=True, check=True
        ).stdout,
    }


def chapter(key: str, title: str, html: str) -> dict[str, str]:
    return {
        "key": key,
        "title": title,
        "language": "ko",
        "unit": "",
        "anchor": f"lesson--{key}",
        "html": html,
    }


def unpacked(pdf: bytes) -> bytes:
    """The file with what its streams hold."""
    found = b""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            found += zlib.decompress(stream)
    return pdf + found


def test_a_hostile_page_reads_no_file_and_asks_nobody(printed: dict[str, Any]) -> None:
    assert "before" in printed["text"]
    assert "after" in printed["text"]
    assert "TOP-SECRET" not in printed["text"]
    assert b"EmbeddedFile" not in printed["pdf"]
    refused = [said["refused"] for said in printed["said"] if "refused" in said]
    assert any(url.startswith("file://") for url in refused)
    assert "http://127.0.0.1:9/x.png" in refused


def test_a_page_that_cannot_be_set_costs_only_itself(printed: dict[str, Any]) -> None:
    problems = [said["problem"] for said in printed["said"] if "problem" in said]

    assert problems == ["deep"]
    assert printed["text"].count("BROKEN") == 1
    assert [said["done"] for said in printed["said"] if "done" in said] == [1, 2, 3]
    assert printed["said"][-1] == {"pages": printed["text"].count("\f")}


def test_korean_has_letters_and_the_contents_have_the_pages_numbers(
    printed: dict[str, Any],
) -> None:
    pages = printed["text"].split("\f")
    contents = next(page for page in pages if "차례" in page)

    assert "정답은" in printed["text"]
    assert (
        "Nanum" in printed["fonts"] or "Pretendard" in printed["fonts"] or "CJK" in printed["fonts"]
    )
    for number, title in enumerate(("나쁜 강의", "깊은 강의", "좋은 강의"), 1):
        (line,) = [line for line in contents.splitlines() if title in line]
        assert line.split()[-1] == str(number)
        (page,) = [page for page in pages if title in page and "차례" not in page]
        assert page.rstrip().splitlines()[-1].strip() == str(number)
    assert b"/Outlines" in unpacked(printed["pdf"])


def test_formulas_are_drawn_with_korean_words_and_stand_on_the_line() -> None:
    drawn = with_drawn_formulas(
        '<p>가 <math display="inline" alttext="a"><mfrac><mi>a</mi><mtext>나</mtext></mfrac></math></p>'
    )

    assert drawn.startswith('<p>가 <span class="formula"><svg style="vertical-align: -')
    assert "<math" not in drawn


def test_a_formula_that_cannot_be_drawn_is_shown_as_it_was_written() -> None:
    drawn = with_drawn_formulas('<math alttext="a &lt; b"><mfrac><mi>a</mi></mfrac></math>')

    assert drawn == '<code class="formula-source">a &lt; b</code>'


def test_a_formula_too_wide_for_any_page_is_shown_as_its_source() -> None:
    def formula(n_terms: int) -> str:
        terms = "<mo>+</mo>".join(["<mi>x</mi>"] * n_terms)
        return f'<math display="block" alttext="x-{n_terms}"><mrow>{terms}</mrow></math>'

    assert "<svg" in with_drawn_formulas(formula(10))
    assert with_drawn_formulas(formula(200)) == '<code class="formula-source">x-200</code>'
