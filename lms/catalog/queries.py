"""Reading courses, their pages and their files."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.files.variants import WIDTHS
from lms import db
from lms.access import Scope
from lms.catalog.models import (
    Asset,
    AssetVariant,
    Course,
    CourseRevision,
    LessonBody,
    LessonMaterial,
    LessonQuiz,
)
from lms.catalog.pictures import variant_of
from lms.errors import NotFound


def published_courses(session: Session) -> list[Course]:
    """Every course that has been published, by name."""
    query = select(Course).where(Course.current_revision_id.is_not(None)).order_by(Course.slug)
    return list(session.scalars(query))


def course_to_view(slug: str) -> Course:
    """The published course with this name; raises NotFound. For `guarded(load=…)`."""
    if not is_name(slug):
        raise NotFound
    course = db.session().scalar(select(Course).where(Course.slug == slug))
    if course is None or course.current_revision is None:
        raise NotFound
    return course


def asset_to_view(sha256: str, name: str) -> Asset:  # noqa: ARG001 - the name is for people
    """The asset with this hash under any name; raises NotFound. For `guarded(load=…)`."""
    asset = db.session().get(Asset, sha256) if is_name(sha256) else None
    if asset is None:
        raise NotFound
    return asset


@dataclass(frozen=True)
class PictureCopy:
    """A picture, and its copy of the width asked for if there is a lighter one."""

    asset: Asset
    variant: AssetVariant | None

    @property
    def scope(self) -> Scope:
        """A copy is as much everybody's as the picture."""
        return self.asset.scope


def picture_to_view(sha256: str, width: int, name: str) -> PictureCopy:
    """The copy of a picture under any name; raises NotFound. For `guarded(load=…)`."""
    asset = asset_to_view(sha256, name)
    is_width = width in WIDTHS or width < max(WIDTHS)
    return PictureCopy(asset, variant_of(db.session(), sha256, width) if is_width else None)


def is_name(text: str) -> bool:
    """Whether a text from an address can be a name at all; PostgreSQL refuses NUL."""
    return "\0" not in text


def lesson_body(
    session: Session, revision: CourseRevision, lesson_key: str, language: str
) -> LessonBody:
    """The page of a lesson in a language it exists in; raises NotFound."""
    body = session.scalar(
        select(LessonBody).where(
            LessonBody.revision_id == revision.id,
            LessonBody.lesson_key == lesson_key,
            LessonBody.language == language,
        )
    )
    if body is None:
        raise NotFound
    return body


def quizzes_of(session: Session, revision_id: int, lesson_key: str) -> list[LessonQuiz]:
    """The quizzes of a lesson, in no order: the page has their places."""
    query = select(LessonQuiz).where(
        LessonQuiz.revision_id == revision_id, LessonQuiz.lesson_key == lesson_key
    )
    return list(session.scalars(query))


def materials_of(
    session: Session, revision: CourseRevision, lesson_key: str, language: str
) -> list[LessonMaterial]:
    """What a lesson delivers to a lab in a language: the notebook first, then its data."""
    query = (
        select(LessonMaterial)
        .where(
            LessonMaterial.revision_id == revision.id,
            LessonMaterial.lesson_key == lesson_key,
            LessonMaterial.language.in_((language, "")),
        )
        .order_by(LessonMaterial.language.desc(), LessonMaterial.path)
    )
    return list(session.scalars(query))
