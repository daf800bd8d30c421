"""Multiple choice: one option or more is right."""

# ruff: noqa: ARG002  every type is called alike, few need every argument

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from assessments.credit import coverage, net_correct
from assessments.fields import Fields
from assessments.items.choices import (
    Choices,
    choices_data,
    choices_key,
    choices_texts,
    choices_with_texts,
    explain_choices,
    option_of,
    parse_choices,
    present_choices,
)
from assessments.items.kind import Data, ItemType
from assessments.model import Label, Scoring, Text, WrongShape
from assessments.points import share


class MultipleChoice(ItemType[Choices, frozenset[str]]):
    """An answer is a list of labels; an empty list is no answer."""

    name = "multiple"
    fields = ("options",)

    def parse(self, fields: Fields) -> Choices:
        """Read the options; at least one is right, and it should not be all."""
        body = parse_choices(fields)
        if body.options and not body.key:
            fields.problem("key-count", "no option is marked correct", at=fields.get("options"))
        if len(body.options) > 1 and len(body.key) == len(body.options):
            fields.problem(
                "every-option-correct",
                "every option is marked correct",
                at=fields.get("options"),
                severity="warning",
            )
        return body

    def data(self, body: Choices) -> Data:
        """Give the options as plain values."""
        return choices_data(body)

    def with_texts(self, body: Choices, convert: Callable[[Text], Text]) -> Choices:
        """Give the options with their texts converted."""
        return choices_with_texts(body, convert)

    def option_ids(self, body: Choices) -> tuple[str, ...]:
        """Give the ids of the options."""
        return tuple(option.id for option in body.options)

    def present(self, body: Choices, labels: Sequence[Label], language: str) -> Data:
        """Give label and text of each option, and nothing of how many are right."""
        return present_choices(body, labels, language)

    def read(self, body: Choices, given: object, labels: Sequence[Label]) -> frozenset[str] | None:
        """Give the ids of the chosen options."""
        if given is None:
            return None
        if not isinstance(given, list) or len(given) > len(labels):
            raise WrongShape("a multiple choice is answered by a list of labels")
        return frozenset(option_of(label, labels) for label in given) or None

    def sent(self, fields: Mapping[str, Sequence[str]]) -> object:
        """Give the labels of all boxes that were ticked."""
        return list(fields.get("answer", ()))

    def mark(
        self, body: Choices, answer: frozenset[str], scoring: Scoring, points: Decimal
    ) -> Decimal:
        """Give points by the rule of the exam."""
        if scoring.multiple == "per-option":
            wrong = len(answer ^ body.key)
            return share(points, len(body.options) - wrong, len(body.options))
        if scoring.multiple == "net-correct":
            hits = len(answer & body.key)
            return net_correct(points, hits, len(answer) - hits, len(body.key))
        if scoring.multiple == "coverage":
            return coverage(points, len(answer & body.key), len(answer), len(body.key))
        return points if answer == body.key else Decimal(0)

    def key(self, body: Choices) -> object:
        """Give id and text of the right options."""
        return choices_key(body)

    def texts(self, body: Choices) -> tuple[Text, ...]:
        """Give the texts of the options."""
        return choices_texts(body)

    def explain(
        self,
        body: Choices,
        answer: frozenset[str] | None,
        labels: Sequence[Label],
        language: str,
    ) -> Data:
        """Give each option with choice, key and rationale."""
        return explain_choices(body, answer or (), labels, language)
