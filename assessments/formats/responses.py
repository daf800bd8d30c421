"""Response files: CSV with a person a row and an item a column."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.statistics import Mark, Responses


class BadResponses(Exception):
    """The file cannot be analysed; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How cells are to be read."""

    missing: str = ""
    not_presented: str | None = None


def read_responses(
    text: str,
    *,
    key: Mapping[str, str] | None = None,
    maxima: Mapping[str, float] | None = None,
    reading: Reading | None = None,
) -> Responses:
    """Read marks, or with a `key` chosen options (several letters: all or nothing).

    An omitted answer counts as wrong; one not presented is left out of every sum.
    Raises BadResponses.
    """
    head, rows = _table(text)
    rules = reading or Reading()
    if key is not None:
        if unknown := [item for item in head if item not in key]:
            raise BadResponses(f"the key lacks {', '.join(unknown)}")
        return _from_options(head, rows, key, rules)
    most = tuple((maxima or {}).get(item, 1.0) for item in head)
    marks = tuple(
        tuple(
            _mark(cell, rules, limit, f"line {line}, {item}")
            for cell, limit, item in zip(row, most, head, strict=True)
        )
        for line, row in enumerate(rows, start=2)
    )
    return Responses(head, marks, most)


def read_pairs(text: str, name: str) -> dict[str, str]:
    """Read a file of `item,value` rows, with or without a heading; raises BadResponses."""
    pairs: dict[str, str] = {}
    for line, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        if len(row) != 2:
            raise BadResponses(f"{name}, line {line}: expected two cells, found {len(row)}")
        item, value = (cell.strip() for cell in row)
        if line == 1 and item == "item":
            continue
        if item in pairs:
            raise BadResponses(f"{name}, line {line}: {item} stands there twice")
        pairs[item] = value
    return pairs


def number(text: str, place: str) -> float:
    """A finite number; raises BadResponses naming the place."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadResponses(f"{place}: '{text}' is no number")
    return value


def _table(text: str) -> tuple[tuple[str, ...], list[list[str]]]:
    rows = [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) if row]
    if len(rows) < 2:
        raise BadResponses("there is no person in the file")
    head = tuple(cell.strip() for cell in rows[0])
    if len(set(head)) < len(head) or "" in head:
        raise BadResponses("line 1: every item needs a name of its own")
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(head):
            raise BadResponses(f"line {line}: {len(row)} cells, but there are {len(head)} items")
    return head, [[cell.strip() for cell in row] for row in rows[1:]]


def _mark(cell: str, rules: Reading, limit: float, place: str) -> Mark:
    if rules.not_presented is not None and cell == rules.not_presented:
        return None
    if cell == rules.missing:
        return 0.0
    value = number(cell, place)
    if not 0 <= value <= limit:
        raise BadResponses(f"{place}: {cell} is not between 0 and {limit:g}")
    return value


def _from_options(
    head: tuple[str, ...], rows: Sequence[Sequence[str]], key: Mapping[str, str], rules: Reading
) -> Responses:
    keys = tuple("".join(sorted(key[item])) for item in head)
    chosen = tuple(tuple(_chosen(cell, rules) for cell in row) for row in rows)
    marks = tuple(
        tuple(
            None if options is None else float(options == right)
            for options, right in zip(row, keys, strict=True)
        )
        for row in chosen
    )
    return Responses(head, marks, (1.0,) * len(head), chosen, keys)


def _chosen(cell: str, rules: Reading) -> str | None:
    if rules.not_presented is not None and cell == rules.not_presented:
        return None
    return "" if cell == rules.missing else "".join(sorted(cell))
