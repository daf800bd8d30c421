"""Tables written as lists or as comma-separated values."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

from courses.myst.directive import Directive

ROW_LIMIT = 1000


def list_table(directive: Directive, children: list[ET.Element]) -> list[ET.Element]:
    """A table from a list of lists; anything else is left as it is."""
    outer = next((child for child in children if child.tag in ("ul", "ol")), None)
    if outer is None:
        return children
    table = ET.Element("table")
    heads, stubs = _count(directive, "header-rows"), _count(directive, "stub-columns")
    for number, row in enumerate(outer):
        cells = next((child for child in row if child.tag in ("ul", "ol")), None)
        if cells is None:
            return children
        line = ET.SubElement(_part(table, "thead" if number < heads else "tbody"), "tr")
        for column, cell in enumerate(cells):
            tag = "th" if number < heads or column < stubs else "td"
            cell.tag, cell.tail = tag, None
            line.append(cell)
    return [table if child is outer else child for child in children]


def csv_table(directive: Directive, text: str) -> ET.Element:
    """A table from comma-separated values; the first rows may be heads."""
    delimiter = {"tab": "\t", "space": " "}.get(directive.options.get("delim", ""), "")
    delimiter = delimiter or directive.options.get("delim", ",")[:1] or ","
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True))
        head = list(csv.reader([directive.options.get("header", "")], skipinitialspace=True))
    except (csv.Error, TypeError, ValueError):
        rows, head = [[line] for line in text.split("\n")], []
    heads = [row for row in head if row]
    heads += rows[: _count(directive, "header-rows")]
    table = ET.Element("table")
    _rows(table, "thead", "th", heads)
    _rows(table, "tbody", "td", rows[_count(directive, "header-rows") : ROW_LIMIT])
    return table


def _rows(table: ET.Element, part: str, tag: str, rows: list[list[str]]) -> None:
    for row in rows:
        if row:
            line = ET.SubElement(_part(table, part), "tr")
            for cell in row:
                ET.SubElement(line, tag).text = cell


def _part(table: ET.Element, tag: str) -> ET.Element:
    found = table.find(tag)
    return ET.SubElement(table, tag) if found is None else found


def _count(directive: Directive, option: str) -> int:
    value = directive.options.get(option, "0")
    return int(value) if value.isdigit() and len(value) < 4 else 0
