"""The partial-credit rules, by their names in the field.

All or nothing gives everything or nothing. Per option gives one share for each
option set as in the key; per part, per position and per neighbour one share for
each part, place or pair of neighbours that is right. Net correct takes one share
off for each wrong choice. Coverage multiplies the part of the key that was found
by the part of the choices that belong to the key.
"""

from decimal import Decimal
from itertools import pairwise

from assessments.model import OrderRule, PartsRule
from assessments.points import share


def net_correct(points: Decimal, right: int, wrong: int, whole: int) -> Decimal:
    """Give (right - wrong) / whole of the points, never less than nothing."""
    return share(points, max(0, right - wrong), whole) if whole else Decimal(0)


def coverage(points: Decimal, right: int, chosen: int, whole: int) -> Decimal:
    """Give (right / whole) * (right / chosen) of the points; `right` are those chosen in the key."""
    return share(points, right * right, whole * chosen) if whole and chosen else Decimal(0)


def for_parts(rule: PartsRule, points: Decimal, right: int, wrong: int, whole: int) -> Decimal:
    """Give points for `right` of `whole` parts when `wrong` others were answered wrongly."""
    if rule == "all-or-nothing":
        return points if right == whole and not wrong else Decimal(0)
    if rule == "net-correct":
        return net_correct(points, right, wrong, whole)
    return share(points, right, whole) if whole else Decimal(0)


def for_order(
    rule: OrderRule, points: Decimal, given: tuple[str, ...], key: tuple[str, ...]
) -> Decimal:
    """Give points for an order; a single entry has no neighbours and earns all or nothing."""
    if rule == "per-position":
        same = sum(one == other for one, other in zip(given, key, strict=False))
        return share(points, same, len(key))
    if rule == "per-neighbour" and len(key) > 1:
        wanted = set(pairwise(key))
        found = wanted & set(pairwise(given))
        return share(points, len(found), len(wanted))
    return points if given == key else Decimal(0)
