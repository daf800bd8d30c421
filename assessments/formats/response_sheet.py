"""A response sheet told apart: which rows are persons, which columns items."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from assessments.fields import Report
from assessments.formats.table import Row, Table, note

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
PERSON_HEADINGS = {
    *("", "id", "person", "persons", "person_id", "personid", "pid", "student", "student_id"),
    *("studentid", "candidate", "candidate_id", "examinee", "examinee_id", "respondent"),
    *("user", "user_id", "userid", "username", "name", "email", "e_mail", "subject", "subject_id"),
    *("case", "case_id", "no", "no.", "nr", "#"),
    *("번호", "이름", "성명", "이메일", "학번", "학생", "수험번호", "아이디", "응시자", "응시번호"),
}
"""How a first column is headed that names persons, spaces and dashes read as underscores."""


def number(text: str, *, has_decimal_commas: bool = False) -> float | None:
    """A decimal number, or None."""
    plain = text.replace(",", ".") if has_decimal_commas else text
    return float(plain) if NUMBER.fullmatch(plain) else None


@dataclass(frozen=True, slots=True)
class KnownItems:
    """Names of items that other files tell: these columns are no persons."""

    with_key: AbstractSet[str] = frozenset()
    with_maximum: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that has been told apart: its items, its persons if named, its cells."""

    items: tuple[str, ...]
    persons: tuple[str, ...]
    rows: tuple[Row, ...]
    heading_line: int
    first_column: int
    has_decimal_commas: bool

    def cells(self, row: Row) -> tuple[str, ...]:
        """The cells of a row that belong to items, in their order."""
        return row.cells[self.first_column - 1 :]

    def note(self, report: Report, code: str, line: int, index: int, message: str) -> None:
        """Note a problem in the column of the item with this index, with its name before."""
        item = self.items[index]
        column = self.first_column + index
        note(report, code, line, f"{item}: {message}", column=column, item=item)


def read_sheet(table: Table, report: Report, known: KnownItems) -> Sheet | None:
    """Tell heading, persons and items apart; None, with a problem noted, if that fails."""
    if not table.rows:
        note(report, "no-person", None, "there is no person in the file")
        return None
    head, rows = _even(table, report)
    has_persons = _names_persons(head, rows, known, table)
    if has_persons:
        rows = [row for row in rows if any(row.cells)]
    if not rows and not report.has_errors:
        note(report, "no-person", head.line, "there is no person in the file")
    items = head.cells[1:] if has_persons else head.cells
    first = 1 if has_persons else 0
    _check_heading(head, first, report)
    persons = tuple(row.cells[0] for row in rows) if has_persons else ()
    _check_persons(persons, rows, report)
    if report.has_errors:
        return None
    return Sheet(items, persons, tuple(rows), head.line, first + 1, table.has_decimal_commas)


def _even(table: Table, report: Report) -> tuple[Row, list[Row]]:
    """The heading and the rows, all of one length; empty cells at the end may be too many."""
    head = table.rows[0]
    width = len(head.cells)
    while width > 1 and not head.cells[width - 1]:
        width -= 1
    rows = []
    for row in table.rows[1:]:
        if len(row.cells) < width or any(row.cells[width:]):
            message = f"{len(row.cells)} cells, but the heading has {width}"
            column = min(len(row.cells), width) + 1
            note(report, "ragged-row", row.line, message, column=column)
        else:
            rows.append(Row(row.line, row.cells[:width]))
    return Row(head.line, head.cells[:width]), rows


def _names_persons(head: Row, rows: list[Row], known: KnownItems, table: Table) -> bool:
    """Whether the first column is headed as persons are, or can hardly hold anything else."""
    first = head.cells[0]
    if len(head.cells) < 2 or first in known.with_key or first in known.with_maximum:
        return False
    if re.sub(r"[\s-]+", "_", first.casefold()) in PERSON_HEADINGS:
        return True
    if known.with_key:
        return not known.with_key.isdisjoint(head.cells)
    cells = [row.cells[0] for row in rows]
    values = [number(cell, has_decimal_commas=table.has_decimal_commas) for cell in cells]
    strange = sum(value is None or not 0 <= value <= 1 for value in values)
    return len(set(cells)) == len(cells) > 2 and strange > len(cells) / 2


def _check_heading(head: Row, first: int, report: Report) -> None:
    seen: set[str] = set()
    for column, item in enumerate(head.cells[first:], start=first + 1):
        if not item:
            note(report, "unnamed-item", head.line, "the item has no name", column=column)
        elif item in seen:
            message = f"{item} stands there twice"
            note(report, "item-twice", head.line, message, column=column, item=item)
        seen.add(item)


def _check_persons(persons: tuple[str, ...], rows: list[Row], report: Report) -> None:
    lines: dict[str, int] = {}
    for person, row in zip(persons, rows, strict=False):
        if person and person in lines:
            message = f"{person} stands on line {lines[person]} already"
            note(report, "person-twice", row.line, message, column=1)
        lines.setdefault(person, row.line)
