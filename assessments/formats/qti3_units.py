"""The unit of a number in QTI 3: words to read, and attributes that our own reader takes back."""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html import escape

from assessments.formats.drafting import number_in
from assessments.formats.xml_source import Node
from assessments.items.numeric import Number
from assessments.items.short_text import Words

UNIT_CLASS = "baeum-unit"
"""Of the words beside a field that only repeat the unit."""


def text_entry(name: str, body: Number | Words) -> str:
    """Give a field to write in; a number has its unit, and those that will do as well, behind it."""
    if not isinstance(body, Number) or not (body.unit or body.units):
        return f'<qti-text-entry-interaction response-identifier="{name}"/>'
    listed = [[unit, f"{factor:f}"] for unit, factor in body.units]
    more = f' data-units="{escape(json.dumps(listed, ensure_ascii=False))}"' if listed else ""
    return (
        f'<qti-text-entry-interaction response-identifier="{name}" '
        f'data-unit="{escape(body.unit)}"{more}/>'
        f'<span class="{UNIT_CLASS}"> {escape(body.unit)}</span>'
    )


def with_units(body: Number, node: Node) -> Number:
    """Give a number with the unit that its field names, and the others as far as they are sound."""
    unit = node.get("data-unit")
    units = tuple(_factors(node.get("data-units")))
    names = [unit, *(name for name, _ in units)]
    return replace(body, unit=unit, units=units if len(set(names)) == len(names) else ())


def _factors(source: str) -> Iterator[tuple[str, Decimal]]:
    try:
        listed = json.loads(source or "[]")
    except ValueError:
        return
    for each in listed if isinstance(listed, list) else ():
        pair = each if isinstance(each, list) and len(each) == 2 else ("", "")
        name, factor = pair[0], number_in(str(pair[1]))
        if isinstance(name, str) and name.strip() and factor is not None and factor > 0:
            yield name, factor
