"""What a reader did in a lesson: answers to its questions and runs of its cells, only ever added."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.db import Base, PointsColumn, UtcDateTime
from lms.enrollments.models import CourseRun


class QuizAnswer(Base):
    """One try at one question of a lesson's quiz; every try is kept.

    `outcome` is right, partly or wrong; `earned` is the part of one point that it got.
    """

    __tablename__ = "quiz_answers"
    __table_args__ = (
        UniqueConstraint(
            "user_id",
            "run_id",
            "lesson_key",
            "quiz_key",
            "item_key",
            "number",
            name="uq_quiz_answers_try",
        ),
        Index("ix_quiz_answers_user_id_answered_at", "user_id", "answered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("course_revisions.id"))
    lesson_key: Mapped[str] = mapped_column(String(120))
    quiz_key: Mapped[str] = mapped_column(String(80))
    item_key: Mapped[str] = mapped_column(String(120))
    number: Mapped[int]
    value: Mapped[Any] = mapped_column(JSON)
    outcome: Mapped[str] = mapped_column(String(16))
    earned: Mapped[Any] = mapped_column(PointsColumn)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    run: Mapped[CourseRun] = relationship()

    @property
    def scope(self) -> Scope:
        """An answer is the person's own, in the run."""
        return replace(self.run.scope, owner_id=self.user_id)


class CellRun(Base):
    """That a person ran a code cell of a lesson in the browser: first, last, and how often.

    `cell` is the place of the cell among the page's code cells, from 1.
    """

    __tablename__ = "cell_runs"
    __table_args__ = (UniqueConstraint("user_id", "run_id", "lesson_key", "cell"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), index=True)
    lesson_key: Mapped[str] = mapped_column(String(120))
    cell: Mapped[int]
    n_runs: Mapped[int] = mapped_column(default=1)
    is_changed: Mapped[bool] = mapped_column(default=False)
    first_ran_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_ran_at: Mapped[datetime] = mapped_column(UtcDateTime)
    run: Mapped[CourseRun] = relationship()

    @property
    def scope(self) -> Scope:
        """A run of a cell is the person's own, in the course's run."""
        return replace(self.run.scope, owner_id=self.user_id)
