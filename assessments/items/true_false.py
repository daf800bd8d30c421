"""True or false: a statement that holds or does not."""

# ruff: noqa: ARG002  every type is called alike, few need every argument

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.fields import Fields
from assessments.items.kind import Data, ItemType
from assessments.model import Body, Label, Scoring, Text, WrongShape, text_in

ANSWERS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Statement(Body):
    """Whether the statement in the stem holds, and why."""

    holds: bool
    rationale: Text


class TrueFalse(ItemType[Statement, bool]):
    """An answer is the string "true" or "false", or null."""

    name = "true-false"
    fields = ("answer", "rationale")

    def parse(self, fields: Fields) -> Statement:
        """Read whether it holds, and why."""
        if fields.get("answer") is None:
            fields.problem("missing-field", "'answer' is missing")
        return Statement(fields.flag("answer"), fields.text("rationale"))

    def data(self, body: Statement) -> Data:
        """Give the body as plain values."""
        return {"answer": body.holds, "rationale": dict(body.rationale)}

    def with_texts(self, body: Statement, convert: Callable[[Text], Text]) -> Statement:
        """Give the body with its rationale converted."""
        return Statement(body.holds, convert(body.rationale))

    def present(self, body: Statement, labels: Sequence[Label], language: str) -> Data:
        """Give the two answers, always in this order."""
        return {"answers": list(ANSWERS)}

    def read(self, body: Statement, given: object, labels: Sequence[Label]) -> bool | None:
        """Give what the candidate holds for so."""
        if given is None or given == "":
            return None
        if not isinstance(given, str) or given not in ANSWERS:
            raise WrongShape("a statement is answered by 'true' or 'false'")
        return ANSWERS[given]

    def mark(self, body: Statement, answer: bool, scoring: Scoring, points: Decimal) -> Decimal:
        """Give all points or none."""
        return points if answer == body.holds else Decimal(0)

    def key(self, body: Statement) -> object:
        """Give whether it holds."""
        return body.holds

    def explain(
        self, body: Statement, answer: bool | None, labels: Sequence[Label], language: str
    ) -> Data:
        """Give own answer, key and rationale."""
        return {
            "given": answer,
            "answer": body.holds,
            "rationale": text_in(body.rationale, language),
        }
