"""Formulas become MathML; prices stay prices."""

from __future__ import annotations

import pytest

from courses import render_text
from courses.markup.mathml import BadMath, to_mathml


def test_a_fraction_is_a_fraction_with_its_source_for_screen_readers() -> None:
    html = render_text(r"값은 $\frac{1}{2}$이다")

    assert "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>" in html
    assert r'alttext="\frac{1}{2}"' in html
    assert "</math>이다" in html


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 or $6.",
        "$5, $6",
        "값은 $5이고 이익은 10$입니다",
        "`$a$`",
        r"\$a\$",
        "a $ b $ c",
        "US$10 and US$20",
        "$HOME/$USER in a path, ${HOME}/$USER, $PATH:$HOME",
        "$5-$10 a month and $1,000~$2,000",
        "it costs $5 for one and brings 10$ today",
        "$$",
    ],
)
def test_prices_and_code_are_not_formulas(text: str) -> None:
    assert "<math" not in render_text(text)


@pytest.mark.parametrize("text", ["$n$th", "$k$-NN", "$x$는", "($a, b$)", r"$\text{if so and so}$"])
def test_formulas_right_beside_letters_are_formulas(text: str) -> None:
    assert render_text(text).count("<math") == 1


def test_a_price_is_shown_as_it_was_written() -> None:
    assert render_text("It costs $5 or $6.") == "<p>It costs $5 or $6.</p>"


@pytest.mark.parametrize(
    "source",
    [
        "$$x^2$$",
        "$$\nx^2\n$$",
        "text $$x^2$$ text",
        "- item\n\n  $$\n  x^2\n  $$",
        "!!! note\n    $$\n    x^2\n    $$",
        "$$\nx^2\n\n$$",
    ],
)
def test_displayed_formulas_stand_wherever_blocks_do(source: str) -> None:
    html = render_text(source)

    assert html.count('<math display="block"') == 1
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in html
    assert "$" not in html


def test_underscores_and_stars_in_formulas_are_not_emphasis() -> None:
    html = render_text("$a_1 * b_1 * c_1$ and $x_i$")

    assert "<em>" not in html
    assert html.count("<math") == 2


def test_aligned_equations_are_a_table_with_a_row_each() -> None:
    html = render_text("$$\n\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}\n$$")

    assert html.count("<mtr>") == 2


def test_text_inside_formulas_is_escaped() -> None:
    mathml = to_mathml(r"\text{a<b & c}", display=False)

    assert "<mtext>a&lt;b\N{NO-BREAK SPACE}&amp;\N{NO-BREAK SPACE}c</mtext>" in mathml


@pytest.mark.parametrize("latex", [r"\frac{", r"\nosuchthing x", "{" * 3000, "x" * 5000])
def test_what_is_no_formula_is_refused(latex: str) -> None:
    with pytest.raises(BadMath):
        to_mathml(latex, display=False)


def test_a_formula_gone_wrong_stays_readable() -> None:
    assert '<code class="bad-math">\\frac{</code>' in render_text(r"$\frac{$")


def test_the_argument_of_a_number_is_shown_as_a_function() -> None:
    shown = to_mathml(r"\arg z = \arg\min_x f", display=False)

    assert shown.count(">arg<") == 2
