"""The notebook that an item names is read from beside it, and from nowhere else."""

from pathlib import Path

import pytest

from assessments import read_bank
from assessments.items.notebook_task import MOST_BYTES, Task
from tests.assessments.notebooks.samples import SQUARE, SQUARE_TESTS, notebook

BANK = "bank: b\ntitle: {ko: 은행}\ndomains: [{id: a, title: {ko: 가}}]\n"
ITEM = """\
domain: a
items:
  - id: task
    type: notebook
    level: 1
    objective: {ko: 목표}
    stem: {ko: 채워라}
    notebook: NAME
    rationale: {ko: 까닭}
"""


def bank(folder: Path, name: str) -> Path:
    items = folder / "items"
    items.mkdir()
    (items / "bank.yml").write_text(BANK, encoding="utf-8")
    (items / "a.yml").write_text(ITEM.replace("NAME", name), encoding="utf-8")
    (items / "square.ipynb").write_bytes(notebook(SQUARE, SQUARE_TESTS))
    (items / "large.ipynb").write_bytes(b" " * (MOST_BYTES + 1))
    (items / "broken.ipynb").write_bytes(b"\xff\xfe")
    (folder / "outside.ipynb").write_bytes(notebook(SQUARE, SQUARE_TESTS))
    return items


def test_a_notebook_beside_the_items_becomes_part_of_its_item(tmp_path: Path) -> None:
    read = read_bank(bank(tmp_path, "square.ipynb"))

    assert read.problems == ()
    assert read.bank is not None
    (item,) = read.bank.items
    assert isinstance(item.body, Task)
    assert "BEGIN SOLUTION" in item.body.notebook
    assert item.body.released == ""


@pytest.mark.parametrize(
    "name", ["none.ipynb", "../outside.ipynb", "large.ipynb", "broken.ipynb", "/etc/x.ipynb"]
)
def test_what_cannot_be_read_or_lies_elsewhere_is_a_problem_with_its_line(
    tmp_path: Path, name: str
) -> None:
    read = read_bank(bank(tmp_path, name))

    assert ("missing-notebook", 8) in [(each.code, each.line) for each in read.problems]
    assert read.bank is not None
    assert read.bank.items == ()
