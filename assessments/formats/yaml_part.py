"""A part in the blueprint of an exam: items that are named one by one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from assessments.fields import WORD, Fields
from assessments.items import is_askable
from assessments.model import Bank, Blueprint, Demand, Part

MOST_ITEMS = 300
MOST_POINTS = 1000


def part_demand(fields: Fields, minimum: Decimal | None) -> Demand:
    """Read a part of a blueprint; all of its items are asked if nothing else is said."""
    fields.only("part", "title", "items", "count", "shuffle", "points", "minimum_percent")
    title = fields.text("title")
    items = fields.scalars("items")
    if not 1 <= len(items) <= MOST_ITEMS or not all(map(WORD.fullmatch, items)):
        message = f"'items' must be a list of the names of 1 to {MOST_ITEMS} items"
        fields.problem("bad-part", message, at=fields.get("items"))
    count = fields.whole("count", 1, max(1, len(items)), len(items) or 1)
    part = Part(title, items, fields.flag("shuffle"), _points(fields, items))
    if count < len(items) and _are_unequal(part):
        message = "items of which only some are drawn must all be worth the same points"
        fields.problem("points-differ", message, at=fields.get("points"))
    return Demand(fields.word("part"), count, minimum, part)


def _points(fields: Fields, items: Sequence[str]) -> tuple[tuple[str, Decimal], ...]:
    inner = fields.child("points")
    if inner is None:
        return ()
    inner.only(*items)
    found = {item: inner.decimal(item, "1") for item in items if inner.get(item) is not None}
    for item, points in found.items():
        if not 0 < points <= MOST_POINTS:
            message = f"points must be above 0 and at most {MOST_POINTS}"
            inner.problem("bad-number", message, at=inner.get(item))
    return tuple((item, points) for item, points in found.items() if points != 1)


def _are_unequal(part: Part) -> bool:
    worth: Mapping[str, Decimal] = dict(part.points)
    return len({worth.get(item, Decimal(1)) for item in part.items}) > 1


def note_repeated_items(fields: Fields, demands: Sequence[Demand]) -> None:
    """Note every item that is named more than once."""
    named = Counter(item for each in demands if each.part is not None for item in each.part.items)
    for item, times in named.items():
        if times > 1:
            message = f"item {item!r} is named {times} times"
            fields.problem("item-repeated", message, at=fields.get("blueprint"))


def check_parts(fields: Fields, blueprint: Blueprint, bank: Bank) -> None:
    """Note every item of a part that the bank does not have, or not in use."""
    known = {item.id for item in bank.items if is_askable(item)}
    for item, part in blueprint.parts.items():
        if item not in known:
            message = f"part {part!r}: the bank has no item {item!r} that is in use"
            fields.problem("unknown-item", message, at=fields.get("blueprint"))


def part_data(name: str, count: int, part: Part) -> dict[str, object]:
    """Give a part as plain values that are read back."""
    data: dict[str, object] = {
        "part": name,
        "title": dict(part.title),
        "items": list(part.items),
        "count": count,
        "shuffle": part.is_mixed,
    }
    if part.points:
        data["points"] = {item: str(points) for item, points in part.points}
    return data
