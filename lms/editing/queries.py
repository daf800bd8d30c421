"""Courses that a person may change, their editions, and the text of a lesson in one."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from lms import db
from lms.access import Actor, Permission, Role, Scope, may
from lms.catalog.models import Course
from lms.catalog.queries import is_name
from lms.enrollments.queries import scope_of_course
from lms.errors import NotFound
from lms.publishing.models import Edition, EditionState
from lms.publishing.queries import current_edition

PER_PAGE = 20


@dataclass(frozen=True)
class EditedCourse:
    """A course with the runs it is used in."""

    course: Course
    scope: Scope


@dataclass(frozen=True)
class EditedEdition:
    """An edition of a course."""

    edition: Edition
    scope: Scope

    @property
    def course(self) -> Course:
        """The course it is of."""
        return self.edition.course


@dataclass(frozen=True)
class EditedLesson:
    """A lesson of an edition, and the file of each language."""

    edition: Edition
    key: str
    paths: Mapping[str, str]
    scope: Scope


@dataclass(frozen=True)
class EditionList:
    """One page of a course's editions, the newest first."""

    editions: list[Edition]
    current: Edition | None
    page: int
    n_pages: int


def course_to_edit(slug: str) -> EditedCourse:
    """The course with this name, published or not; raises NotFound. For `guarded(load=…)`."""
    course = _course(slug)
    return EditedCourse(course, scope_of_course(db.session(), course))


def edition_to_edit(slug: str, number: int) -> EditedEdition:
    """An edition of a course; raises NotFound. For `guarded(load=…)`."""
    course = _course(slug)
    query = (
        select(Edition)
        .options(undefer(Edition.problems), undefer(Edition.paths))
        .where(Edition.course_id == course.id, Edition.number == number)
    )
    edition = db.session().scalar(query) if number < 2**31 else None
    if edition is None or edition.state is EditionState.DISCARDED:
        raise NotFound
    return EditedEdition(edition, scope_of_course(db.session(), course))


def lesson_to_edit(slug: str, number: int, lesson_key: str) -> EditedLesson:
    """A lesson of an edition; raises NotFound. For `guarded(load=…)`."""
    found = edition_to_edit(slug, number)
    paths = found.edition.paths.get(lesson_key)
    if not paths or found.edition.source_blob is None:
        raise NotFound
    return EditedLesson(found.edition, lesson_key, paths, found.scope)


def may_edit(session: Session, actor: Actor, course: Course) -> bool:
    """Whether the actor may change the course; asks nothing for those who only study."""
    edits = (Role.ADMIN, Role.OPERATOR, Role.INSTRUCTOR)
    return any(map(actor.has_role, edits)) and may(
        actor, Permission.COURSE_EDIT, scope_of_course(session, course)
    )


def editions_of(session: Session, course: Course, page: int) -> EditionList:
    """A page of the editions that were not put away."""
    query = select(Edition).where(
        Edition.course_id == course.id, Edition.state != EditionState.DISCARDED
    )
    found = list(session.scalars(query.order_by(Edition.number.desc())))
    n_pages = max(1, -(-len(found) // PER_PAGE))
    here = min(max(page, 1), n_pages)
    shown = found[(here - 1) * PER_PAGE : here * PER_PAGE]
    return EditionList(shown, current_edition(session, course.id), here, n_pages)


def _course(slug: str) -> Course:
    course = (
        db.session().scalar(select(Course).where(Course.slug == slug)) if is_name(slug) else None
    )
    if course is None:
        raise NotFound
    return course
