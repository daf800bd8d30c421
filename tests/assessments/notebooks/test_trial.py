"""A notebook that is only tried: which cells fail."""

import json

import pytest

from assessments.notebooks import BadNotebook, failing_cells


def notebook(*cells: str | tuple[str, str]) -> bytes:
    def cell(given: str | tuple[str, str]) -> dict[str, object]:
        source, tag = given if isinstance(given, tuple) else (given, "")
        return {
            "cell_type": "code",
            "metadata": {"tags": [tag] if tag else []},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }

    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [*map(cell, cells)]}
    ).encode()


def test_cells_that_raise_are_named_and_the_rest_goes_on() -> None:
    found = failing_cells(notebook("x = 1", "y = nothing", "print(x)", "1 / 0"))

    assert [(one.number, one.error) for one in found] == [
        (2, "NameError: name 'nothing' is not defined"),
        (4, "ZeroDivisionError: division by zero"),
    ]


def test_tagged_cells_may_fail_or_are_not_run() -> None:
    found = failing_cells(
        notebook(("1 / 0", "raises-exception"), ("hang = 1 / 0", "skip-execution"), "print(1)")
    )

    assert found == []


def test_files_lie_beside_the_notebook() -> None:
    source = "assert open('data/a.csv').read() == 'x,y'"

    assert failing_cells(notebook(source), {"data/a.csv": b"x,y"}) == []
    assert failing_cells(notebook(source))[0].number == 1


def test_a_cell_without_end_is_stopped_and_named() -> None:
    found = failing_cells(notebook("x = 1", "while True: pass", "print(x)"), timeout_s=1)

    assert found[0].number == 2


def test_a_process_that_ends_is_the_fault_of_its_cell() -> None:
    found = failing_cells(notebook("x = 1", "import os; os._exit(1)", "print(x)"))

    assert [one.number for one in found] == [2]


def test_no_notebook_is_said_to_be_none() -> None:
    with pytest.raises(BadNotebook):
        failing_cells(b"no json")
