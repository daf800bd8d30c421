"""References of MyST: to terms, cells, other books, works; broken ones as their author wrote them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from courses import ReadCourse, read_course
from tests.courses.test_layouts import write

TOC = "format: jb-book\nroot: index\nchapters:\n  - file: terms\n  - file: cells\n"
CONFIG = """\
title: A book
sphinx:
  config:
    intersphinx_mapping:
      other: ["https://book.example/en/", null]
"""
TERMS = """\
# Terms

```{glossary}
[Binder](https://binder.example)
    A *service*.

[Markup](https://markup.example)
[Marks](https://markup.example)
    Two words for one thing.
```

:::{glossary}
Kernel
: What runs the code
of a notebook.

Cell
: A part of one.
:::
"""
CELLS = """\
---
kernelspec: {name: python3}
---

# Cells

```{figure} one.png
:name: first-figure
The first.
```

```{code-cell} python
---
mystnb:
  figure:
    caption: Growth of *things*
    name: growth
---
print(1)
```

```{figure} one.png
:name: third-figure
The third.
```

```{code-cell} python
#| label: plain-cell
print(2)
```
"""


def read(folder: Path, text: str, **more: str | bytes) -> ReadCourse:
    files = {"_toc.yml": TOC, "_config.yml": CONFIG, "terms.md": TERMS, "cells.md": CELLS}
    picture = b"\x89PNG\r\n\x1a\n"
    write(folder, {**files, "one.png": picture, "index.md": f"# Start\n\n{text}\n", **more})
    return read_course(folder)


def html_of(found: ReadCourse, key: str = "index") -> str:
    assert found.course is not None
    lesson = next(each for each in found.course.lessons if each.key == key)
    return next(iter(lesson.variants.values())).html


def broken(found: ReadCourse) -> list[tuple[int | None, str]]:
    return [(link.line, link.target) for link in found.links.broken]


@pytest.mark.parametrize("term", ["Binder", "Markup", "Marks", "Kernel", "Cell", "kernels"])
def test_a_term_leads_to_its_place_in_the_glossary(tmp_path: Path, term: str) -> None:
    found = read(tmp_path, f"See {{term}}`{term}`.")

    assert broken(found) == []
    name = term.lower().removesuffix("s") if term == "kernels" else term.lower()
    assert f'href="terms#term-{name}"' in html_of(found)
    assert f'id="term-{name}"' in html_of(found, "terms")


def test_a_definition_that_goes_on_without_an_indent_is_no_term(tmp_path: Path) -> None:
    found = read(tmp_path, "See {term}`of a notebook.`")

    assert broken(found) == [(3, "of a notebook.")]


def test_cells_that_draw_figures_are_numbered_among_the_figures(tmp_path: Path) -> None:
    text = "{numref}`first-figure`, {numref}`growth`, {numref}`third-figure`, [here](plain-cell)"
    found = read(tmp_path, text)

    assert broken(found) == []
    shown = html_of(found)
    for number, name in ((1, "first-figure"), (2, "growth"), (3, "third-figure")):
        assert re.search(rf'href="cells#{name}"[^>]*>Figure {number}</a>', shown)
    page = html_of(found, "cells")
    assert "Figure 2.</strong> Growth of <em>things</em>" in page
    assert "Figure 3.</strong> The third" in page
    assert 'id="plain-cell"' in page


def test_references_into_another_book_lead_there(tmp_path: Path) -> None:
    text = "{doc}`other:intro/start`, {ref}`there <other:label>`, <inv:other#place>, {ref}`x:y`"
    found = read(tmp_path, text)

    shown = html_of(found)
    assert '<a href="https://book.example/en/intro/start.html"' in shown
    assert ">there</a>" in shown
    assert ">place</a>" in shown
    assert broken(found) == [(3, "x:y")]


def test_the_settings_of_myst_name_other_books_too(tmp_path: Path) -> None:
    settings = "project:\n  title: T\n  references:\n    guide: https://guide.example/\n"
    text = "# A\n\n[](xref:guide/page#place) and <xref:guide> and <xref:unheard#of>\n"
    write(tmp_path, {"myst.yml": settings, "index.md": text})
    found = read_course(tmp_path)

    shown = html_of(found)
    assert '<a href="https://guide.example/page#place"' in shown
    assert '<a href="https://guide.example/"' in shown
    assert "of" in shown
    assert broken(found) == []
    assert [(p.code, p.line) for p in found.problems] == [("unknown-book", 3)]


def test_links_of_a_project_are_links_of_the_course(tmp_path: Path) -> None:
    found = read(tmp_path, "(here)=\n\n## Part\n\n<project:#here> <path:one.png> <project:none.md>")

    assert re.search('href="#here"[^>]*>Part</a>', html_of(found))
    assert broken(found) == [(7, "none.md")]


def test_works_are_cited_by_key_by_identifier_and_without_a_role(tmp_path: Path) -> None:
    works = "@book{kim, author={Kim, Ada}, title={T}, year={2020}}\n"
    text = "{cite}`{see}kim{p. 3}; 10.1234/abc`, [@kim], @kim, mail@kim.example, @nobody"
    found = read(tmp_path, text, **{"works.bib": works})

    shown = html_of(found)
    assert broken(found) == []
    assert 'href="https://doi.org/10.1234/abc"' in shown
    assert shown.count("#bib-kim") == 3
    assert "mail@kim.example" in shown
    assert "@nobody" in shown


def test_a_label_after_an_at_sign_is_a_reference(tmp_path: Path) -> None:
    found = read(tmp_path, 'See @growth and\n\n+++ {"label": "block"}\n\n[there](#block)')

    assert broken(found) == []
    assert 'href="cells#growth"' in html_of(found)


def test_a_broken_link_is_named_as_it_is_written(tmp_path: Path) -> None:
    found = read(tmp_path, "[a](terms#nowhere)")

    assert broken(found) == [(3, "terms#nowhere")]


@pytest.mark.parametrize(
    "link",
    [
        "[](terms.md#two-words)",
        "[ ](terms.md#two-words)",
        "[](terms#two-words)",
        "[](<terms.md#two-words>)",
        "[][far]\n\n[far]: terms.md#two-words",
        "<project:terms.md#two-words>",
        "[](terms.md#two%2Dwords)",
    ],
)
def test_a_link_without_a_text_says_the_heading_it_leads_to(tmp_path: Path, link: str) -> None:
    write(
        tmp_path, {"a.md": f"# A\n\n{link}\n", "terms.md": "# Terms\n\n## Two *words*\n\nText.\n"}
    )

    found = read_course(tmp_path)

    assert broken(found) == []
    assert ">Two words</a>" in html_of(found, "a")
