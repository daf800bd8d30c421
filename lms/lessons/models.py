"""How far each person is in the lessons of a run."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.db import Base, UtcDateTime
from lms.enrollments.models import CourseRun

PLACE_LENGTH = 200


class LessonProgress(Base):
    """One person's way through one lesson: when it was last opened, and when done.

    `place` is the heading where they stopped, in the page of the revision `place_revision_id`.
    """

    __tablename__ = "lesson_progress"
    __table_args__ = (UniqueConstraint("user_id", "run_id", "lesson_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), index=True)
    lesson_key: Mapped[str] = mapped_column(String(120))
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_revisions.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(PLACE_LENGTH), default="", server_default="")
    place_revision_id: Mapped[int | None] = mapped_column(ForeignKey("course_revisions.id"))
    run: Mapped[CourseRun] = relationship()

    @property
    def scope(self) -> Scope:
        """Progress is the person's own, in the run."""
        return replace(self.run.scope, owner_id=self.user_id)
