"""Marks that real books write a little otherwise, and that are never shown as they are written."""

from __future__ import annotations

import re

import pytest

from courses.markup.markdown import MarkdownPage


def shown(text: str) -> str:
    return MarkdownPage("en").render(text)


@pytest.mark.parametrize(
    "text",
    [
        "where $ \\text{Pr}(A|r_i)$ is",
        "see $f'(x) = \\dfrac{1}{x} $ here",
        "so\n$\nf_i = \\frac{1}{n} .\n$\nand on",
        "on $ {{f_i}}_{i=0}^{I-1}$.",
        "one\n\n\\begin{equation}y=x\\end{equation} <br><br>\n\ntwo",
        "rows:\n\n\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}\n",
        "\\begin{cases} 1 & x \\\\ 2 & y \\end{cases}",
    ],
)
def test_formulas_of_notebooks_are_formulas(text: str) -> None:
    html = shown(text)

    assert "<math" in html
    assert "$" not in re.sub(r"<math.*?</math>", "", html, flags=re.DOTALL)
    assert "bad-math" not in html


@pytest.mark.parametrize(
    "text",
    ["from $ 5 to 6 $", "$ HOME and $ PATH", "it costs 5 $ or 6 $ a day", "US$ 5 and US$ 6_a"],
)
def test_prices_and_shells_stay_text(text: str) -> None:
    assert "<math" not in shown(text)


@pytest.mark.parametrize(
    "text", ["* one\n* two\n### Part\n\nmore", "1. one\n### Part", "x\n ## Part"]
)
def test_a_heading_ends_what_stands_before_it(text: str) -> None:
    assert re.search(r"</(?:ol|ul|p)>\s*<h[23] id=\"part\">Part</h[23]>", shown(text))


def test_html_in_a_container_ends_with_it() -> None:
    html = shown(":::{card} Title\n<div>inside</div>\n:::\n\nafter")

    assert ":::" not in html
    assert re.search(r"inside</div>\s*</div>\s*<p>after", html)
