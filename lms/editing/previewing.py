"""A lesson of an edition as its readers will see it, before they do."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.catalog.models import LessonBody
from lms.catalog.outline import OutlineLesson, lessons_of
from lms.catalog.queries import lesson_body, quizzes_of
from lms.catalog.quizzes import Previewed, preview_of
from lms.errors import NotFound
from lms.lessons.pieces import Piece, pieces_of
from lms.publishing.models import Edition


@dataclass(frozen=True)
class ShownLesson:
    """A lesson in one language, its quizzes' questions by quiz, and its neighbours."""

    lesson: OutlineLesson
    body: LessonBody
    pieces: tuple[Piece, ...]
    questions: Mapping[str, list[Previewed]]
    before: OutlineLesson | None
    after: OutlineLesson | None


def shown_lesson(session: Session, edition: Edition, key: str, wanted: str) -> ShownLesson:
    """The lesson in the wanted language if it exists in it; raises NotFound."""
    lessons = lessons_of(edition.revision)
    place = next((n for n, one in enumerate(lessons) if one.key == key), None)
    if place is None or edition.revision is None or not edition.is_readable:
        raise NotFound
    here = lessons[place]
    spoken = here.language(wanted)
    body = lesson_body(session, edition.revision, key, spoken)
    quizzes = quizzes_of(session, edition.revision.id, key)
    return ShownLesson(
        lesson=here,
        body=body,
        pieces=pieces_of(body.html),
        questions={quiz.key: preview_of(quiz, spoken) for quiz in quizzes},
        before=lessons[place - 1] if place else None,
        after=lessons[place + 1] if place + 1 < len(lessons) else None,
    )
