"""What single and multiple choice share: options, their reading, showing and explaining."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from assessments.fields import Fields
from assessments.items.kind import Data, converted
from assessments.model import Body, Label, Option, Text, WrongShape, text_in

MOST_OPTIONS = 26


@dataclass(frozen=True, slots=True)
class Choices(Body):
    """The options of a choice item, in the author's order."""

    options: tuple[Option, ...]

    @property
    def key(self) -> frozenset[str]:
        """Give the ids of the right options."""
        return frozenset(option.id for option in self.options if option.is_correct)


def parse_choices(fields: Fields) -> Choices:
    """Read the options and check what holds for every choice item."""
    options = tuple(_option(each) for each in fields.children("options"))
    if fields.get("options") is not None and not 2 <= len(options) <= MOST_OPTIONS:
        fields.problem("option-count", f"{len(options)} options; there must be 2 to {MOST_OPTIONS}")
    _refuse_repeats(fields, [option.id for option in options], "option-id-repeated", "id")
    for language in fields.languages:
        texts = [text_in(option.text, language) for option in options]
        _refuse_repeats(fields, texts, "option-repeated", f"text ({language})")
    return Choices(options)


def _option(fields: Fields) -> Option:
    fields.only("id", "correct", "text", "rationale")
    return Option(
        fields.word("id"),
        fields.text("text"),
        fields.flag("correct"),
        fields.text("rationale"),
    )


def _refuse_repeats(fields: Fields, values: Sequence[str], code: str, what: str) -> None:
    for value in sorted({value for value in values if value and values.count(value) > 1}):
        fields.problem(
            code, f"two options have the same {what}: {value!r}", at=fields.get("options")
        )


def choices_data(body: Choices) -> Data:
    """Give the options as plain values."""
    return {
        "options": [
            {
                "id": option.id,
                "correct": option.is_correct,
                "text": dict(option.text),
                "rationale": dict(option.rationale),
            }
            for option in body.options
        ]
    }


def choices_with_texts(body: Choices, convert: Callable[[Text], Text]) -> Choices:
    """Give the options with their texts converted."""
    return Choices(tuple(converted(option, convert) for option in body.options))


def present_choices(body: Choices, labels: Sequence[Label], language: str) -> Data:
    """Give label and text of each option in the order of the form."""
    options = {option.id: option for option in body.options}
    return {
        "options": [
            {"label": each.label, "text": text_in(options[each.option].text, language)}
            for each in labels
        ]
    }


def explain_choices(
    body: Choices, chosen: Collection[str], labels: Sequence[Label], language: str
) -> Data:
    """Give each option in the order of the form: chosen or not, right or not, and why."""
    options = {option.id: option for option in body.options}
    return {
        "options": [
            {
                "label": each.label,
                "text": text_in(options[each.option].text, language),
                "is_chosen": each.option in chosen,
                "is_correct": options[each.option].is_correct,
                "rationale": text_in(options[each.option].rationale, language),
            }
            for each in labels
        ]
    }


def option_of(label: object, labels: Sequence[Label]) -> str:
    """Give the option behind a label of the form; raises WrongShape."""
    for each in labels:
        if each.label == label:
            return each.option
    raise WrongShape("no option of this item has that label")


def choices_key(body: Choices) -> object:
    """Give id and text of each right option."""
    right = [option for option in body.options if option.is_correct]
    return [{"id": option.id, "text": text_in(option.text, "")} for option in right] or None


def choices_texts(body: Choices) -> tuple[Text, ...]:
    """Give the texts of the options."""
    return tuple(option.text for option in body.options)
