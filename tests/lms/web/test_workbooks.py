"""Workbooks: what stands in them, and that memory does not grow with their rows."""

import gc
import io
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from lms.web.spreadsheets import Cell, texts_of, xlsx_of

FEW, MANY = 200, 2000


def rows(n_rows: int) -> Iterator[list[Cell]]:
    """So many trainees with a few works each."""
    for number in range(n_rows):
        yield [f"교육생 {number}", f"p{number}@test.example", *[Decimal(number)] * 8]


def memory_for(n_rows: int) -> int:
    """The most bytes that Python held while these rows were written."""
    gc.collect()
    tracemalloc.start()
    for _piece in xlsx_of(rows(n_rows), "성적부"):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_ten_times_the_rows_take_no_more_memory() -> None:
    memory_for(10)

    assert memory_for(MANY) < 1.5 * memory_for(FEW)


def test_numbers_are_numbers_and_texts_are_texts() -> None:
    data = b"".join(xlsx_of([["이름", "점수"], ["벤", Decimal("8.5")], ["길", None]], "a/b:c" * 9))

    sheet = load_workbook(io.BytesIO(data)).active
    assert list(sheet.values) == [("이름", "점수"), ("벤", 8.5), ("길", None)]
    assert sheet.title == "a b ca b ca b ca b ca b ca b ca"
    assert sheet.freeze_panes == "C2"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_no_text_is_a_formula(start: str) -> None:
    text = f'{start}HYPERLINK("https://x.example")'

    data = b"".join(xlsx_of([[text]], "1"))

    cell = load_workbook(io.BytesIO(data)).active["A1"]
    assert (cell.data_type, cell.value) == ("s", f"'{text}")
    with ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_what_a_workbook_cannot_hold_is_left_out() -> None:
    data = b"".join(xlsx_of([["a\x00b\x0bc\ud800"]], "\x00"))

    sheet = load_workbook(io.BytesIO(data)).active
    assert (sheet["A1"].value, sheet.title) == ("abc", "1")


def test_csv_has_numbers_without_trailing_zeros() -> None:
    row: list[Cell] = ["벤", Decimal("8.50"), Decimal(100), Decimal("-0.5"), None]

    assert list(texts_of([row])) == [["벤", "8.5", "100", "-0.5", ""]]
