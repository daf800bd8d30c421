"""A notebook that its author wrote as text opens in a real lab as a notebook, and computes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
import pytest

from courses import read_course
from tests.hub_config.machine import Person
from tests.hub_config.stand_in import StandIn

pytestmark = pytest.mark.hub

MYST = """\
---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: My own Python, language: python, name: conda-env-mine-py}
---

# 값

```{code-cell} ipython3
:tags: [hide-input, hide-input]

x = 20
```

읽고 더합니다.

```{code-cell} ipython3
---
tags:
mystnb:
  figure: {caption: none}
---
x + int(open("data/one.txt").read())
```
"""
JUPYTEXT = """\
---
jupyter:
  jupytext:
    text_representation: {extension: .md, format_name: markdown}
  kernelspec: {display_name: Python 3, language: python, name: python3}
---

# 값

```python tags="seen"
x = 20
```

<!-- #region -->
읽고 더합니다.
<!-- #endregion -->

```python
x + int(open("data/one.txt").read())
```
"""
PERCENT = """\
# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: "", language: python, name: venv}
# ---

# %% [markdown]
# # 값

# %% tags=["a", "a"]
x = 20

# %%
x + int(open("data/one.txt").read())
"""


@pytest.fixture(params=[("value.md", MYST), ("value.md", JUPYTEXT), ("value.py", PERCENT)])
def opened(
    request: pytest.FixtureRequest, ben: Person, hub_lms: StandIn, tmp_path: Path
) -> Iterator[str]:
    """The path in the lab to which one click led from a lesson of this text."""
    name, text = request.param
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "one.txt").write_text("1")
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "_config.yml").write_text("title: 책\n")
    (tmp_path / "_toc.yml").write_text(f"format: jb-book\nroot: {PurePosixPath(name).stem}\n")
    course = read_course(tmp_path).course
    assert course is not None
    (lesson,) = course.lessons
    before = hub_lms.materials
    place = f"text-{request.param_index}"  # type: ignore[attr-defined]
    hub_lms.materials = {f"{place}/{one.path}": one.data for one in lesson.materials}
    page = ben.click("baeum/open?run=ai-2026&lesson=values&lang=ko")
    assert page.status_code == 200
    yield page.url.path.removeprefix(f"/user/{ben.name}/lab/tree/")
    hub_lms.materials = before


def results_of(ben: Person, path: str, cells: list[dict[str, Any]]) -> str:
    """What a kernel that was started for the notebook says when its cells run from the top."""
    sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    last = f"print(repr(eval({sources[-1]!r})))"
    return ben.run("\n".join([*sources[:-1], last]), path)


def test_a_text_notebook_opens_as_a_notebook_and_computes(ben: Person, opened: str) -> None:
    assert opened.endswith("/value.ipynb")
    model = ben.lab("GET", f"api/contents/{opened}").json()

    assert model["type"] == "notebook"
    assert "message" not in model, "the lab has nothing to say against its form"
    nbformat.validate(nbformat.reads(json.dumps(model["content"]), as_version=4))
    cells = model["content"]["cells"]
    assert [cell["cell_type"] for cell in cells if cell["source"].startswith("# 값")] == [
        "markdown"
    ]
    kernels = ben.lab("GET", "api/kernelspecs").json()["kernelspecs"]
    assert model["content"]["metadata"]["kernelspec"]["name"] in kernels
    assert results_of(ben, opened, cells) == "21\n"
