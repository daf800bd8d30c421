"""The quizzes of a course's lessons: courses say where they stand, assessments what they ask."""

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import courses
from assessments import (
    ReadQuiz,
    item_data,
    option_ids,
    read_bank,
    read_json_quiz,
    read_text_quiz,
    read_yaml_quiz,
    with_texts,
)
from assessments.model import Bank, Item, Quiz, Text, Unmarkable, text_in

BANK_FOLDER = "items"
UNMARKABLE = "unmarkable"
"""The type under which a question without a key is stored."""


@dataclass(frozen=True)
class LessonQuiz:
    """A quiz at its place in a lesson; `content` is what a revision stores of it."""

    lesson_key: str
    key: str
    content: dict[str, Any]


@dataclass(frozen=True)
class ReadQuizzes:
    """The quizzes of a course, and everything wrong with them."""

    quizzes: tuple[LessonQuiz, ...]
    problems: tuple[courses.Problem, ...]


def check_course(folder: Path) -> courses.ReadCourse:
    """The course in a folder, the problems of its quizzes among its own."""
    read = courses.check_course(folder)
    found = read_quizzes(read, read_bank(folder / BANK_FOLDER).bank if _asks(read) else None)
    return courses.with_problems(read, found.problems)


def read_quizzes(read: courses.ReadCourse, bank: Bank | None) -> ReadQuizzes:
    """Read every quiz of a course; nothing raises for bad content."""
    problems: list[courses.Problem] = []
    found: list[LessonQuiz] = []
    for lesson in read.course.lessons if read.course else ():
        sources: dict[str, list[courses.QuizSource]] = {}
        for variant in lesson.variants.values():
            for source in variant.quizzes:
                sources.setdefault(source.key, []).append(
                    replace(source, language=variant.language)
                )
        for key, same in sources.items():
            variants = _variants(same, bank, problems)
            if variants:
                found.append(LessonQuiz(lesson.key, key, _content(variants)))
    for loose in read.loose_quizzes:
        problems += _problems_of(_read(loose, None))
    return ReadQuizzes(tuple(found), tuple(dict.fromkeys(problems)))


def _asks(read: courses.ReadCourse) -> bool:
    lessons = read.course.lessons if read.course else ()
    return any(variant.quizzes for lesson in lessons for variant in lesson.variants.values())


def _variants(
    sources: Sequence[courses.QuizSource], bank: Bank | None, problems: list[courses.Problem]
) -> dict[str, Quiz]:
    """The quiz by language; one that asks something else than the first is left out."""
    found: dict[str, Quiz] = {}
    first: courses.QuizSource | None = None
    for source in sources:
        read = _read(source, bank)
        problems += _problems_of(read)
        if read.quiz is None:
            continue
        if first is not None and _shape(read.quiz) != _shape(next(iter(found.values()))):
            problems.append(_differs(source, first))
            continue
        first = first or source
        found[source.language] = _rendered(read.quiz, source)
    return found


def _read(source: courses.QuizSource, bank: Bank | None) -> ReadQuiz:
    if source.format == "json":
        return read_json_quiz(source.text, source.file, source.line)
    if source.format == "text":
        return read_text_quiz(source.text, source.file, source.line)
    return read_yaml_quiz(source.text, source.file, source.line, source.key, bank)


def _problems_of(read: ReadQuiz) -> Iterable[courses.Problem]:
    for each in read.problems:
        yield courses.Problem(
            each.severity, each.code, each.file, each.line, each.message, each.hint
        )


def _differs(source: courses.QuizSource, first: courses.QuizSource) -> courses.Problem:
    return courses.Problem(
        "error" if source.format == "yaml" else "warning",
        "different-quizzes",
        source.file,
        source.line,
        f"the quiz {source.key!r} asks other questions here than in {first.file}",
        "in every language of a lesson a quiz has the same questions and options in the same order",
    )


def _shape(quiz: Quiz) -> list[tuple[object, ...]]:
    return [
        (each.id, UNMARKABLE, len(each.options))
        if isinstance(each, Unmarkable)
        else (each.id, each.type, *option_ids(each))
        for each in quiz.questions
    ]


def _rendered(quiz: Quiz, source: courses.QuizSource) -> Quiz:
    """The quiz in one language, its texts as sanitised HTML."""
    is_plain = source.format != "yaml"

    def convert(text: Text) -> Text:
        written = text_in(text, source.language)
        if is_plain and "`" not in written:
            written = html.escape(written, quote=False)
        shown = _inline(courses.render_text(written, source.language).strip())
        return {source.language: shown} if shown else {}

    questions = tuple(_question(each, convert) for each in quiz.questions)
    title = text_in(quiz.title, source.language)
    return replace(quiz, title={source.language: title}, questions=questions)


def _question(each: Item | Unmarkable, convert: Callable[[Text], Text]) -> Item | Unmarkable:
    if isinstance(each, Unmarkable):
        return Unmarkable(each.id, convert(each.stem), tuple(map(convert, each.options)))
    return with_texts(each, convert)


def _inline(shown: str) -> str:
    inner = shown.removeprefix("<p>").removesuffix("</p>")
    is_one_paragraph = shown.startswith("<p>") and shown.endswith("</p>") and "<p>" not in inner
    return inner if is_one_paragraph else shown


def _content(variants: Mapping[str, Quiz]) -> dict[str, Any]:
    return {
        "shuffles": all(quiz.shuffles_options for quiz in variants.values()),
        "languages": {
            language: {
                "title": text_in(quiz.title, language),
                "questions": [_stored(each, language) for each in quiz.questions],
            }
            for language, quiz in variants.items()
        },
    }


def _stored(each: Item | Unmarkable, language: str) -> dict[str, Any]:
    if isinstance(each, Item):
        return dict(item_data(each))
    options = [text_in(option, language) for option in each.options]
    stem = text_in(each.stem, language)
    return {"id": each.id, "type": UNMARKABLE, "stem": stem, "options": options}
