"""A course as a book: its chapters in reading order, as far as its reader may see them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from flask import get_template_attribute
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.catalog.models import LessonBody
from lms.catalog.outline import OutlineLesson, OutlineUnit, outline_of
from lms.enrollments.models import CourseRun
from lms.lessons.pieces import pieces_of
from lms.lessons.quiz_queries import ShownQuiz, quizzes_to_print
from lms.printing.anchors import as_chapter

_PICTURE = re.compile(r'src="/assets/([0-9a-f]{64})/')
FORM = "3"
"""Another one when chapters are set otherwise, so that stored books are made anew."""


@dataclass(frozen=True)
class Chapter:
    """A lesson of the book: its HTML has names that are unique in the whole."""

    key: str
    title: str
    language: str
    html: str


@dataclass(frozen=True)
class Book:
    """What of a run's course is printed, in one language."""

    run: CourseRun
    language: str
    units: tuple[OutlineUnit, ...]

    @property
    def lessons(self) -> tuple[OutlineLesson, ...]:
        """The lessons in reading order."""
        return tuple(lesson for unit in self.units for lesson in unit.lessons)

    @property
    def version(self) -> str:
        """What changes when the book would be another: content, language, lessons, or the setting."""
        revision = self.run.course.current_revision
        words = [FORM, revision.content_hash if revision else "", self.language]
        words += [lesson.key for lesson in self.lessons]
        return blake2b("\n".join(words).encode(), digest_size=16).hexdigest()


def book_of(run: CourseRun, language: str, locked: Collection[str] = ()) -> Book:
    """The book of a run without the lessons that are locked for its reader."""
    units = []
    for unit in outline_of(run.course.current_revision):
        lessons = tuple(each for each in unit.lessons if each.key not in locked)
        if lessons:
            units.append(OutlineUnit(unit.key, unit.title, lessons))
    return Book(run, language, tuple(units))


def chapters_of(session: Session, book: Book, lessons: str) -> Iterator[Chapter]:
    """The chapters one after the other, each read when it is its turn.

    `lessons` is the address below which the run's lessons are read.
    """
    revision = book.run.course.current_revision
    if revision is None:
        return
    keys = frozenset(lesson.key for lesson in book.lessons)
    languages = {lesson.key: lesson.language(book.language) for lesson in book.lessons}
    quizzes = quizzes_to_print(session, revision.id, languages)
    query = (
        select(LessonBody)
        .where(LessonBody.revision_id == revision.id)
        .order_by(LessonBody.position)
        .execution_options(yield_per=20)
    )
    for body in session.scalars(query):
        if languages.get(body.lesson_key) == body.language:
            asked = {quiz.key: quiz for quiz in quizzes.get(body.lesson_key, ())}
            html = as_chapter(_with_quizzes(body, asked), body.lesson_key, keys, lessons)
            yield Chapter(body.lesson_key, body.title, body.language, html)


def assets_in(html: str) -> set[str]:
    """The hashes of the pictures that a page shows."""
    return set(_PICTURE.findall(html))


def _with_quizzes(body: LessonBody, quizzes: Mapping[str, ShownQuiz]) -> str:
    """The page with its questions in their places, to be answered with a pencil."""
    card = get_template_attribute("printing/quiz.html", "quiz_on_paper")
    return "".join(
        piece.html + (str(card(quizzes[piece.quiz])) if piece.quiz in quizzes else "")
        for piece in pieces_of(body.html)
    )
