"""Every format of notebook is read, and what is odd about one is said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from courses.notebooks import BadNotebook, parse_notebook


def read(**raw: Any) -> Any:
    return parse_notebook(json.dumps(raw))


def codes(**raw: Any) -> set[str]:
    return {code for code, _ in read(**raw).problems}


def test_format_3_becomes_format_4() -> None:
    outputs = [
        {"output_type": "stream", "stream": "stderr", "text": ["a\n", "b"]},
        {"output_type": "pyout", "prompt_number": 1, "text": ["7"], "html": ["<b>7</b>"]},
        {"output_type": "pyerr", "ename": "E", "evalue": "v", "traceback": ["t"]},
        {"output_type": "display_data", "png": "aGk=\n", "svg": ["<svg/>"]},
    ]
    code = {
        "cell_type": "code",
        "input": ["x"],
        "language": "r",
        "prompt_number": 1,
        "outputs": outputs,
    }
    heading = {"cell_type": "heading", "level": 3, "source": ["A ", "title"]}
    found = read(
        nbformat=3,
        nbformat_minor=0,
        metadata={},
        worksheets=[{"cells": [heading]}, {"cells": [code]}],
    )

    assert [(cell.kind, cell.source) for cell in found.cells] == [
        ("markdown", "### A title"),
        ("code", "x"),
    ]
    assert found.cells[1].metadata == {"language": "r"}
    assert [one["output_type"] for one in found.cells[1].outputs] == [
        "stream", "execute_result", "error", "display_data",
    ]  # fmt: skip
    assert found.cells[1].outputs[0] == {"output_type": "stream", "name": "stderr", "text": "a\nb"}
    assert found.cells[1].outputs[1]["data"] == {"text/plain": ["7"], "text/html": ["<b>7</b>"]}
    assert found.cells[1].outputs[3]["data"] == {"image/png": "aGk=\n", "image/svg+xml": ["<svg/>"]}
    assert found.problems == ()


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ({"cell_type": "markdown", "metadata": {}}, "odd-cell"),
        ({"cell_type": "strange", "source": "x", "metadata": {}}, "odd-cell"),
        ({"cell_type": "code", "source": "x", "metadata": [], "outputs": []}, "odd-cell"),
        ({"cell_type": "code", "source": "x", "outputs": "none"}, "odd-cell"),
        ({"cell_type": "code", "source": "x", "outputs": [1]}, "odd-cell"),
        ("text", "bad-cell"),
    ],
)
def test_an_invalid_but_readable_cell_is_read_with_a_problem(cell: object, code: str) -> None:
    good = {"cell_type": "markdown", "source": "fine", "metadata": {}}
    found = read(nbformat=4, metadata={}, cells=[cell, good])

    assert {name for name, _ in found.problems} == {code}
    assert found.cells[-1].source == "fine"


def test_what_is_missing_around_the_cells_is_no_hindrance() -> None:
    assert codes(cells=[]) == {"odd-notebook"}
    assert codes(nbformat="4.5", cells=[]) == {"odd-notebook"}
    assert codes(nbformat=5, cells=[]) == {"odd-notebook"}
    assert read(nbformat=4, metadata=None, cells=[{"cell_type": "raw", "source": None}]).cells


def test_two_cells_with_one_id_are_reported() -> None:
    cell = {"cell_type": "raw", "source": "", "id": "same"}

    assert codes(nbformat=4, cells=[cell, cell]) == {"duplicate-cell-id"}


def test_byte_order_marks_and_numbers_that_are_none_are_read() -> None:
    source = '\ufeff{"nbformat": 4, "metadata": {"a": NaN, "b": -Infinity}, "cells": []}'

    assert parse_notebook(source).cells == ()


def test_a_broken_file_is_refused_with_its_line() -> None:
    with pytest.raises(BadNotebook) as caught:
        parse_notebook('{\n"nbformat": 4,\n"cells": [}')

    assert caught.value.line == 3


@pytest.mark.parametrize(
    "source",
    [
        '{"nbformat": 4, "cells": [' + '{"cell_type": "raw"},' * 1_000_000 + "0]}",
        '{"nbformat": 4, "cells": [' + "{}," * 1_000_000 + "0]}",
        '{"nbformat": 4, "cells": [' + "[]," * 1_500_000 + "0]}",
        '{"nbformat": 4, "cells": [' + "0," * 9_000 + "0]}",
        '{"nbformat": 4, "cells": ' + "[" * 10_000 + "]" * 10_000 + "}",
        '{"a":' * 10_000 + "1" + "}" * 10_000,
    ],
    ids=["cells", "objects", "lists", "numbers", "deep lists", "deep objects"],
)
def test_more_than_anyone_could_read_is_refused(source: str) -> None:
    with pytest.raises(BadNotebook):
        parse_notebook(source)
