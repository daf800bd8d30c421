"""CSV that a spreadsheet opens in Korean and never runs."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

NEGATIVE = re.compile(r"-[0-9]+(\.[0-9]+)?")
BYTE_ORDER_MARK = "\ufeff"
# spreadsheets take a cell that begins so for a formula, the full-width signs too
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula; a number below zero is none."""
    is_formula = text.startswith(FORMULA_STARTS) and not NEGATIVE.fullmatch(text)
    return f"'{text}" if is_formula else text


def csv_of(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The rows one by one: UTF-8 with byte order mark, lines ending in CR LF."""
    yield BYTE_ORDER_MARK.encode()
    for row in rows:
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="\r\n").writerow([harmless(cell) for cell in row])
        yield line.getvalue().encode()
