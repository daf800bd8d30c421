"""Editions of a course: its whole source at one moment, waiting, tried, published or broken."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import User
from lms.catalog.models import Course, CourseRevision
from lms.db import Base, UtcDateTime, words_of
from lms.intake.incoming import Origin, OriginKind

WORK_JOB = "editions.work"
"""The job that works on an edition which is under way."""


class EditionState(StrEnum):
    """How far an edition has come."""

    WAITING = "waiting"
    DRAFT = "draft"
    BROKEN = "broken"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class Edition(Base):
    """A course's source as it was sent once, numbered in the order of coming.

    `source_blob` is a `lms.publishing.sources.SourceTree`; an uploaded zip is in
    `upload_blob` until the worker has unpacked it. `paths` is `{lesson: {language: file}}`.
    """

    __tablename__ = "course_editions"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[EditionState] = mapped_column(words_of(EditionState), index=True)
    origin_kind: Mapped[OriginKind] = mapped_column(words_of(OriginKind))
    origin_detail: Mapped[str] = mapped_column(String(300))
    upload_blob: Mapped[str | None] = mapped_column(String(64))
    source_blob: Mapped[str | None] = mapped_column(String(64))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("course_revisions.id"), index=True)
    base_id: Mapped[int | None] = mapped_column(ForeignKey("course_editions.id"))
    n_errors: Mapped[int] = mapped_column(default=0)
    n_warnings: Mapped[int] = mapped_column(default=0)
    problems: Mapped[list[Any]] = mapped_column(default=list, deferred=True)
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    paths: Mapped[dict[str, Any]] = mapped_column(default=dict, deferred=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)
    revision: Mapped[CourseRevision | None] = relationship(lazy="selectin")
    base: Mapped["Edition | None"] = relationship(remote_side="Edition.id")
    created_by: Mapped[User | None] = relationship(foreign_keys=[created_by_id])
    published_by: Mapped[User | None] = relationship(foreign_keys=[published_by_id])

    @property
    def origin(self) -> Origin:
        """Where the edition came from."""
        return Origin(self.origin_kind, self.origin_detail)

    @property
    def is_under_way(self) -> bool:
        """Whether the worker has something to do with it."""
        return self.state in {EditionState.WAITING, EditionState.PUBLISHING}

    @property
    def is_readable(self) -> bool:
        """Whether it can be previewed, compared and made current."""
        return self.revision_id is not None and self.state in {
            EditionState.DRAFT,
            EditionState.PUBLISHING,
            EditionState.PUBLISHED,
        }
