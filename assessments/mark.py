"""Marks are a pure function of answers, items and rule, so they can be made again at any time."""

from collections.abc import Mapping
from decimal import Decimal

from assessments.items import is_marked_later, read_answer, type_of
from assessments.model import Form, FormItem, Item, Mark, Outcome, Scoring


def mark_item(item: Item, given: object, form_item: FormItem, scoring: Scoring) -> Mark:
    """Mark one answer; no answer is wrong. Raises WrongShape for an answer the item cannot have."""
    answer = read_answer(item, given, form_item.labels)
    if answer is None:
        return Mark(Decimal(0), form_item.points, "unanswered")
    if is_marked_later(item.type):
        return Mark(Decimal(0), form_item.points, "waiting")
    earned = type_of(item).mark(item.body, answer, scoring, form_item.points)
    return Mark(earned, form_item.points, outcome_of(earned, form_item.points))


def mark_form(
    form: Form, items: Mapping[str, Item], answers: Mapping[int, object], scoring: Scoring
) -> tuple[Mark, ...]:
    """Mark a form: `items` by id, `answers` by position. Gives one mark a form item, in order."""
    return tuple(
        mark_item(items[each.item], answers.get(each.position), each, scoring)
        for each in form.items
    )


def outcome_of(earned: Decimal, possible: Decimal) -> Outcome:
    """Tell how an answer fared by the points it earned."""
    if earned >= possible:
        return "right"
    return "partly" if earned > 0 else "wrong"
