"""What goes with a response sheet: `item,key` and `item,max` rows."""

import re

from assessments.fields import Report
from assessments.formats.response_sheet import number
from assessments.formats.table import Row, note, read_table

WHOLE = re.compile(r"([0-9]+)\.0+")
BETWEEN_OPTIONS = re.compile(r"[\s,;|/+&]+")
ITEM_HEADINGS = {"item", "items", "item_id", "id", "question", "question_id", "문항", "문항번호"}
VALUE_HEADINGS = {
    *("key", "keys", "answer", "answers", "correct", "max", "maximum", "max_mark", "max_marks"),
    *("marks", "points", "정답", "답", "배점", "만점"),
}
MOST = 1e9
"""The largest mark: beyond it sums lose their cents."""


def read_key(text: str, report: Report) -> dict[str, str]:
    """The right options of each item, from rows with or without a heading."""
    found = {}
    for item, row in _pairs(text, report).items():
        found[item] = options_in(row.cells[1])
        if not found[item]:
            note(report, "empty-key", row.line, f"{item} has no right answer", column=2, item=item)
    return found


def read_maxima(text: str, report: Report) -> dict[str, float]:
    """The points to be had for each item, from rows with or without a heading."""
    found = {}
    for item, row in _pairs(text, report).items():
        most = number(row.cells[1], has_decimal_commas=True)
        found[item] = most or 0.0
        if most is None or not 0 < most <= MOST:
            message = f"'{row.cells[1]}' is no number above 0"
            note(report, "bad-maximum", row.line, message, column=2, item=item)
    return found


def options_in(text: str) -> str:
    """The options that a cell names, each once and in order: `C, A` is `AC`, `3.0` is `3`."""
    text = whole[1] if (whole := WHOLE.fullmatch(text)) else text
    return "".join(sorted(set(BETWEEN_OPTIONS.sub("", text))))


def _pairs(text: str, report: Report) -> dict[str, Row]:
    """Rows of two cells by the first of them."""
    found: dict[str, Row] = {}
    rows = read_table(text, report).rows
    for row in rows[1:] if rows and _is_heading(rows[0]) else rows:
        if len(row.cells) != 2:
            message = f"expected two cells, found {len(row.cells)}"
            note(report, "ragged-row", row.line, message, column=min(len(row.cells), 2) + 1)
        elif row.cells[0] in found:
            message = f"{row.cells[0]} stands there twice"
            note(report, "item-twice", row.line, message, column=1, item=row.cells[0])
        else:
            found[row.cells[0]] = row
    return found


def _is_heading(row: Row) -> bool:
    item, *values = (cell.casefold().replace(" ", "_") for cell in row.cells)
    return item in ITEM_HEADINGS and (item == "item" or not VALUE_HEADINGS.isdisjoint(values))
