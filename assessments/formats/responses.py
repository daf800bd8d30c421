"""Response files: a table with a person a row and an item a column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from assessments.fields import Report
from assessments.formats.response_key import options_in
from assessments.formats.response_sheet import KnownItems, Sheet, number, read_sheet
from assessments.formats.table import note, read_table
from assessments.model import Problem
from assessments.responses import Mark, Responses

T = TypeVar("T")


class BadResponses(Exception):
    """The file cannot be analysed; `problems` say where and why, at least one."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(sentence, problems)))


@dataclass(frozen=True, slots=True)
class Reading:
    """How cells are to be read: as numbers where both the cell and the value are numbers."""

    missing: str = ""
    not_presented: str | None = None

    def is_omitted(self, cell: str) -> bool:
        """Whether the cell says that no answer was given."""
        return _same(cell, self.missing) and not self.is_not_presented(cell)

    def is_not_presented(self, cell: str) -> bool:
        """Whether the cell says that the person did not get the item."""
        return self.not_presented is not None and _same(cell, self.not_presented)


def sentence(problem: Problem) -> str:
    """A problem as one line: file, line, column, what is wrong, how to mend it."""
    place = f"{problem.file}, line {problem.line}" if problem.line else problem.file
    return f"{place}, {problem.message}" + (f" ({problem.hint})" if problem.hint else "")


def read_responses(
    text: str,
    *,
    file: str = "responses",
    key: Mapping[str, str] | None = None,
    maxima: Mapping[str, float] | None = None,
    reading: Reading | None = None,
) -> Responses:
    """Read marks, or with a `key` chosen options (several letters: all or nothing).

    An omitted answer counts as wrong; one not presented is left out of every sum. A first
    column that names persons is no item. Raises BadResponses with every problem found.
    """
    report, rules = Report(file), reading or Reading()
    known = KnownItems(set(key or ()), set(maxima or ()))
    sheet = read_sheet(read_table(text, report), report, known)
    if sheet is None:
        raise BadResponses(report.problems)
    most = _maxima(sheet, maxima or {}, report)
    found = (
        _from_marks(sheet, most, rules, report)
        if key is None
        else _from_options(sheet, most, rules, key, report)
    )
    if report.has_errors:
        raise BadResponses(report.problems)
    return found


def _maxima(sheet: Sheet, maxima: Mapping[str, float], report: Report) -> tuple[float, ...]:
    for item in maxima:
        if item not in sheet.items:
            note(report, "unknown-item", None, f"{item} has a maximum but no column", item=item)
    return tuple(maxima.get(item, 1.0) for item in sheet.items)


def _from_marks(sheet: Sheet, most: tuple[float, ...], rules: Reading, report: Report) -> Responses:
    def mark(cell: str, index: int, line: int) -> Mark:
        if rules.is_not_presented(cell):
            return None
        if rules.is_omitted(cell):
            return 0.0
        value = number(cell, has_decimal_commas=sheet.has_decimal_commas)
        if value is None:
            sheet.note(report, "no-number", line, index, f"'{cell}' is no number")
        elif not 0 <= value <= most[index]:
            message = f"{cell} is not between 0 and {most[index]:g}"
            sheet.note(report, "out-of-range", line, index, message)
        return value

    marks = tuple(
        tuple(mark(cell, index, row.line) for index, cell in enumerate(sheet.cells(row)))
        for row in sheet.rows
    )
    omitted = _each(sheet, rules.is_omitted)
    return Responses(sheet.items, marks, most, omitted=omitted, persons=sheet.persons)


def _from_options(
    sheet: Sheet,
    most: tuple[float, ...],
    rules: Reading,
    key: Mapping[str, str],
    report: Report,
) -> Responses:
    for index, item in enumerate(sheet.items):
        if item not in key:
            sheet.note(report, "no-key", sheet.heading_line, index, "the key lacks this item")
    keys = tuple(key.get(item, "") for item in sheet.items)
    as_written = _case_of("".join(keys))

    def chosen_in(cell: str) -> str | None:
        if rules.is_not_presented(cell):
            return None
        return "" if rules.is_omitted(cell) else options_in(as_written(cell))

    chosen = _each(sheet, chosen_in)
    marks = tuple(
        tuple(
            None if options is None else points * (options == right)
            for options, right, points in zip(row, keys, most, strict=True)
        )
        for row in chosen
    )
    omitted = tuple(tuple(options == "" for options in row) for row in chosen)
    return Responses(sheet.items, marks, most, chosen, keys, omitted, sheet.persons)


def _each(sheet: Sheet, what: Callable[[str], T]) -> tuple[tuple[T, ...], ...]:
    return tuple(tuple(map(what, sheet.cells(row))) for row in sheet.rows)


def _case_of(keys: str) -> Callable[[str], str]:
    """Options are read in the case that all keys are written in, if it is one."""
    if keys.isupper():
        return str.upper
    return str.lower if keys.islower() else str


def _same(cell: str, value: str) -> bool:
    if cell == value:
        return True
    one, other = number(cell), number(value)
    return one is not None and one == other
