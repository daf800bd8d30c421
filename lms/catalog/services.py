"""Publishing courses: whole or not at all."""

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import courses
from lms import audit
from lms.catalog import quizzes
from lms.catalog.models import (
    Asset,
    Course,
    CourseRevision,
    LessonBody,
    LessonMaterial,
    LessonPage,
    LessonQuiz,
    SolutionBody,
)
from lms.catalog.moves import note_moves
from lms.catalog.outline import to_outline
from lms.catalog.pictures import assets_of
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
    revision = _store_revision(session, storage, course, source, at=at, by_id=by_id)
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


def _store_revision(
    session: Session,
    storage: BlobStore,
    course: Course,
    source: courses.Course,
    *,
    at: datetime,
    by_id: int | None,
) -> CourseRevision:
    revision = CourseRevision(
        course_id=course.id,
        content_hash=source.content_hash,
        title=dict(source.title),
        summary=dict(source.summary),
        languages=list(source.languages),
        level=source.level,
        outline=to_outline(source),
        published_at=at,
        published_by_id=by_id,
    )
    session.add(revision)
    session.flush()
    known = _known_pages(session, source)
    _store_bodies(session, revision, source, known)
    _store_solutions(session, revision, source, known)
    _store_materials(session, storage, revision, source)
    store_files(session, storage, assets_of(source))
    session.flush()
    return revision


def _store_bodies(
    session: Session, revision: CourseRevision, source: courses.Course, known: dict[str, int]
) -> None:
    unit_of = {lesson.key: unit.key for unit in source.units for lesson in unit.lessons}
    for position, lesson in enumerate(source.lessons):
        for variant in lesson.variants.values():
            sha256 = variant.sha256
            if sha256 not in known:
                known[sha256] = _store_page(session, sha256, variant)
            body = LessonBody(
                revision_id=revision.id,
                lesson_key=lesson.key,
                language=variant.language,
                unit_key=unit_of[lesson.key],
                position=position,
                kind=lesson.kind,
                opened=_opened_by(variant),
                page_id=known[sha256],
            )
            session.add(body)


def _opened_by(variant: courses.LessonVariant) -> dict[str, Any]:
    """The files that the page's cells open, as `LessonBody.opened` has them."""
    assets = {asset.path: asset for asset in variant.assets}
    files = [[path, assets[path].sha256, len(assets[path].data)] for path in variant.opened]
    return {"folder": posixpath.dirname(variant.path), "files": files} if files else {}


def _store_solutions(
    session: Session, revision: CourseRevision, source: courses.Course, known: dict[str, int]
) -> None:
    """The pages for those who teach; `known` has the ids of pages stored so far."""
    for solution in source.solutions:
        for variant in solution.variants.values():
            sha256 = variant.sha256
            if sha256 not in known:
                known[sha256] = _store_page(session, sha256, variant)
            session.add(
                SolutionBody(
                    revision_id=revision.id,
                    lesson_key=solution.key,
                    language=variant.language,
                    page_id=known[sha256],
                )
            )


def _known_pages(session: Session, source: courses.Course) -> dict[str, int]:
    """The ids of the stored pages that the course has, by their hashes."""
    lessons = (*source.lessons, *source.solutions)
    hashes = [v.sha256 for lesson in lessons for v in lesson.variants.values()]
    known: dict[str, int] = {}
    for at in range(0, len(hashes), 500):
        batch = hashes[at : at + 500]
        query = select(LessonPage.sha256, LessonPage.id).where(LessonPage.sha256.in_(batch))
        known.update((sha256, page_id) for sha256, page_id in session.execute(query))
    return known


def _store_page(session: Session, sha256: str, variant: courses.LessonVariant) -> int:
    page = LessonPage(
        sha256=sha256,
        title=variant.title.replace("\0", "")[:300],
        html=variant.html.replace("\0", ""),
        text=variant.text.replace("\0", ""),
        headings=[[h.level, h.id, h.title] for h in variant.headings],
    )
    session.add(page)
    session.flush()
    session.expunge(page)
    return page.id


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


def _store_materials(
    session: Session, storage: BlobStore, revision: CourseRevision, source: courses.Course
) -> None:
    stored: set[str] = set()
    for lesson in (*source.lessons, *source.solutions):
        for material in lesson.materials:
            if material.sha256 not in stored:
                storage.put(material.data)
                stored.add(material.sha256)
            session.add(
                LessonMaterial(
                    revision_id=revision.id,
                    lesson_key=lesson.key,
                    path=material.path,
                    sha256=material.sha256,
                    size=len(material.data),
                    language=material.language or "",
                )
            )


def store_files(session: Session, storage: BlobStore, used: Mapping[str, courses.Asset]) -> None:
    """Store what pages show, by its hash; what is known is left as it is."""
    known = set(session.scalars(select(Asset.sha256).where(Asset.sha256.in_(used))))
    for sha256, asset in used.items():
        if sha256 not in known:
            storage.put(asset.data)
            session.add(Asset(sha256=sha256, media_type=asset.media_type))
