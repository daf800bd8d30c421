"""Extended text: an essay, marked by people against a rubric."""

# ruff: noqa: ARG002  every type is called alike, few need every argument

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments.fields import Fields
from assessments.items.criteria import Criterion, mark_by_criteria
from assessments.items.kind import Data, ItemType
from assessments.model import Body, Label, Scoring, Text, WrongShape, text_in

LONGEST = 50_000
MOST_WORDS = 10_000


@dataclass(frozen=True, slots=True)
class Essay(Body):
    """The rubric, a model answer, and how many words are expected (0: no matter)."""

    rubric: tuple[Criterion, ...]
    model_answer: Text
    words: int = 0


WITHOUT_RUBRIC = Criterion("all", {"ko": "전체", "en": "Overall"}, Decimal(10))
"""What is looked at where the author wrote no rubric."""


def criteria_of(body: Essay) -> tuple[Criterion, ...]:
    """Give what people look at: the rubric, or the answer as a whole, from 0 to 10."""
    return body.rubric or (WITHOUT_RUBRIC,)


def mark_by_rubric(body: Essay, given: Mapping[str, Decimal], points: Decimal) -> Decimal:
    """Give the points for what people gave per criterion; raises ValueError for what cannot be."""
    return mark_by_criteria(criteria_of(body), given, points)


class ExtendedText(ItemType[Essay, str]):
    """An answer is a string, or null; its mark waits for people."""

    name = "extended-text"
    fields = ("rubric", "model_answer", "words")
    is_marked_by_people = True

    def parse(self, fields: Fields) -> Essay:
        """Read rubric and model answer; neither has to be there."""
        listed = fields.children("rubric") if fields.get("rubric") is not None else ()
        rubric = tuple(_criterion(each) for each in listed)
        ids = [each.id for each in rubric]
        for repeated in sorted({each for each in ids if each and ids.count(each) > 1}):
            fields.problem("part-id-repeated", f"the id {repeated!r} stands here twice")
        model = fields.text("model_answer", may_be_missing=True)
        return Essay(rubric, model, fields.whole("words", 0, MOST_WORDS, 0))

    def data(self, body: Essay) -> Data:
        """Give the body as plain values."""
        return {
            "rubric": [
                {"id": each.id, "text": dict(each.text), "points": str(each.points)}
                for each in body.rubric
            ],
            "model_answer": dict(body.model_answer),
            "words": body.words,
        }

    def with_texts(self, body: Essay, convert: Callable[[Text], Text]) -> Essay:
        """Give the body with every text converted."""
        rubric = tuple(replace(each, text=convert(each.text)) for each in body.rubric)
        return replace(body, rubric=rubric, model_answer=convert(body.model_answer))

    def present(self, body: Essay, labels: Sequence[Label], language: str) -> Data:
        """Give the number of words expected; rubric and model answer come with the result."""
        return {"words": body.words}

    def read(self, body: Essay, given: object, labels: Sequence[Label]) -> str | None:
        """Give what was written."""
        if given is None:
            return None
        if not isinstance(given, str) or len(given) > LONGEST:
            raise WrongShape(f"an extended answer is a string of at most {LONGEST} characters")
        return given if given.strip() else None

    def mark(self, body: Essay, answer: str, scoring: Scoring, points: Decimal) -> Decimal:
        """Give nothing: people mark it, by `mark_by_rubric`."""
        return Decimal(0)

    def explain(
        self, body: Essay, answer: str | None, labels: Sequence[Label], language: str
    ) -> Data:
        """Give own answer, model answer and rubric."""
        return {
            "given": answer,
            "model_answer": text_in(body.model_answer, language),
            "rubric": [
                {"text": text_in(each.text, language), "points": f"{each.points:f}"}
                for each in body.rubric
            ],
        }


def _criterion(fields: Fields) -> Criterion:
    fields.only("id", "text", "points")
    points = fields.decimal("points")
    if points <= 0:
        fields.problem("bad-number", "'points' must be more than 0", at=fields.get("points"))
    return Criterion(fields.word("id"), fields.text("text"), points)
