"""Analysed items as rows of a spreadsheet."""

from collections.abc import Iterable, Iterator

from lms.exams.analysis import AnalysedItem

COLUMNS = (
    *("id", "n", "facility", "item_total", "item_rest", "discrimination_upper_lower"),
    *("discriminative_efficiency", "alpha_if_deleted"),
)


def rows_of_items(items: Iterable[AnalysedItem]) -> Iterator[list[str]]:
    """An item a row for a spreadsheet, under the names that the JSON has."""
    yield [*COLUMNS, "unanswered", "flags"]
    for each in items:
        values = [getattr(each.statistics, name) for name in COLUMNS]
        flags = " ".join(each.statistics.flags)
        yield [*map(_cell, values), str(each.n_unanswered), flags]


def _cell(value: str | float | None) -> str:
    return "" if value is None else f"{value:.6f}" if isinstance(value, float) else str(value)
