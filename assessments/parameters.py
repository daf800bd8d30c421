"""Numbers that an item draws: the same seed gives the same numbers for ever.

A parameter is drawn from a range (`from`, `to`, `step`), from a list (`of`), or
computed from those before it. In texts `{{=name}}` stands for its number.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from assessments.arithmetic import BadArithmetic, evaluate
from assessments.fields import Entry, Fields
from assessments.model import Parameter, Text

NAME = re.compile(r"[a-z][a-z0-9]{0,30}")
MARKER = re.compile(r"\{\{=\s*([a-z][a-z0-9]{0,30})\s*\}\}")
MOST = 20
MOST_VALUES = 10_000
TRIED = 40
"""So many variants are tried before an item is taken."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The numbers of one variant, by name."""

    values: Mapping[str, Decimal]

    def text(self, text: Text) -> Text:
        """Give a text with its numbers in place of the markers."""
        return {language: MARKER.sub(self._shown, words) for language, words in text.items()}

    def _shown(self, found: re.Match[str]) -> str:
        value = self.values.get(found[1])
        return found[0] if value is None else shown(value)


def shown(value: Decimal) -> str:
    """Write a number without trailing zeros, never with an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def draw(parameters: Sequence[Parameter], seed: str) -> Variant:
    """Draw the numbers of a seed; raises BadArithmetic where an expression has no result."""
    values: dict[str, Decimal] = {}
    for each in parameters:
        if each.expression:
            values[each.name] = evaluate(each.expression, values)
        else:
            digest = sha256(f"{seed}\0parameter\0{each.name}".encode()).digest()
            values[each.name] = each.values[int.from_bytes(digest[:8], "big") % len(each.values)]
    return Variant(values)


def markers_in(text: Text) -> frozenset[str]:
    """Give the names that a text has markers of."""
    return frozenset(name for words in text.values() for name in MARKER.findall(words))


def read_parameters(fields: Fields) -> tuple[Parameter, ...]:
    """Read `parameters`; what is wrong is in the report."""
    inner = fields.child("parameters")
    if inner is None or not isinstance(inner.entry.value, Mapping):
        return ()
    entries = list(inner.entry.value.items())
    found = [_parameter(inner, name, entry) for name, entry in entries[:MOST]]
    if len(entries) > MOST:
        inner.problem("too-many-parameters", f"more than {MOST}")
    kept = tuple(each for each in found if each is not None)
    if len(kept) == len(entries):
        _try(inner, kept)
    return kept


def _parameter(fields: Fields, name: str, entry: Entry) -> Parameter | None:
    if not NAME.fullmatch(name):
        fields.problem("bad-parameter", f"{name!r}: small letters and digits only", at=entry)
        return None
    if isinstance(entry.value, str):
        return Parameter(name, (), entry.value)
    own = fields.inner(entry, f"parameter {name}")
    if own is None:
        return None
    own.only("from", "to", "step", "of")
    values = _listed(own) if own.get("of") is not None else _range(own)
    return Parameter(name, values) if values else None


def _listed(fields: Fields) -> tuple[Decimal, ...]:
    found = []
    for written in fields.scalars("of"):
        try:
            found.append(evaluate(written, {}))
        except BadArithmetic:
            fields.problem("bad-parameter", f"{written!r} is no number", at=fields.get("of"))
    if not found:
        fields.problem("bad-parameter", "nothing to draw from", at=fields.get("of"))
    return tuple(found)


def _range(fields: Fields) -> tuple[Decimal, ...]:
    low, high, step = fields.decimal("from"), fields.decimal("to"), fields.decimal("step", "1")
    if step <= 0 or high < low or (high - low) / step >= MOST_VALUES:
        fields.problem("bad-parameter", f"a range of 1 to {MOST_VALUES} numbers is needed")
        return ()
    return tuple(low + step * n for n in range(int((high - low) / step) + 1))


def _try(fields: Fields, parameters: Sequence[Parameter]) -> None:
    try:
        for number in range(TRIED):
            draw(parameters, f"trial {number}")
    except BadArithmetic as error:
        fields.problem("bad-expression", str(error))


def parameters_data(parameters: Sequence[Parameter]) -> dict[str, object]:
    """Give parameters as plain values that `read_parameters` reads back."""
    return {
        each.name: each.expression or {"of": [str(value) for value in each.values]}
        for each in parameters
    }
