"""Questions that are marked twice, and what the second marker gave."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.accounts.models import User
from lms.db import Base, PointsColumn, UtcDateTime
from lms.notebooks.models import Submission


class SecondRule(Base):
    """How many percent of the answers to a question are marked twice, and what may differ."""

    __tablename__ = "second_rules"
    __table_args__ = (
        UniqueConstraint("run_id", "assignment_id", "cell_name"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        CheckConstraint("threshold >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    cell_name: Mapped[str] = mapped_column(String(200))
    percent: Mapped[int]
    threshold: Mapped[Decimal] = mapped_column(PointsColumn)


class SecondMark(Base):
    """What a second person gave without seeing the first; a third decides where they differ.

    It never counts by itself: the first mark does, or the moderator's.
    """

    __tablename__ = "second_marks"
    __table_args__ = (
        UniqueConstraint("submission_id", "cell_name"),
        CheckConstraint(
            "(moderated_at IS NULL) = (moderated_by_id IS NULL)", name="moderated_by_somebody"
        ),
        Index("ix_second_marks_submission_id", "submission_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    cell_name: Mapped[str] = mapped_column(String(200))
    points: Mapped[Decimal] = mapped_column(PointsColumn)
    first_points: Mapped[Decimal] = mapped_column(PointsColumn)
    first_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    comment: Mapped[str] = mapped_column(Text, default="")
    rubric: Mapped[list[Any]] = mapped_column(default=list)
    needs_moderation: Mapped[bool] = mapped_column(default=False)
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    moderated_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    moderated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submission: Mapped[Submission] = relationship()
    first_by: Mapped[User] = relationship(foreign_keys=[first_by_id])
    marked_by: Mapped[User] = relationship(foreign_keys=[marked_by_id])
    moderated_by: Mapped[User | None] = relationship(foreign_keys=[moderated_by_id])

    @property
    def waits_for_moderator(self) -> bool:
        """Whether the two differ by more than the rule allows and nobody has decided."""
        return self.needs_moderation and self.moderated_at is None

    @property
    def scope(self) -> Scope:
        """It belongs to the submission."""
        return self.submission.scope
