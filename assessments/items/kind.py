"""What an item type is: how it is read, shown, answered, marked and explained."""

# ruff: noqa: ARG002  every type is called alike, few need every argument

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar, Generic, TypeVar

from assessments.fields import Fields
from assessments.model import Body, Label, Option, Scoring, Text

B = TypeVar("B", bound=Body)
R = TypeVar("R")

Data = Mapping[str, object]
"""Plain values that JSON can carry."""


class ItemType(ABC, Generic[B, R]):
    """One item type: `B` is what its items carry, `R` is an answer once read."""

    name: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    is_always_shuffled: ClassVar[bool] = False
    """Whether the author's order would tell the key."""
    is_marked_by_people: ClassVar[bool] = False
    is_marked_by_tests: ClassVar[bool] = False
    """Whether answers are programs that a sandbox runs."""

    @abstractmethod
    def parse(self, fields: Fields) -> B:
        """Read what this type adds to an item; problems go to the report."""

    @abstractmethod
    def data(self, body: B) -> Data:
        """Give the body as plain values that `parse` reads back."""

    @abstractmethod
    def with_texts(self, body: B, convert: Callable[[Text], Text]) -> B:
        """Give the body with every text converted."""

    def with_values(self, body: B, values: Mapping[str, Decimal]) -> B:
        """Give the body with drawn numbers; only a type that has numbers of its own takes any."""
        return body

    def numbers_named(self, body: B) -> tuple[str, ...]:
        """Give the names of the drawn numbers that the body takes outside of its texts."""
        return ()

    def option_ids(self, body: B) -> tuple[str, ...]:
        """Give the ids of what a form may shuffle and name anew."""
        return ()

    def convert_stem(self, stem: Text, convert: Callable[[Text], Text]) -> Text:
        """Give the stem converted; only a type with markers in it has something to keep."""
        return convert(stem)

    def present_stem(self, stem: str, labels: Sequence[Label]) -> Data:
        """Give the stem as a form shows it; only a type with markers in it changes anything."""
        return {"stem": stem}

    @abstractmethod
    def present(self, body: B, labels: Sequence[Label], language: str) -> Data:
        """Give what a candidate may see: no key, no weight, no rationale."""

    @abstractmethod
    def read(self, body: B, given: object, labels: Sequence[Label]) -> R | None:
        """Turn what a browser sent into an answer, or None for no answer; raises WrongShape."""

    def sent(self, fields: Mapping[str, Sequence[str]]) -> object:
        """Turn the fields of a plain HTML form into what `read` takes; one field by default."""
        values = fields.get("answer", ())
        return values[0] if values else None

    @abstractmethod
    def mark(self, body: B, answer: R, scoring: Scoring, points: Decimal) -> Decimal:
        """Give the points that an answer earns."""

    def key(self, body: B) -> object:
        """Give the right answer as its author would read it, in plain values; None if there is none."""
        return None

    def texts(self, body: B) -> tuple[Text, ...]:
        """Give every text that a candidate reads beside the stem."""
        return ()

    @abstractmethod
    def explain(self, body: B, answer: R | None, labels: Sequence[Label], language: str) -> Data:
        """Give own answer, key and rationale; only for an attempt that is closed."""


def sent_parts(fields: Mapping[str, Sequence[str]]) -> dict[str, str | list[str]]:
    """Give what was filled in of the fields named `answer.<label>`, by label."""
    prefix = "answer."
    return {
        name.removeprefix(prefix): values[0] if len(values) == 1 else list(values)
        for name, values in fields.items()
        if name.startswith(prefix) and values and values[0]
    }


def converted(option: Option, convert: Callable[[Text], Text]) -> Option:
    """Give an option with its texts converted."""
    return Option(option.id, convert(option.text), option.is_correct, convert(option.rationale))
