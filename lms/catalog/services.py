"""Publishing courses: whole or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import courses
from lms import audit
from lms.catalog import quizzes
from lms.catalog.models import Course, CourseRevision, LessonQuiz
from lms.catalog.moves import note_moves
from lms.catalog.storing import store_revision
from lms.errors import Invalid
from lms.storage import BlobStore


class CourseHasErrors(Invalid):
    """The folder is no course that could replace the present one; `problems` say why."""

    code = "course_has_errors"

    def __init__(self, problems: Iterable[courses.Problem]) -> None:
        self.problems = tuple(p for p in problems if p.severity == "error")
        super().__init__("; ".join(f"{p.file}:{p.line or ''} {p.message}" for p in self.problems))


@dataclass(frozen=True)
class Publication:
    """What publishing did: the course, its revision now, and whether that changed anything."""

    course: Course
    revision: CourseRevision
    is_new: bool
    moves: Mapping[str, str] = field(default_factory=dict)


def publish_course(
    session: Session,
    storage: BlobStore,
    read: courses.ReadCourse,
    *,
    asked: Sequence[quizzes.LessonQuiz] = (),
    at: datetime,
    by_id: int | None = None,
) -> Publication:
    """Make a course that was read what its readers see; `asked` are the quizzes of its lessons.

    Raises CourseHasErrors, and then nothing was changed. A course equal to the
    present revision changes nothing either; one equal to an earlier revision
    brings that one back.
    """
    course, revision = keep_course(session, storage, read, asked=asked, at=at, by_id=by_id)
    present = course.current_revision
    if present is revision:
        return Publication(course, revision, is_new=False)
    course.current_revision = revision
    session.flush()
    named = read.course.former_keys if read.course else {}
    moves = note_moves(session, present, revision, named, at=at)
    audit.record(
        session,
        "course.publish",
        actor_id=by_id,
        subject=("course", course.id),
        at=at,
        content_hash=revision.content_hash,
    )
    return Publication(course, revision, is_new=True, moves=moves)


def keep_course(
    session: Session,
    storage: BlobStore,
    read: courses.ReadCourse,
    *,
    asked: Sequence[quizzes.LessonQuiz] = (),
    at: datetime,
    by_id: int | None = None,
) -> tuple[Course, CourseRevision]:
    """Store a course that was read as a revision, which its readers do not see yet.

    Raises CourseHasErrors, and then nothing was changed. A course equal to a revision
    that is stored already is that one.
    """
    source = read.course
    if source is None or read.has_errors:
        raise CourseHasErrors(read.problems)
    course = _course(session, source.slug)
    known = _known_revision(session, course, source.content_hash)
    if known is not None:
        return course, known
    revision = store_revision(session, storage, course, source, at=at, by_id=by_id)
    _store_quizzes(session, revision, asked)
    return course, revision


def _course(session: Session, slug: str) -> Course:
    """The course with this name, kept from other publishers until the transaction ends."""
    query = select(Course).where(Course.slug == slug).with_for_update(of=Course)
    course = session.scalar(query, execution_options={"populate_existing": True})
    if course is None:
        course = Course(slug=slug)
        session.add(course)
        session.flush()
    return course


def _known_revision(session: Session, course: Course, content_hash: str) -> CourseRevision | None:
    return session.scalar(
        select(CourseRevision).where(
            CourseRevision.course_id == course.id, CourseRevision.content_hash == content_hash
        )
    )


def _store_quizzes(
    session: Session, revision: CourseRevision, asked: Sequence[quizzes.LessonQuiz]
) -> None:
    for position, quiz in enumerate(asked):
        session.add(
            LessonQuiz(
                revision_id=revision.id,
                lesson_key=quiz.lesson_key,
                key=quiz.key,
                position=position,
                content=quiz.content,
            )
        )
