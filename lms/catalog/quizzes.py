"""The quizzes of a course's lessons: courses say where they stand, assessments what they ask."""

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import courses
from assessments import (
    ReadQuiz,
    explain,
    form_of,
    item_data,
    item_from,
    option_ids,
    present,
    read_bank,
    read_json_quiz,
    read_text_quiz,
    read_yaml_quiz,
    with_texts,
)
from assessments.model import Bank, Item, Quiz, Text, Unmarkable, text_in
from lms.catalog.item_pictures import with_picture

BANK_FOLDER = "items"
UNMARKABLE = "unmarkable"
"""The type under which a question without a key is stored."""


@dataclass(frozen=True)
class LessonQuiz:
    """A quiz at its place in a lesson; `content` is what a revision stores of it."""

    lesson_key: str
    key: str
    content: dict[str, Any]


class KeptQuiz(Protocol):
    """A quiz as it is read from a folder, or as a revision stores it."""

    @property
    def lesson_key(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def content(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Previewed:
    """A question as its readers are asked it, and what they are told after an answer.

    `explained` is None for a question that cannot be marked.
    """

    shown: Mapping[str, Any]
    explained: Mapping[str, Any] | None = None


def preview_of(quiz: KeptQuiz, wanted: str) -> list[Previewed]:
    """Every question of a quiz for those who write it; nothing is answered."""
    languages = quiz.content["languages"]
    spoken = wanted if wanted in languages else next(iter(languages))
    return [_previewed(quiz, stored, spoken) for stored in languages[spoken]["questions"]]


def _previewed(quiz: KeptQuiz, stored: Mapping[str, Any], language: str) -> Previewed:
    if stored["type"] == UNMARKABLE:
        return Previewed(stored)
    item = item_from(stored)
    form = form_of(item, f"{quiz.lesson_key}/{quiz.key}", shuffles=quiz.content["shuffles"])
    explained = explain(item, None, form.labels, language)
    return Previewed(present(item, form.labels, language), explained)


@dataclass(frozen=True)
class ReadQuizzes:
    """The quizzes of a course, everything wrong with them, the files that they show, their links.

    `assets` are by the lesson's key and the language of its page.
    """

    quizzes: tuple[LessonQuiz, ...]
    problems: tuple[courses.Problem, ...]
    assets: Mapping[tuple[str, str], tuple[courses.Asset, ...]] = field(default_factory=dict)
    links: courses.LinkCounts = field(default_factory=courses.LinkCounts)

    def into(self, course: courses.Course) -> courses.Course:
        """The course whose pages also have the files that their quizzes show."""
        return courses.with_quiz_assets(course, self.assets) if self.assets else course


@dataclass(frozen=True)
class CheckedCourse:
    """A course with all its problems, and the quizzes of its lessons."""

    read: courses.ReadCourse
    quizzes: tuple[LessonQuiz, ...] = ()


def check_course(folder: Path, progress: courses.Progress = courses.silent) -> courses.ReadCourse:
    """The course in a folder, the problems of its quizzes among its own."""
    return check_with_quizzes(folder, progress).read


def check_with_quizzes(folder: Path, progress: courses.Progress = courses.silent) -> CheckedCourse:
    """The same with what its quizzes ask."""
    read = courses.check_course(folder, progress)
    found = read_quizzes(read, read_bank(folder / BANK_FOLDER).bank if _asks(read) else None)
    read = courses.with_problems(read, found.problems)
    course = found.into(read.course) if read.course else None
    links = read.links + found.links
    return CheckedCourse(replace(read, course=course, links=links), found.quizzes)


def read_quizzes(read: courses.ReadCourse, bank: Bank | None) -> ReadQuizzes:
    """Read every quiz of a course; nothing raises for bad content."""
    problems: list[courses.Problem] = []
    found: list[LessonQuiz] = []
    assets: dict[tuple[str, str], tuple[courses.Asset, ...]] = {}
    links = _Links()
    for lesson in read.course.lessons if read.course else ():
        sources: dict[str, list[courses.QuizSource]] = {}
        for variant in lesson.variants.values():
            for source in variant.quizzes:
                sources.setdefault(source.key, []).append(
                    replace(source, language=variant.language)
                )
        for key, same in sources.items():
            variants = _variants(same, bank, problems)
            texts = _Texts(read, lesson.key, bank, links)
            shown = {code: texts.shown(*each) for code, each in variants.items()}
            problems += texts.problems
            for code, files in texts.assets.items():
                assets[lesson.key, code] = (*assets.get((lesson.key, code), ()), *files)
            if shown:
                found.append(LessonQuiz(lesson.key, key, _content(shown)))
    for loose in read.loose_quizzes:
        problems += _problems_of(_read(loose, None))
    return ReadQuizzes(tuple(found), tuple(dict.fromkeys(problems)), assets, links.total)


def _asks(read: courses.ReadCourse) -> bool:
    lessons = read.course.lessons if read.course else ()
    return any(variant.quizzes for lesson in lessons for variant in lesson.variants.values())


def _variants(
    sources: Sequence[courses.QuizSource], bank: Bank | None, problems: list[courses.Problem]
) -> dict[str, tuple[Quiz, courses.QuizSource]]:
    """The quiz by language; one that asks something else than the first is left out."""
    found: dict[str, tuple[Quiz, courses.QuizSource]] = {}
    first: courses.QuizSource | None = None
    for source in sources:
        read = _read(source, bank)
        problems += _problems_of(read)
        if read.quiz is None:
            continue
        if first is not None and _shape(read.quiz) != _shape(next(iter(found.values()))[0]):
            problems.append(_differs(source, first))
            continue
        first = first or source
        found[source.language] = (read.quiz, source)
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


class _Links:
    """Counts the links of every text once, however many lessons and languages show it."""

    def __init__(self) -> None:
        self.total = courses.LinkCounts()
        self._counted: set[tuple[str, int, str]] = set()

    def count(self, written: str, source: courses.QuizSource, links: courses.LinkCounts) -> None:
        """Add the links of a text that stands in a source."""
        text = (source.file, source.line, written)
        if text not in self._counted:
            self._counted.add(text)
            self.total += links


class _Texts:
    """Makes HTML of the texts of a lesson's quiz, and gathers what they show and lack."""

    def __init__(
        self, read: courses.ReadCourse, lesson_key: str, bank: Bank | None, links: _Links
    ) -> None:
        self._read = read
        self._key = lesson_key
        self._bank = bank
        self._links = links
        self.problems: list[courses.Problem] = []
        self.assets: dict[str, list[courses.Asset]] = {}

    def shown(self, quiz: Quiz, source: courses.QuizSource) -> Quiz:
        """The quiz in one language, its texts as sanitised HTML."""
        questions = tuple(
            self._question(each, self._place_of(each, source) if each.id in quiz.drawn else source)
            for each in quiz.questions
        )
        title = text_in(quiz.title, source.language)
        return replace(quiz, title={source.language: title}, questions=questions)

    def _place_of(self, each: Item | Unmarkable, source: courses.QuizSource) -> courses.QuizSource:
        """The file of the bank that a question comes from: its paths begin there."""
        place = self._bank.places.get(each.id) if self._bank else None
        if place is None:
            return source
        file, line = f"{BANK_FOLDER}/{place.file}", place.line or 1
        return replace(source, text="", file=file, line=line)

    def _question(self, each: Item | Unmarkable, source: courses.QuizSource) -> Item | Unmarkable:
        def convert(text: Text) -> Text:
            shown = self._html(text_in(text, source.language), source)
            return {source.language: shown} if shown else {}

        return self._pictured(_converted(each, convert), source)

    def _pictured(self, each: Item | Unmarkable, source: courses.QuizSource) -> Item | Unmarkable:
        if isinstance(each, Unmarkable) or self._read.quiz_text is None:
            return each
        quiz_text = self._read.quiz_text
        item, text = with_picture(each, source, lambda text, at: quiz_text(text, at, self._key))
        self._keep(text, source)
        return item

    def _keep(self, text: courses.QuizText, source: courses.QuizSource) -> None:
        self.problems += text.problems
        if text.assets:
            self.assets.setdefault(source.language, []).extend(text.assets)

    def _html(self, written: str, source: courses.QuizSource) -> str:
        if source.format != "yaml" and "`" not in written:
            written = html.escape(written, quote=False)
        if self._read.quiz_text is None:
            return _inline(courses.render_text(written, source.language).strip())
        text = self._read.quiz_text(written, source, self._key)
        self._links.count(written, source, text.links)
        self._keep(text, source)
        return _inline(text.html.strip())


def _converted(each: Item | Unmarkable, convert: Callable[[Text], Text]) -> Item | Unmarkable:
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
