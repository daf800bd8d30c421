"""Code that needs the network or a secret key is named with its cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from courses import Material, Problem, check_course
from courses.codecells import problems_in
from tests.courses.small_course import write_course
from tests.growth import growth

CODES = {"needs-network", "needs-secret", "secret-in-code"}


def problems_of(tmp_path: Path, source: str, tags: tuple[str, ...] = ()) -> list[Problem]:
    cell = {
        "cell_type": "code",
        "metadata": {"tags": list(tags)},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
    title = {"cell_type": "markdown", "metadata": {}, "source": "# 노트북"}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [title, cell]}
    root = write_course(tmp_path, {"01-one/09-code.ipynb": json.dumps(notebook, indent=1)})
    return [one for one in check_course(root).problems if one.code in CODES]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("!pip install torch", "needs-network"),
        ("%pip install torch", "needs-network"),
        ("x = 1\n!wget -q https://example.org/a.csv", "needs-network"),
        ("!git clone https://example.org/a", "needs-network"),
        ("r = requests.get(url)", "needs-network"),
        ("pd.read_csv('https://example.org/a.csv')", "needs-network"),
        ("model = AutoModel.from_pretrained('x')", "needs-network"),
        ("(x, y), _ = keras.datasets.mnist.load_data()", "needs-network"),
        ("key = os.environ['OPENAI_API_KEY']", "needs-secret"),
        ("token = os.getenv('HF_TOKEN')", "needs-secret"),
        ("password = getpass('?')", "needs-secret"),
        ("client = Client('sk-abcdefghijklmnopqrstuvwx')", "secret-in-code"),
    ],
)
def test_what_a_cell_asks_for_is_a_problem(tmp_path: Path, source: str, code: str) -> None:
    found = problems_of(tmp_path, source)

    assert [one.code for one in found] == [code]
    assert found[0].message.startswith("cell 2: ")
    assert found[0].hint
    assert found[0].line


@pytest.mark.parametrize(
    "source",
    [
        "pd.read_csv('data/a.csv')",
        "# !pip install torch",
        "print('https://example.org')",
        "os.environ['HOME']",
        "requests = 3",
        "wget = 1",
        "x = a != curl",
    ],
)
def test_ordinary_code_is_none(tmp_path: Path, source: str) -> None:
    assert problems_of(tmp_path, source) == []


def test_a_cell_that_is_not_run_may_ask_for_anything(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "!pip install torch", ("skip-execution",)) == []


def test_a_written_key_is_not_repeated(tmp_path: Path) -> None:
    found = problems_of(tmp_path, "key = 'sk-abcdefghijklmnopqrstuvwx'")

    assert "abcdefghij" not in found[0].message


@pytest.mark.parametrize("piece", ["! a ", "!a a a a ", "environ['", "read_csv(", "sk-aaaa-"])
def test_hostile_code_is_read_in_linear_time(piece: str) -> None:
    def read(n: int) -> None:
        cell = {"cell_type": "code", "metadata": {}, "source": piece * n}
        data = json.dumps({"nbformat": 4, "cells": [cell]}).encode()
        list(problems_in(Material("a.ipynb", "", data)))

    assert growth(read, 4_000, 40_000) < 40
