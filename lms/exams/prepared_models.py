"""Forms that were drawn before their exam begins."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, UtcDateTime


class PreparedForm(Base):
    """A form that waits for a person to begin; it becomes an attempt's, or is discarded.

    It is no attempt: nothing counts, lists or shows it, and no clock runs. It holds for one
    revision of the exam only.
    """

    __tablename__ = "prepared_forms"
    __table_args__ = (UniqueConstraint("run_id", "exam_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    exam_revision_id: Mapped[int] = mapped_column(ForeignKey("exam_revisions.id"))
    seed: Mapped[str] = mapped_column(String(64))
    places: Mapped[list[Any]]
    """As in `drawing.Place`."""
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)
