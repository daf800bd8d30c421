"""Notebooks written as text are read like any other notebook."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import nbformat

from courses import read_course
from courses.files.yamltext import split_front_matter
from courses.notebooks import read_text_notebook, to_ipynb

MYST = """\
---
kernelspec: {name: python3, language: python, display_name: Python 3}
---

# Title

See [the site][1] and a note.[^a]

```{code-cell} ipython3
:tags: [hide-input, remove-output]

x = 1
```

+++ {"tags": ["remove-cell"]}

left out

+++

```{code-cell} python
---
tags: hide-output
---
y = 2
```

````{note}
```{code-cell}
inside = True
```
````

[1]: https://example.org
[^a]: The note.
"""


def cells(text: str) -> list[tuple[str, str]]:
    matter = split_front_matter(text, "a.md")
    found = read_text_notebook(matter.values, matter.body)
    assert found is not None
    return [(cell.kind, cell.source) for cell in found.cells]


def test_a_myst_text_is_cut_at_its_code_cells() -> None:
    matter = split_front_matter(MYST, "a.md")
    found = read_text_notebook(matter.values, matter.body)

    assert found is not None
    assert [cell.kind for cell in found.cells] == [
        "markdown",
        "code",
        "markdown",
        "code",
        "markdown",
    ]
    assert [cell.source for cell in found.cells if cell.kind == "code"] == ["x = 1", "y = 2"]
    assert found.cells[1].metadata == {"tags": ["hide-input", "remove-output"]}
    assert found.cells[2].metadata == {"tags": ["remove-cell"]}
    assert found.cells[3].metadata == {"tags": ["hide-output"]}
    assert "inside = True" in found.cells[4].source


def test_a_text_without_code_cells_is_no_notebook() -> None:
    assert read_text_notebook({"kernelspec": {"name": "python3"}}, "# Only text") is None
    assert read_text_notebook({}, "Write `{code-cell}` for a cell.") is None
    assert read_text_notebook({}, "````md\n```{code-cell}\n1\n```\n````") is None
    assert read_text_notebook({}, "```{code-cell}\nnever closed") is None


def test_fences_of_jupytext_markdown_are_cells_in_the_notebooks_language_only() -> None:
    text = (
        "---\njupyter:\n  a: 1\njupytext:\n  text_representation: {extension: .md, format_name: markdown}\n"
        "kernelspec: {language: python, name: python3}\n---\n\n# T\n\n"
        '```python tags=["hide-input"]\n1\n```\n\n```bash\nls\n```\n\n'
        "<!-- #region -->\ntext\n\n```python\nshown\n```\n<!-- #endregion -->\n\n```python .noeval\n2\n```\n"
    )

    assert cells(text) == [
        ("markdown", "# T"),
        ("code", "1"),
        ("markdown", "```bash\nls\n```"),
        ("markdown", "text\n\n```python\nshown\n```"),
        ("markdown", "```python .noeval\n2\n```"),
    ]


def test_settings_below_jupyter_count_as_those_at_the_top() -> None:
    text = (
        "---\njupyter:\n  jupytext:\n    text_representation: {extension: .md, format_name: markdown}\n"
        "  kernelspec: {language: R, name: ir}\n---\n\n# T\n\n```R\nx <- 1\n```\n\n```python\nshown\n```\n"
    )

    assert cells(text) == [
        ("markdown", "# T"),
        ("code", "x <- 1"),
        ("markdown", "```python\nshown\n```"),
    ]


def test_a_lab_gets_the_python_it_has_and_tags_as_the_format_wants_them() -> None:
    values = {"kernelspec": {"name": "conda-env-mine-py", "language": "python"}}
    text = "```{code-cell}\n:tags: [a, a, 3]\n1\n```\n\n```{code-cell}\n:tags:\n2\n```"
    found = read_text_notebook(values, text)
    assert found is not None
    made = json.loads(to_ipynb(found, ""))

    nbformat.validate(made)
    assert made["metadata"]["kernelspec"]["name"] == "python3"
    assert [cell["metadata"] for cell in made["cells"]] == [{"tags": ["a", "3"]}, {}]


def test_what_a_lab_gets_is_a_valid_notebook_and_always_the_same() -> None:
    matter = split_front_matter(MYST, "a.md")
    found = read_text_notebook(matter.values, matter.body)
    assert found is not None
    made = to_ipynb(found, "Another title")

    nbformat.validate(json.loads(made))
    assert made == to_ipynb(found, "Another title")
    assert json.loads(made)["metadata"]["kernelspec"]["name"] == "python3"
    assert to_ipynb(found, "Another title").count(b"# Title") == 1
    assert b"Another title" not in made


def test_a_text_notebook_is_a_lesson_with_a_lab(folder: Callable[..., Path]) -> None:
    course = read_course(folder({"01-one/09-text.md": MYST})).course

    assert course is not None
    lesson = next(one for one in course.lessons if one.key.endswith("text"))
    html = lesson.variants["ko"].html
    assert lesson.kind == "notebook"
    assert [material.path for material in lesson.materials] == ["01-one/09-text.ipynb"]
    assert lesson.variants["ko"].title == "Title"
    assert html.count('<div class="cell">') == 2
    assert html.index("결과 없이") < html.index('<div class="cell">')
    assert 'href="https://example.org"' in html
    assert html.count('class="footnote"') == 1
    assert "left out" not in html


def test_an_author_cannot_guess_the_place_of_a_cell() -> None:
    place = "cell" + "0" * 64 + "n1"

    assert place in cells(f"{place}\n\n```{{code-cell}}\n1\n```")[0][1]
