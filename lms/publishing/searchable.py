"""A published course in the search index: its lessons, its assignments and exams, itself."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courses.search import Page
from lms.catalog.models import Course, CourseRevision, LessonBody, LessonPage
from lms.exams.queries import exams_of_course
from lms.index import services as index
from lms.index.services import Document, Key, fingerprint
from lms.notebooks.queries import assignments_of_course

COURSES = "courses"
"""The shelf of all courses, under their ids."""


def lessons_shelf(course_id: int) -> str:
    """The shelf of the lessons that a reader of the course may find."""
    return f"lessons:{course_id}"


def works_shelf(course_id: int) -> str:
    """The shelf of the course's assignments and exams."""
    return f"works:{course_id}"


def make_searchable(session: Session, course: Course) -> None:
    """Let the course be found as it is published now; only what changed is written."""
    revision = course.current_revision
    if revision is None:
        return
    marks = dict(_fingerprints(session, revision))
    index.fill(
        session,
        lessons_shelf(course.id),
        marks,
        lambda keys: _lessons(session, revision, marks, keys),
    )
    _fill_whole(session, works_shelf(course.id), _works(session, course))
    index.put(session, COURSES, [_course(course, revision, each) for each in revision.title])


def _fingerprints(session: Session, revision: CourseRevision) -> Iterator[tuple[Key, str]]:
    """Every page with a mark that changes when its words do, in reading order."""
    rows = session.execute(
        select(LessonBody.lesson_key, LessonBody.language, LessonPage.sha256)
        .join(LessonPage, LessonPage.id == LessonBody.page_id)
        .where(LessonBody.revision_id == revision.id)
        .order_by(LessonBody.position, LessonBody.id)
    )
    for key, language, sha256 in rows:
        yield (key, language), fingerprint(sha256)


def _lessons(
    session: Session, revision: CourseRevision, marks: dict[Key, str], keys: Sequence[Key]
) -> list[Document]:
    query = (
        select(LessonBody)
        .options(joinedload(LessonBody.page).undefer(LessonPage.text))
        .where(
            LessonBody.revision_id == revision.id,
            LessonBody.lesson_key.in_({key for key, _ in keys}),
        )
    )
    bodies = {(body.lesson_key, body.language): body for body in session.scalars(query)}
    documents = [
        Document(
            body.lesson_key,
            body.language,
            Page(body.title, [heading[2] for heading in body.headings], _below_title(body)),
            marks[key],
        )
        for key in keys
        if (body := bodies.get(key))
    ]
    index.keep_words(session, (f"{one.page.title} {one.page.text}" for one in documents))
    for body in bodies.values():
        if body.page in session:  # two lessons may be the same page
            session.expunge(body.page)
        session.expunge(body)
    return documents


def _below_title(body: LessonBody) -> str:
    """The text without its title, which stands in its first line."""
    return body.text.removeprefix(body.title).lstrip()


def _works(session: Session, course: Course) -> list[Document]:
    found = [
        Document(
            f"assignment:{one.name}", language, Page(title, (), text), fingerprint(title, text)
        )
        for one in assignments_of_course(session, course.id)
        for language, title in one.title.items()
        for text in [one.summary.get(language, "")]
    ]
    return found + [
        Document(f"exam:{exam.key}", language, Page(title), fingerprint(title))
        for exam in exams_of_course(session, course.id)
        if exam.current_revision is not None
        for language, title in exam.current_revision.title.items()
    ]


def _course(course: Course, revision: CourseRevision, language: str) -> Document:
    units = [unit["title"].get(language, "") for unit in revision.outline]
    title, summary = revision.title[language], revision.summary.get(language, "")
    page = Page(title, units, summary)
    mark = fingerprint(title, summary, *units)
    return Document(course.slug, language, page, mark, place=course.id)


def _fill_whole(session: Session, shelf: str, documents: Sequence[Document]) -> None:
    by_key = {(one.key, one.language): one for one in documents}
    marks = {key: one.fingerprint for key, one in by_key.items()}
    index.fill(session, shelf, marks, lambda keys: [by_key[key] for key in keys])
