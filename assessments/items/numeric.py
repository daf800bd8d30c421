"""Numeric answer: a decimal number within a tolerance."""

# ruff: noqa: ARG002  every type is called alike, few need every argument

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments.fields import Fields
from assessments.items.kind import Data, ItemType
from assessments.model import Body, Label, Scoring, Text, WrongShape, text_in

LONGEST = 60
DRAWN = "="
NUMBER = re.compile(
    r"""(?P<sign>[+-]?)\s*
    (?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:\ [0-9]{3})+|[0-9]*)
    (?P<rest>(?:\.[0-9]*)?)
    (?P<power>(?:[eE][+-]?[0-9]{1,2})?)""",
    re.VERBOSE,
)
# only full-width forms: NFKC would also read "10²" as 102
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
MINUS_SIGNS = {ord(sign): "-" for sign in "\u2010\u2013\u2212"}
AS_TYPED = FULL_WIDTH | MINUS_SIGNS


@dataclass(frozen=True, slots=True)
class Number(Body):
    """The right number, how far off an answer may be, and why it is right.

    `units` are other units it may be given in, each with the factor that leads to `unit`;
    `others` are further right numbers with their tolerances; `answer_from` names the drawn
    number that is the answer, if the item draws numbers.
    """

    answer: Decimal
    tolerance: Decimal
    unit: str
    rationale: Text
    units: tuple[tuple[str, Decimal], ...] = ()
    others: tuple[tuple[Decimal, Decimal], ...] = ()
    answer_from: str = ""

    def holds(self, number: Decimal) -> bool:
        """Tell whether a number is right, the ends of the tolerance included."""
        accepted = ((self.answer, self.tolerance), *self.others)
        return any(abs(number - answer) <= tolerance for answer, tolerance in accepted)

    def in_own_unit(self, written: str) -> Decimal | None:
        """Give a written number in the item's own unit, or None where there is none in it."""
        for name, factor in sorted(self.units, key=lambda each: -len(each[0])):
            number = read_number(written, name) if _ends_with(written, name) else None
            if number is not None:
                return number * factor
        return read_number(written, self.unit)


def read_number(written: str, unit: str = "") -> Decimal | None:
    """Read a number as people type it, or None where there is none in it.

    Takes "1,234.5", "1 234.5", full-width digits, a typographic minus and
    the unit behind the number; never nan or infinity. A comma is a
    thousands separator only: "1,5" is not a number.
    """
    text = " ".join(written.translate(AS_TYPED).split())
    text = text.removesuffix(unit.translate(AS_TYPED)).strip()
    found = NUMBER.fullmatch(text)
    if found is None or not re.search("[0-9]", found["whole"] + found["rest"]):
        return None
    whole = found["whole"].replace(",", "").replace(" ", "")
    return Decimal(found["sign"] + (whole or "0") + found["rest"] + found["power"])


def _ends_with(written: str, unit: str) -> bool:
    return written.translate(AS_TYPED).rstrip().endswith(unit.translate(AS_TYPED))


class Numeric(ItemType[Number, Decimal]):
    """An answer is a string with a number in it, or null."""

    name = "numeric"
    fields = ("answer", "tolerance", "others", "unit", "units", "rationale")

    def parse(self, fields: Fields) -> Number:
        """Read number, tolerance, unit and rationale."""
        written = fields.scalar("answer", "")
        if written.startswith(DRAWN):
            answer, tolerance = Decimal(0), _tolerance(fields)
        else:
            answer, tolerance = _accepted(fields)
        listed = fields.children("others") if fields.get("others") is not None else ()
        others = tuple(_other(each) for each in listed)
        unit, units = fields.scalar("unit", ""), _units(fields)
        drawn = written.removeprefix(DRAWN).strip() if written.startswith(DRAWN) else ""
        return Number(answer, tolerance, unit, fields.text("rationale"), units, others, drawn)

    def data(self, body: Number) -> Data:
        """Give the body as plain values; numbers are strings."""
        return {
            "answer": f"{DRAWN}{body.answer_from}" if body.answer_from else str(body.answer),
            "tolerance": str(body.tolerance),
            "unit": body.unit,
            "rationale": dict(body.rationale),
            **_units_data(body),
            **_others_data(body),
        }

    def with_values(self, body: Number, values: Mapping[str, Decimal]) -> Number:
        """Give the body with the drawn number as its answer."""
        if not body.answer_from:
            return body
        return replace(body, answer=values[body.answer_from], answer_from="")

    def numbers_named(self, body: Number) -> tuple[str, ...]:
        """Give the name of the drawn number that is the answer."""
        return (body.answer_from,) if body.answer_from else ()

    def with_texts(self, body: Number, convert: Callable[[Text], Text]) -> Number:
        """Give the body with its rationale converted."""
        return replace(body, rationale=convert(body.rationale))

    def present(self, body: Number, labels: Sequence[Label], language: str) -> Data:
        """Give the unit and those that will do as well, nothing else."""
        others = [name for name, _ in body.units]
        return {"unit": body.unit, **({"units": [body.unit, *others]} if others else {})}

    def read(self, body: Number, given: object, labels: Sequence[Label]) -> Decimal | None:
        """Give the number that was typed."""
        if given is None:
            return None
        if not isinstance(given, str) or len(given) > LONGEST:
            raise WrongShape("a numeric answer is a short string")
        if not given.strip():
            return None
        if (number := body.in_own_unit(given)) is None:
            raise WrongShape("that is not a number")
        return number

    def mark(self, body: Number, answer: Decimal, scoring: Scoring, points: Decimal) -> Decimal:
        """Give all points within the tolerance, its ends included, else none."""
        return points if body.holds(answer) else Decimal(0)

    def key(self, body: Number) -> object:
        """Give number, tolerance and unit, and other right numbers if there are some."""
        return {
            "answer": f"{body.answer:f}",
            "tolerance": f"{body.tolerance:f}",
            "unit": body.unit,
            **_others_data(body),
        }

    def explain(
        self, body: Number, answer: Decimal | None, labels: Sequence[Label], language: str
    ) -> Data:
        """Give own number, right number, tolerance and rationale."""
        return {
            "given": None if answer is None else f"{answer:f}",
            "answer": f"{body.answer:f}",
            "tolerance": f"{body.tolerance:f}" if body.tolerance else "",
            "unit": body.unit,
            "rationale": text_in(body.rationale, language),
        }


def _other(fields: Fields) -> tuple[Decimal, Decimal]:
    fields.only("answer", "tolerance")
    return _accepted(fields)


def _accepted(fields: Fields) -> tuple[Decimal, Decimal]:
    return fields.decimal("answer"), _tolerance(fields)


def _tolerance(fields: Fields) -> Decimal:
    tolerance = fields.decimal("tolerance", "0")
    if tolerance < 0:
        fields.problem("bad-number", "'tolerance' cannot be negative", at=fields.get("tolerance"))
    return tolerance


def _others_data(body: Number) -> Data:
    if not body.others:
        return {}
    listed = [
        {"answer": f"{answer:f}", "tolerance": f"{tolerance:f}"}
        for answer, tolerance in body.others
    ]
    return {"others": listed}


def _units(fields: Fields) -> tuple[tuple[str, Decimal], ...]:
    if fields.get("units") is None:
        return ()
    found = []
    for each in fields.children("units"):
        each.only("unit", "factor")
        factor = each.decimal("factor")
        if factor <= 0:
            each.problem("bad-number", "'factor' must be more than 0", at=each.get("factor"))
        found.append((each.scalar("unit"), factor))
    names = [name for name, _ in found]
    if not all(names) or len({*names, fields.scalar("unit", "")}) <= len(names):
        fields.problem("bad-unit", "every unit has a name of its own", at=fields.get("units"))
    return tuple(found)


def _units_data(body: Number) -> Data:
    if not body.units:
        return {}
    return {"units": [{"unit": name, "factor": str(factor)} for name, factor in body.units]}
