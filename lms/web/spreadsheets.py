"""CSV and XLSX that a spreadsheet opens in Korean and never runs."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO, Any

from lms.loading import loaded

Cell = str | Decimal | None
"""What stands in a cell: a text, a number, or nothing."""

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NEGATIVE = re.compile(r"-[0-9]+(\.[0-9]+)?")
BYTE_ORDER_MARK = "\ufeff"
# what XML cannot hold
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# spreadsheets take a cell that begins so for a formula, the full-width signs too
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula; a number below zero is none."""
    is_formula = text.startswith(FORMULA_STARTS) and not NEGATIVE.fullmatch(text)
    return f"'{text}" if is_formula else text


def plain(text: str) -> str:
    """The text as it was before `harmless`, without blanks around it."""
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


class NotText(Exception):
    """Bytes that are no text in any encoding that is taken."""


class NotPlain(NotText):
    """Text with NUL in it: a file of another kind."""


def decoded(data: bytes) -> str:
    """The text of a CSV in UTF-8 (with or without BOM), UTF-16 with BOM, or CP949; raises NotText."""
    codecs = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp949")
    for codec in codecs:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise NotPlain
        return text
    raise NotText


def delimiter_of(head: str) -> str:
    """What stands between the cells: comma, tab or semicolon, whichever the first line has most of."""
    return max(",\t;", key=head.count)


def csv_of(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The rows one by one: UTF-8 with byte order mark, lines ending in CR LF."""
    yield BYTE_ORDER_MARK.encode()
    for row in rows:
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="\r\n").writerow([harmless(cell) for cell in row])
        yield line.getvalue().encode()


def texts_of(rows: Iterable[Sequence[Cell]]) -> Iterator[list[str]]:
    """The rows as CSV has them: numbers without trailing zeros."""
    for row in rows:
        yield [_text(cell) for cell in row]


def xlsx_of(rows: Iterable[Sequence[Cell]], title: str) -> Iterator[bytes]:
    """The rows as a workbook with one sheet whose first row and two columns stay in view.

    Each row is written to disk before the next one is asked for, so memory does not grow
    with their number. Texts are never formulas, numbers are numbers.
    """
    workbook: Any = loaded("openpyxl:Workbook")(write_only=True)
    sheet = workbook.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "C2"
    for row in rows:
        sheet.append([_sheet_cell(sheet, cell) for cell in row])
    with TemporaryFile() as file:
        workbook.save(file)
        file.seek(0)
        yield from _pieces(file)


def _text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        text = f"{cell:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return cell or ""


def _sheet_cell(sheet: Any, cell: Cell) -> Any:
    """A number or nothing as it is; a text marked as one, so that `=` begins no formula."""
    if not isinstance(cell, str):
        return cell
    made = loaded("openpyxl.cell:WriteOnlyCell")(sheet, harmless(UNWRITABLE.sub("", cell)))
    made.data_type = "s"
    return made


def _sheet_title(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", UNWRITABLE.sub("", title))[:31].strip("' ") or "1"


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(1 << 16):
        yield piece
