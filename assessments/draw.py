"""Blueprint and seed in, form out: the same seed and items give the same form for ever.

Everything is ranked by SHA-256 of (seed, purpose, ids), so a form depends on
no random generator's version and not on the order in which items are stored.
The seed is what keeps a form unguessable: 128 random bits, never shown.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import TypeVar

from assessments.items import option_ids, type_of
from assessments.model import (
    Bank,
    Blueprint,
    Drawable,
    Exam,
    Form,
    FormItem,
    Item,
    Label,
    Shortage,
    TooFewItems,
)

D = TypeVar("D", bound=Drawable)
LABEL_LENGTH = 12


def shortages(blueprint: Blueprint, pool: Iterable[Drawable]) -> tuple[Shortage, ...]:
    """Give every domain of which there are fewer items than the blueprint asks for."""
    parts = blueprint.parts
    supply = Counter(parts.get(item.id, item.domain) for item in pool)
    return tuple(
        Shortage(demand.domain, demand.count, supply[demand.domain])
        for demand in blueprint.demands
        if supply[demand.domain] < demand.count
    )


def draw_items(blueprint: Blueprint, pool: Sequence[D], seed: str) -> tuple[D, ...]:
    """Pick the items of a form, domain by domain; raises TooFewItems.

    Enemies stand in one form only where a domain has too few items without them. An item
    that a part names is drawn for the part alone.
    """
    if short := shortages(blueprint, pool):
        raise TooFewItems(short)
    ranked = sorted(pool, key=lambda item: _rank(seed, "draw", item.id))
    parts = blueprint.parts
    places = {item: place for place, item in enumerate(parts)}
    drawn: list[D] = []
    for demand in blueprint.demands:
        able = [each for each in ranked if parts.get(each.id, each.domain) == demand.domain]
        picked = _pick(able, demand.count, drawn)
        if demand.part is not None and not demand.part.is_mixed:
            picked.sort(key=lambda each: places[each.id])
        drawn += picked
    return tuple(drawn)


def _pick(able: Sequence[D], count: int, drawn: Sequence[D]) -> list[D]:
    """The first `count` that get on with one another and with what is drawn, then the others."""
    picked: list[D] = []
    left: list[D] = []
    for item in able:
        at_odds = any(_are_enemies(item, other) for other in (*drawn, *picked))
        (left if at_odds else picked).append(item)
    return [*picked, *left][:count]


def _are_enemies(one: Drawable, other: Drawable) -> bool:
    return other.id in one.enemies or one.id in other.enemies


def arrange(exam: Exam, items: Sequence[Item], seed: str) -> Form:
    """Put drawn items and their options in the order of a form and name the options anew.

    Items of a section stand together, in the order of the sections.
    """
    ordered, parts, worth = list(items), exam.blueprint.parts, exam.blueprint.points
    places = {item.id: parts.get(item.id, item.domain) for item in items}
    if exam.shuffles_items:
        ordered.sort(key=lambda item: _rank(seed, "item", item.id))
    ordered.sort(key=lambda item: exam.section_of(places[item.id]) or 0)
    return Form(
        seed,
        tuple(
            FormItem(
                position,
                item.id,
                places[item.id],
                _labels(item, seed, exam.shuffles_options),
                worth.get(item.id, Decimal(1)),
            )
            for position, item in enumerate(ordered, 1)
        ),
    )


def draw_form(exam: Exam, bank: Bank, seed: str) -> Form:
    """Draw and arrange the form of an exam from a bank; raises TooFewItems."""
    return arrange(exam, draw_items(exam.blueprint, bank.items, seed), seed)


def form_of(item: Item, seed: str, *, shuffles: bool) -> FormItem:
    """Give one item as a form of its own, the same for everybody who has this seed."""
    return FormItem(1, item.id, item.domain, _labels(item, seed, shuffles))


def _labels(item: Item, seed: str, shuffles: bool) -> tuple[Label, ...]:
    ids = list(option_ids(item))
    if shuffles or type_of(item).is_always_shuffled:
        ids.sort(key=lambda option: _rank(seed, "option", item.id, option))
    return tuple(
        Label(_rank(seed, "label", item.id, option)[:LABEL_LENGTH], option) for option in ids
    )


def _rank(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
