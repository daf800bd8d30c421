"""Code: a short program, marked by running the author's tests on it."""

# ruff: noqa: ARG002  every type is called alike, few need every argument

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments.fields import Fields
from assessments.items.criteria import Criterion, mark_by_criteria
from assessments.items.kind import Data, ItemType
from assessments.model import Body, Label, Scoring, Text, WrongShape, text_in

LANGUAGES = ("python",)
LONGEST = 20_000
MOST_TESTS = 50
MOST_SECONDS = 60
USUAL_SECONDS = 10
MARKS = ("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")


@dataclass(frozen=True, slots=True)
class CodeTest:
    """Statements that raise nothing if the answer is right; a hidden one is shown to nobody."""

    name: str
    code: str
    points: Decimal
    is_hidden: bool
    message: Text
    """What is said to those whose answer fails it."""


@dataclass(frozen=True, slots=True)
class Program(Body):
    """What a candidate begins with, the tests, and an answer that passes them all."""

    language: str
    starter: str
    tests: tuple[CodeTest, ...]
    solution: str
    seconds: int
    rationale: Text


def criteria_of_tests(body: Program) -> tuple[Criterion, ...]:
    """Give what earns points, as people see it who mark in the place of the tests."""
    return tuple(Criterion(each.name, {"": each.name}, each.points) for each in body.tests)


def mark_by_tests(body: Program, earned: Mapping[str, Decimal], points: Decimal) -> Decimal:
    """Give the points for what each test gave, by its name; raises ValueError for what cannot be."""
    return mark_by_criteria(criteria_of_tests(body), earned, points)


class Code(ItemType[Program, str]):
    """An answer is a string, or null; its mark waits for the tests."""

    name = "code"
    fields = ("language", "starter", "tests", "solution", "seconds", "rationale")
    is_marked_by_tests = True

    def parse(self, fields: Fields) -> Program:
        """Read starter, tests and reference solution; what Python cannot read is a problem."""
        tests = tuple(_test(each) for each in fields.children("tests"))
        names = [each.name for each in tests]
        if fields.get("tests") is not None and not 1 <= len(tests) <= MOST_TESTS:
            message = f"{len(tests)} tests; there must be 1 to {MOST_TESTS}"
            fields.problem("test-count", message, at=fields.get("tests"))
        for repeated in sorted({each for each in names if each and names.count(each) > 1}):
            fields.problem("part-id-repeated", f"the test {repeated!r} stands here twice")
        return Program(
            fields.one_of("language", LANGUAGES, LANGUAGES[0]),
            _code(fields, "starter", "", must_compile=False),
            tests,
            _code(fields, "solution", ""),
            fields.whole("seconds", 1, MOST_SECONDS, USUAL_SECONDS),
            fields.text("rationale"),
        )

    def data(self, body: Program) -> Data:
        """Give the body as plain values."""
        return {
            "language": body.language,
            "starter": body.starter,
            "tests": [
                {
                    "name": each.name,
                    "code": each.code,
                    "points": str(each.points),
                    "hidden": each.is_hidden,
                    "message": dict(each.message),
                }
                for each in body.tests
            ],
            "solution": body.solution,
            "seconds": body.seconds,
            "rationale": dict(body.rationale),
        }

    def with_texts(self, body: Program, convert: Callable[[Text], Text]) -> Program:
        """Give the body with every text converted; code stays as it is run."""
        tests = tuple(replace(each, message=convert(each.message)) for each in body.tests)
        return replace(body, tests=tests, rationale=convert(body.rationale))

    def present(self, body: Program, labels: Sequence[Label], language: str) -> Data:
        """Give starter, time and the tests that are no secret."""
        examples = [
            {"name": each.name, "code": each.code} for each in body.tests if not each.is_hidden
        ]
        return {
            "language": body.language,
            "starter": body.starter,
            "seconds": body.seconds,
            "examples": examples,
            "n_hidden": sum(each.is_hidden for each in body.tests),
        }

    def read(self, body: Program, given: object, labels: Sequence[Label]) -> str | None:
        """Give what was written; the starter as it was is no answer."""
        if given is None:
            return None
        if not isinstance(given, str) or len(given) > LONGEST or "\0" in given:
            raise WrongShape(f"code is a string of at most {LONGEST} characters")
        code = given.replace("\r\n", "\n")
        return code if code.strip() and code.strip() != body.starter.strip() else None

    def mark(self, body: Program, answer: str, scoring: Scoring, points: Decimal) -> Decimal:
        """Give nothing: tests mark it, by `mark_by_tests`."""
        return Decimal(0)

    def key(self, body: Program) -> object:
        """Give the reference solution."""
        return body.solution or None

    def explain(
        self, body: Program, answer: str | None, labels: Sequence[Label], language: str
    ) -> Data:
        """Give own answer, reference solution and the tests, a hidden one without its code."""
        return {
            "given": answer,
            "solution": body.solution,
            "tests": [
                {
                    "name": each.name,
                    "code": "" if each.is_hidden else each.code,
                    "points": f"{each.points:f}",
                    "is_hidden": each.is_hidden,
                    "message": text_in(each.message, language),
                }
                for each in body.tests
            ],
            "rationale": text_in(body.rationale, language),
        }


def _test(fields: Fields) -> CodeTest:
    fields.only("name", "code", "points", "hidden", "message")
    points = fields.decimal("points", "1")
    if points <= 0:
        fields.problem("bad-number", "'points' must be more than 0", at=fields.get("points"))
    code = _code(fields, "code", None)
    if any(mark in code for mark in MARKS):
        fields.problem("bad-code", "'code' marks hidden tests itself", at=fields.get("code"))
    message = fields.text("message", may_be_missing=True)
    return CodeTest(fields.word("name"), code, points, fields.flag("hidden"), message)


def _code(fields: Fields, name: str, default: str | None, *, must_compile: bool = True) -> str:
    code = fields.scalar(name, default)
    entry = fields.get(name)
    if len(code) > LONGEST:
        fields.problem("bad-code", f"'{name}' is longer than {LONGEST} characters", at=entry)
        return ""
    if default is None and entry is not None and not code.strip():
        fields.problem("bad-code", f"'{name}' is empty", at=entry)
    try:
        if must_compile:
            compile(code, f"<{name}>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        fields.problem("bad-code", f"'{name}' is not Python: {error}", at=entry)
    return code
