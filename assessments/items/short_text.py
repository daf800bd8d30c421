"""Short text: a word or a phrase, compared after normalising, with `*` for anything."""

# ruff: noqa: ARG002  every type is called alike, few need every argument

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments.fields import Fields
from assessments.items.kind import Data, ItemType
from assessments.items.numeric import AS_TYPED
from assessments.model import Body, Label, Scoring, Text, WrongShape, text_in

LONGEST = 500
MOST_ANSWERS = 100
SPACES = ("collapse", "ignore")
QUOTES = {ord(sign): "'" for sign in "‘’‚′`´"} | {ord(sign): '"' for sign in "“”„″"}
INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
STAR = "\ue000"
"""Stands for a star that means itself."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An answer that earns credit, in percent, and what is said of it."""

    text: str
    credit: Decimal = Decimal(100)
    rationale: Text | None = None


@dataclass(frozen=True, slots=True)
class Words(Body):
    """The accepted answers and how closely they are compared."""

    answers: tuple[Accepted, ...]
    is_case_kept: bool
    spaces: str
    rationale: Text


def normalised(text: str, *, is_case_kept: bool, spaces: str) -> str:
    """Give a text as it is compared.

    Composed (Hangul typed as single letters becomes syllables), full-width
    forms narrow, quotes and dashes plain, invisible characters gone, white
    space collapsed or, if `spaces` is "ignore", taken out.
    """
    plain = unicodedata.normalize("NFC", text).translate(INVISIBLE | QUOTES).translate(AS_TYPED)
    words = plain.split()
    joined = ("" if spaces == "ignore" else " ").join(words)
    return joined if is_case_kept else unicodedata.normalize("NFC", joined.casefold())


def matches(pattern: str, text: str) -> bool:
    r"""Tell whether a normalised text fits a normalised pattern; `*` is anything, `\*` a star.

    Takes time in proportion to pattern times text at most, whatever they are.
    """
    first, *rest = (piece.replace(STAR, "*") for piece in pattern.split("*"))
    if not rest:
        return text == first
    if not text.startswith(first) or len(text) < len(first) + len(rest[-1]):
        return False
    at, end = len(first), len(text) - len(rest[-1])
    for piece in rest[:-1]:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return text.endswith(rest[-1])


class ShortText(ItemType[Words, str]):
    """An answer is a short string, or null."""

    name = "short-text"
    fields = ("answers", "case_sensitive", "spaces", "rationale")

    def parse(self, fields: Fields) -> Words:
        """Read the accepted answers; at least one earns all points."""
        answers = tuple(_answers(fields))
        if fields.get("answers") is None:
            fields.problem("missing-field", "'answers' is missing")
        elif not 1 <= len(answers) <= MOST_ANSWERS:
            message = f"{len(answers)} answers; there must be 1 to {MOST_ANSWERS}"
            fields.problem("answer-count", message, at=fields.get("answers"))
        elif all(answer.credit < 100 for answer in answers):
            fields.problem("key-count", "no answer earns all points", at=fields.get("answers"))
        spaces = fields.one_of("spaces", SPACES, SPACES[0])
        return Words(answers, fields.flag("case_sensitive"), spaces, fields.text("rationale"))

    def data(self, body: Words) -> Data:
        """Give the body as plain values."""
        return {
            "answers": [_answer_data(each) for each in body.answers],
            "case_sensitive": body.is_case_kept,
            "spaces": body.spaces,
            "rationale": dict(body.rationale),
        }

    def with_texts(self, body: Words, convert: Callable[[Text], Text]) -> Words:
        """Give the body with its rationales converted; answers stay as they are compared."""
        answers = tuple(
            replace(each, rationale=None if each.rationale is None else convert(each.rationale))
            for each in body.answers
        )
        return replace(body, answers=answers, rationale=convert(body.rationale))

    def present(self, body: Words, labels: Sequence[Label], language: str) -> Data:
        """Give nothing: there is a field to write in."""
        return {}

    def read(self, body: Words, given: object, labels: Sequence[Label]) -> str | None:
        """Give what was written."""
        if given is None:
            return None
        if not isinstance(given, str) or len(given) > LONGEST:
            raise WrongShape("a short answer is a short string")
        return given.strip() or None

    def mark(self, body: Words, answer: str, scoring: Scoring, points: Decimal) -> Decimal:
        """Give the highest credit among the accepted answers that fit."""
        return points * max((each.credit for each in _fitting(body, answer)), default=0) / 100

    def key(self, body: Words) -> object:
        """Give the answers that earn all points."""
        return [each.text for each in body.answers if each.credit == 100] or None

    def explain(
        self, body: Words, answer: str | None, labels: Sequence[Label], language: str
    ) -> Data:
        """Give own answer, the full answers, what is said of the own one, and the rationale."""
        said = [each.rationale for each in _fitting(body, answer or "") if each.rationale]
        return {
            "given": answer,
            "answers": [each.text for each in body.answers if each.credit == 100],
            "remark": text_in(said[0], language) if said else "",
            "rationale": text_in(body.rationale, language),
        }


def _answers(fields: Fields) -> Iterator[Accepted]:
    entry = fields.get("answers")
    listed = () if entry is None else entry.value if isinstance(entry.value, tuple) else (entry,)
    for number, each in enumerate(listed, 1):
        if isinstance(each.value, str):
            text, accepted = each.value, Accepted(each.value)
        elif (inner := fields.inner(each, f"answers {number}")) is not None:
            inner.only("text", "credit", "rationale")
            text = inner.scalar("text")
            rationale = inner.text("rationale", may_be_missing=True)
            accepted = Accepted(text, inner.percentage("credit", "100"), rationale or None)
        else:
            continue
        if not text.strip() or len(text) > LONGEST:
            message = f"answer {number} is empty or longer than {LONGEST} characters"
            fields.problem("bad-answer", message, at=each)
        yield accepted


def _answer_data(answer: Accepted) -> object:
    if answer.credit == 100 and not answer.rationale:
        return answer.text
    data: dict[str, object] = {"text": answer.text, "credit": str(answer.credit)}
    if answer.rationale:
        data["rationale"] = dict(answer.rationale)
    return data


def _fitting(body: Words, answer: str) -> Iterator[Accepted]:
    text = normalised(answer, is_case_kept=body.is_case_kept, spaces=body.spaces)
    for each in body.answers:
        pattern = each.text.replace("\\*", STAR)
        pattern = normalised(pattern, is_case_kept=body.is_case_kept, spaces=body.spaces)
        if matches(pattern, text):
            yield each
