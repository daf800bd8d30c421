"""Books written for all frameworks at once, whose marks name what stands before them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from courses import ReadCourse, read_course
from tests.courses.small_course import PNG
from tests.courses.test_layouts import write

INDEX = """\
# The book

```toc
:maxdepth: 2
:numbered:

two/index
one
```
"""
TWO = "# Two\n:label:`chap_two`\n\n```toc\n\ninner\n```\n"
ONE = """\
# One
:label:`sec_one`

![A picture.](../one.png)
:width:`300px`
:label:`fig_one`

$$a = b$$
:eqlabel:`eq_below`

$$c = d$$ :eqlabel:`eq_beside`

$$
e = f
$$

:eqlabel:`eq_apart`

## Part
:label:`subsec_part`

:begin_tab:`first`
*Only* here.
:end_tab:
"""
INNER = """\
# Inner

See :numref:`sec_one`, :numref:`fig_one`, :eqref:`eq_below`, :eqref:`eq_beside`,
:eqref:`eq_apart`, :ref:`subsec_part`, :numref:`nothing` and :citet:`kim`.
"""
FILES: dict[str, str | bytes] = {
    "index.md": INDEX,
    "two/index.md": TWO,
    "two/inner.md": INNER,
    "one.md": ONE.replace("../one.png", "one.png"),
    "one.png": PNG,
    "b.bib": "@book{kim, author={Kim, Ada}, title={T}, year={2020}}\n",
}


@pytest.fixture
def book(tmp_path: Path) -> ReadCourse:
    write(tmp_path, FILES)
    return read_course(tmp_path)


def html_of(book: ReadCourse, key: str) -> str:
    assert book.course is not None
    return next(one for one in book.course.lessons if one.key == key).variants["en"].html


def test_pages_come_in_the_order_of_the_toctrees(book: ReadCourse) -> None:
    assert book.course is not None
    assert book.layout == "sphinx"
    assert book.course.title == {"en": "The book"}
    titles = [lesson.variants["en"].title for lesson in book.course.lessons]
    assert titles == ["The book", "Two", "Inner", "One"]


def test_references_find_what_the_marks_name(book: ReadCourse) -> None:
    shown = re.sub(r"<[^>]*>", "", html_of(book, _key(book, "Inner")))

    assert [(b.line, b.target) for b in book.links.broken] == [(4, "nothing")]
    assert "See One, Figure 1, (1), (2),\n(3), Part, nothing and Kim (2020)." in shown
    assert {problem.code for problem in book.problems} == {"broken-link"}


def test_a_named_picture_is_a_figure_and_a_tab_folds(book: ReadCourse) -> None:
    shown = html_of(book, _key(book, "One"))

    assert re.search(
        r'<figure class="figure" id="fig_one">.*Figure 1\..*A picture\.', shown, re.DOTALL
    )
    assert re.search(r"<summary>first</summary>\s*<p><em>Only</em> here", shown)
    assert ":label:" not in shown
    assert ":eqlabel:" not in shown
    assert ":width:" not in shown


def test_a_toctree_of_sphinx_has_captions_titles_patterns_and_missing_pages(tmp_path: Path) -> None:
    index = (
        "# Docs\n\n```{toctree}\n:caption: Guides\n\nFirst <a>\nnone\nself\n```\n\n"
        ":::{toctree}\n:glob:\n\nmore/*\nhttps://other.example\n:::\n"
    )
    write(
        tmp_path,
        {
            "docs/conf.py": 'intersphinx_mapping = {"py": ("https://docs.example/3", None)}\n',
            "docs/index.md": index,
            "docs/a.md": "# A\n\n{ref}`there <py:label>` {doc}`py:page`\n",
            "docs/more/2.md": "# Two\n",
            "docs/more/10.md": "# Ten\n",
            "README.md": "# Repository\n",
        },
    )
    found = read_course(tmp_path)

    assert found.course is not None
    units = [
        (dict(u.title), [v.variants["en"].title for v in u.lessons]) for u in found.course.units
    ]
    assert units[1:] == [({"en": "Guides"}, ["First"]), ({"en": "Two"}, ["Two", "Ten"])]
    assert [(p.code, p.file, p.line) for p in found.problems] == [
        ("missing-page", "docs/index.md", 7)
    ]
    assert found.links.broken == ()


def _key(book: ReadCourse, title: str) -> str:
    assert book.course is not None
    return next(one.key for one in book.course.lessons if one.variants["en"].title == title)
