"""Commands that a course defines for its formulas, and chemical formulas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from courses import read_course, render_text
from courses.markup.chemistry import with_chemistry
from courses.markup.macros import TooLong, macros_in, take_definitions, with_macros


@pytest.mark.parametrize(
    ("definition", "use", "meaning"),
    [
        (r"\newcommand{\norm}[1]{\|#1\|}", r"\norm{x_1}", r"\|x_1\|"),
        (r"\newcommand\R{\mathbb{R}}", r"x\in\R", r"x\in\mathbb{R}"),
        (r"\renewcommand{\vec}[1]{\mathbf#1}", r"\vec x", r"\mathbf x"),
        (r"\providecommand{\half}{\frac12}", r"\half x", r"\frac12 x"),
        (r"\def\pair#1#2{(#1,#2)}", r"\pair a{b c}", "(a,b c)"),
        (r"\DeclareMathOperator{\argmax}{arg\,max}", r"\argmax_x", r"\operatorname{arg\,max}_x"),
        (r"\newcommand{\E}[2][X]{E_{#1}}", r"\E", "E_{X}"),
        (r"\newcommand{\a}{\b}\newcommand{\b}{\gamma}", r"\a", r"\gamma"),
    ],
)
def test_a_command_is_written_out_wherever_it_is_used(
    definition: str, use: str, meaning: str
) -> None:
    macros: dict[str, str] = {}

    assert take_definitions(definition, macros) == ""
    assert with_macros(use, macros) == meaning


def test_settings_give_commands_in_each_of_their_forms() -> None:
    given = {
        "RR": r"\mathbb{R}",
        r"\floor": [r"\lfloor#1\rfloor", 1],
        "bold": {"macro": r"{\bf #1}"},
        "bad name": "x",
        "number": 5,
    }

    assert macros_in(given) == {
        r"\RR": r"\mathbb{R}",
        r"\floor": r"\lfloor#1\rfloor",
        r"\bold": r"{\bf #1}",
    }
    assert macros_in("no mapping") == {}


def test_commands_of_the_book_and_of_the_page_are_known_in_formulas(
    folder: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: a\n")
    config = 'sphinx:\n  config:\n    mathjax3_config:\n      tex:\n        macros:\n          "N": ["\\\\mathbb{#1}", 1]\n'
    (tmp_path / "_config.yml").write_text(config)
    (tmp_path / "a.md").write_text(
        "# A\n\n$$\n\\newcommand{\\set}[1]{\\{#1\\}}\n$$\n\n$\\set{a}$ and $\\N{Q}$\n"
    )
    course = read_course(tmp_path)

    assert [one.code for one in course.problems if one.code == "bad-math"] == []
    assert course.course is not None
    assert "<mi>ℚ</mi>" in course.course.lessons[0].variants["en"].html


def test_commands_that_multiply_are_refused_and_cost_little() -> None:
    macros = {
        f"\\{name}": f"\\{below}" * 20 for name, below in zip("abcdef", "bcdefg", strict=True)
    }

    with pytest.raises(TooLong):
        with_macros(r"\a", macros)
    assert with_macros(r"\x", {r"\x": r"\x"}) == r"\x"


@pytest.mark.parametrize(
    ("formula", "latex"),
    [
        ("H2O", r"{\mathrm{H}_{2}\mathrm{O}}"),
        ("SO4^2-", r"{\mathrm{SO}_{4}^{2-}}"),
        ("Na+", r"{\mathrm{Na}^{+}}"),
        ("2H2", r"{2\,\mathrm{H}_{2}}"),
        ("(NH4)2", r"{(\mathrm{NH}_{4})_{2}}"),
        ("A ->[heat] B", r"{\mathrm{A}\ \overset{\text{heat}}{\rightarrow} \ \mathrm{B}}"),
    ],
)
def test_chemical_formulas_are_ordinary_ones(formula: str, latex: str) -> None:
    assert with_chemistry(f"\\ce{{{formula}}}") == latex
    assert "bad-math" not in render_text(f"$\\ce{{{formula}}}$")
