"""Courses and their published revisions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
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
    """A course as it was published once; never changed afterwards."""

    __tablename__ = "course_revisions"
    __table_args__ = (UniqueConstraint("course_id", "content_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    title: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str]]
    outline: Mapped[list[Any]]
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
