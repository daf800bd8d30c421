"""Single choice: exactly one option is right."""

# ruff: noqa: ARG002  every type is called alike, few need every argument

from collections.abc import Callable, Sequence
from decimal import Decimal

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
from assessments.model import Label, Scoring, Text


class SingleChoice(ItemType[Choices, str]):
    """An answer is one label, or null."""

    name = "single"
    fields = ("options",)

    def parse(self, fields: Fields) -> Choices:
        """Read the options; exactly one is right."""
        body = parse_choices(fields)
        if body.options and len(body.key) != 1:
            fields.problem(
                "key-count",
                f"{len(body.key)} options are marked correct; a single choice has exactly one",
                at=fields.get("options"),
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
        """Give label and text of each option."""
        return present_choices(body, labels, language)

    def read(self, body: Choices, given: object, labels: Sequence[Label]) -> str | None:
        """Give the id of the chosen option."""
        return None if given is None or given == "" else option_of(given, labels)

    def mark(self, body: Choices, answer: str, scoring: Scoring, points: Decimal) -> Decimal:
        """Give all points for the right option, else none."""
        return points if answer in body.key else Decimal(0)

    def key(self, body: Choices) -> object:
        """Give id and text of the right options."""
        return choices_key(body)

    def texts(self, body: Choices) -> tuple[Text, ...]:
        """Give the texts of the options."""
        return choices_texts(body)

    def explain(
        self, body: Choices, answer: str | None, labels: Sequence[Label], language: str
    ) -> Data:
        """Give each option with choice, key and rationale."""
        return explain_choices(body, () if answer is None else (answer,), labels, language)
