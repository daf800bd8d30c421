"""Courses, their published revisions, and the pages and files of these."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.db import Base, UtcDateTime


class Course(Base):
    """A course by its permanent name; what it says is its current revision."""

    __tablename__ = "courses"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    current_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("course_revisions.id", use_alter=True)
    )
    current_revision: Mapped["CourseRevision | None"] = relationship(
        foreign_keys=[current_revision_id], lazy="joined", post_update=True
    )

    @property
    def title(self) -> dict[str, str]:
        """The course's title by language."""
        return self.current_revision.title if self.current_revision else {"ko": self.slug}

    @property
    def scope(self) -> Scope:
        """A course is everybody's."""
        return Scope()


class CourseRevision(Base):
    """A course as it was published once; never changed afterwards.

    `environment` is `{"python": str, "packages": [str]}`, what its notebooks run with; empty
    where the course asks for nothing of its own.
    """

    __tablename__ = "course_revisions"
    __table_args__ = (UniqueConstraint("course_id", "content_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    title: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str]]
    languages: Mapped[list[Any]] = mapped_column(default=list)
    level: Mapped[str] = mapped_column(String(40), default="")
    outline: Mapped[list[Any]]
    environment: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class LessonPage(Base):
    """A finished, sanitised page under the hash of its content; revisions share it."""

    __tablename__ = "lesson_pages"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, deferred=True)
    headings: Mapped[list[Any]]


class LessonBody(Base):
    """One lesson of a revision in one language, and the page that shows it.

    `opened` is `{"folder": str, "files": [[path, sha256, size]]}`: what the page's Python cells
    open, and the folder they run in; empty for a page whose cells open nothing.
    """

    __tablename__ = "lesson_bodies"
    __table_args__ = (UniqueConstraint("revision_id", "lesson_key", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_revisions.id", ondelete="CASCADE"))
    lesson_key: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(8))
    unit_key: Mapped[str] = mapped_column(String(255))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    opened: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    page_id: Mapped[int] = mapped_column(ForeignKey("lesson_pages.id"), index=True)
    page: Mapped[LessonPage] = relationship(lazy="joined", innerjoin=True)

    @property
    def title(self) -> str:
        """The page's title."""
        return self.page.title

    @property
    def html(self) -> str:
        """The page's sanitised HTML."""
        return self.page.html

    @property
    def text(self) -> str:
        """The page's text without its tags."""
        return self.page.text

    @property
    def headings(self) -> list[Any]:
        """Level, id and title of each heading of the page."""
        return self.page.headings


class SolutionBody(Base):
    """A page for those who teach, in one language; kept apart from what trainees read."""

    __tablename__ = "solution_bodies"
    __table_args__ = (UniqueConstraint("revision_id", "lesson_key", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_revisions.id", ondelete="CASCADE"))
    lesson_key: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(8))
    page_id: Mapped[int] = mapped_column(ForeignKey("lesson_pages.id"), index=True)
    page: Mapped[LessonPage] = relationship(lazy="joined", innerjoin=True)


class LessonQuiz(Base):
    """A quiz of a lesson with its keys and rationales, kept apart from the page that has its place.

    `content` is `{"shuffles": bool, "languages": {"ko": {"title": str, "questions": [item]}}}`.
    """

    __tablename__ = "lesson_quizzes"
    __table_args__ = (UniqueConstraint("revision_id", "lesson_key", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_revisions.id", ondelete="CASCADE"))
    lesson_key: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    content: Mapped[dict[str, Any]]


class LessonMaterial(Base):
    """A file that "open in lab" delivers; `language` is empty when it is for all of them."""

    __tablename__ = "lesson_materials"
    __table_args__ = (
        UniqueConstraint("revision_id", "lesson_key", "path"),
        Index("ix_lesson_materials_revision_id_sha256", "revision_id", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_revisions.id", ondelete="CASCADE"))
    lesson_key: Mapped[str] = mapped_column(String(120))
    path: Mapped[str] = mapped_column(String(500))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    language: Mapped[str] = mapped_column(String(8), default="")


class Asset(Base):
    """A file that pages show, stored as a blob under its hash."""

    __tablename__ = "assets"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(100))

    @property
    def scope(self) -> Scope:
        """An asset is part of the catalogue, which is everybody's."""
        return Scope()


class AssetVariant(Base):
    """A lighter copy of a picture, `width` pixels wide; its WebP file is stored under `blob`."""

    __tablename__ = "asset_variants"

    sha256: Mapped[str] = mapped_column(
        ForeignKey("assets.sha256", ondelete="CASCADE"), primary_key=True
    )
    width: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    blob: Mapped[str] = mapped_column(String(64))


class FormerLessonKey(Base):
    """A key that a lesson of the course had once; None as its present one: it was taken out."""

    __tablename__ = "former_lesson_keys"
    __table_args__ = (UniqueConstraint("course_id", "former_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    former_key: Mapped[str] = mapped_column(String(120))
    lesson_key: Mapped[str | None] = mapped_column(String(120))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
