"""Text of a table (CSV, semicolons, tabs) → rows that know the lines they stand on."""

import csv
import io
from dataclasses import dataclass

from assessments.fields import Report
from assessments.model import Problem

DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, without spaces around them, and the line it begins on."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file that have anything in them, and what stands between cells."""

    rows: tuple[Row, ...]
    delimiter: str

    @property
    def has_decimal_commas(self) -> bool:
        """Whether 0,5 can be a number, because a comma does not end a cell."""
        return self.delimiter != ","


def read_table(text: str, report: Report) -> Table:
    """Read rows; empty lines are no rows. What cannot be read is noted in the report."""
    text = text.removeprefix("\ufeff")
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        begins = 1
        for cells in reader:
            if any(cell.strip() for cell in cells) or len(cells) > 1:
                rows.append(Row(begins, tuple(cell.strip() for cell in cells)))
            begins = reader.line_num + 1
    except csv.Error as error:
        note(report, "bad-csv", max(reader.line_num, 1), f"the row cannot be read: {error}")
    return Table(tuple(rows), delimiter)


def note(
    report: Report,
    code: str,
    line: int | None,
    message: str,
    *,
    column: int | None = None,
    item: str | None = None,
    hint: str = "",
) -> None:
    """Add a problem; a column is counted from 1 and stands in the message."""
    message = message if column is None else f"column {column}: {message}"
    report.problems.append(Problem("error", code, report.file, item, line, message, hint))


def _delimiter(text: str) -> str:
    """What most often stands between the cells of the first line that has any text."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside.count)
