"""Books that were asked for: one of each content and language, made once and kept."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, UtcDateTime

PATIENCE = timedelta(minutes=40)
"""How long a book may be in the press before it is thought lost."""


class Failure(StrEnum):
    """Why there is no book."""

    LIBRARIES = "libraries"
    PRESS = "press"


class CoursePdf(Base):
    """A course as a PDF; `version` stands for everything that is printed.

    `problems` lists `{"lesson": key, "title": str}` of lessons that could not be set.
    """

    __tablename__ = "course_pdfs"
    __table_args__ = (
        UniqueConstraint("version"),
        CheckConstraint(
            "(ready_at IS NULL) = (blob IS NULL) AND (ready_at IS NULL) = (size IS NULL)",
            name="ready_with_file",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(32))
    run_id: Mapped[int] = mapped_column(
        ForeignKey("course_runs.id", ondelete="CASCADE"), index=True
    )
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_revisions.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(8))
    lessons: Mapped[list[Any]]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    began_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    n_done: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(16))
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    blob: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    n_pages: Mapped[int | None]
    problems: Mapped[list[Any]] = mapped_column(default=list)

    def is_under_way(self, at: datetime) -> bool:
        """Whether it will be ready without anybody asking again."""
        began = self.began_at or self.asked_at
        return self.ready_at is None and self.failure is None and at < began + PATIENCE
