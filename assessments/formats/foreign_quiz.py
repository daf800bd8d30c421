"""Quizzes of other makers: the lists of JSON quiz apps, and texts with `*`, `+` and `-`."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessments.fields import FLAGS
from assessments.formats.yaml_quiz import MOST_QUESTIONS, OPTION_IDS, ReadQuiz
from assessments.items.choices import Choices
from assessments.model import Item, Option, Problem, Quiz, Text, Unmarkable

_MARKED = re.compile(r"\s*(?P<mark>[*+-])\s+(?P<text>\S.*)")


@dataclass(frozen=True, slots=True)
class _Question:
    """A question as it was found, with its line."""

    line: int
    stem: str
    answers: Sequence[tuple[str, bool]]


def read_json_quiz(text: str, file: str, line: int) -> ReadQuiz:
    """Read `{"title": …, "quiz": [{"questionText": …, "answerOptions": […]}]}`."""
    try:
        data = json.loads(text)
        questions = list(_json_questions(data["quiz"], _lines_of('"questionText"', text, line)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return ReadQuiz(None, (_problem("error", "bad-quiz", file, line, f"no quiz: {error!r}"),))
    return _quiz(str(data.get("title") or ""), questions, file, line)


def read_text_quiz(text: str, file: str, line: int) -> ReadQuiz:
    """Read a title line, then `* question`, `+ right answer`, `- wrong answer`."""
    title, *lines = text.split("\n")
    questions: list[tuple[int, str, list[tuple[str, bool]]]] = []
    problems = []
    for number, written in enumerate(lines, line + 1):
        marked = _MARKED.fullmatch(written.rstrip())
        if marked and marked["mark"] == "*":
            questions.append((number, marked["text"], []))
        elif marked and questions:
            questions[-1][2].append((marked["text"], marked["mark"] == "+"))
        elif written.strip():
            message = f"neither question nor answer: {written.strip()[:60]}"
            problems.append(_problem("warning", "bad-quiz-line", file, number, message))
    read = _quiz(title.strip(), [_Question(*each) for each in questions], file, line)
    return ReadQuiz(read.quiz, (*problems, *read.problems))


def _json_questions(
    found: Sequence[Mapping[str, object]], lines: Sequence[int]
) -> Iterator[_Question]:
    for each, line in zip(found, lines, strict=True):
        options = each.get("answerOptions")
        answers = [
            (str(option.get("answerText", "")).strip(), _is_true(option.get("isCorrect")))
            for option in (options if isinstance(options, list) else ())
        ]
        yield _Question(line, str(each.get("questionText", "")).strip(), answers)


def _lines_of(name: str, text: str, first: int) -> list[int]:
    return [first + text.count("\n", 0, at.start()) for at in re.finditer(re.escape(name), text)]


def _is_true(value: object) -> bool:
    return FLAGS.get(str(value).strip().lower(), False)


def _quiz(title: str, questions: Sequence[_Question], file: str, line: int) -> ReadQuiz:
    problems: list[Problem] = []
    kept = []
    for number, question in enumerate(questions[:MOST_QUESTIONS], 1):
        fault = _fault(question)
        if fault:
            code, message = fault
            problems.append(_problem("warning", code, file, question.line, message))
        if question.stem and len(question.answers) >= 2:
            kept.append(_item(f"q{number}", question))
    if not kept:
        problems.append(_problem("warning", "empty-quiz", file, line, "the quiz asks nothing"))
        return ReadQuiz(None, tuple(problems))
    return ReadQuiz(Quiz(_text(title), tuple(kept), shuffles_options=False), tuple(problems))


def _fault(question: _Question) -> tuple[str, str] | None:
    """Code and message of what is wrong with a question."""
    texts = [text for text, _ in question.answers]
    if not question.stem or len(texts) < 2 or not all(texts):
        return "bad-question", f"no question with two answers: {question.stem[:60]}"
    if len(set(texts)) < len(texts):
        return "option-repeated", f"two answers are the same: {question.stem[:60]}"
    if len(texts) > len(OPTION_IDS):
        return "option-count", f"{len(texts)} answers; at most {len(OPTION_IDS)} are shown"
    if not any(is_right for _, is_right in question.answers):
        return "no-key", f"no answer is right, so nothing can be marked: {question.stem[:60]}"
    return None


def _item(name: str, question: _Question) -> Item | Unmarkable:
    answers = list(dict.fromkeys(a for a in question.answers if a[0]))[: len(OPTION_IDS)]
    n_right = sum(is_right for _, is_right in answers)
    if not n_right or len(answers) < 2 or len({text for text, _ in answers}) < len(answers):
        options = tuple(_text(text) for text, _ in answers)
        return Unmarkable(name, _text(question.stem), options)
    options_ = tuple(
        Option(OPTION_IDS[index], _text(text), is_right, {})
        for index, (text, is_right) in enumerate(answers)
    )
    kind = "single" if n_right == 1 else "multiple"
    return Item(name, kind, "quiz", 1, {}, "", _text(question.stem), Choices(options_))


def _text(text: str) -> Text:
    return {"": text} if text else {}


def _problem(severity: str, code: str, file: str, line: int, message: str) -> Problem:
    return Problem("error" if severity == "error" else "warning", code, file, None, line, message)
