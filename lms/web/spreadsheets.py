"""CSV that a spreadsheet opens in Korean and never runs."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

BYTE_ORDER_MARK = "\ufeff"
# spreadsheets take a cell that begins so for a formula, the full-width signs too
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_of(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The rows one by one: UTF-8 with byte order mark, lines ending in CR LF."""
    yield BYTE_ORDER_MARK.encode()
    for row in rows:
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="\r\n").writerow([harmless(cell) for cell in row])
        yield line.getvalue().encode()
