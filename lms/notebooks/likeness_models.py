"""Comparisons of everybody's code, and the pairs of submissions that are alike."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.accounts.models import User
from lms.db import Base, UtcDateTime, words_of
from lms.enrollments.models import CourseRun
from lms.notebooks.models import Assignment, Submission


class ComparisonState(StrEnum):
    """How far a comparison is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Comparison(Base):
    """The newest submissions of an assignment in a run, each compared with each."""

    __tablename__ = "comparisons"
    __table_args__ = (
        CheckConstraint("threshold_percent BETWEEN 1 AND 100", name="percent"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_with_time"),
        Index("ix_comparisons_run_id_assignment_id", "run_id", "assignment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    threshold_percent: Mapped[int]
    state: Mapped[ComparisonState] = mapped_column(
        words_of(ComparisonState), default=ComparisonState.WAITING
    )
    tries: Mapped[int] = mapped_column(default=0)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    n_compared: Mapped[int] = mapped_column(default=0)
    n_unreadable: Mapped[int] = mapped_column(default=0)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    run: Mapped[CourseRun] = relationship()
    assignment: Mapped[Assignment] = relationship()
    asked_by: Mapped[User] = relationship()


class AlikePair(Base):
    """Two people's submissions that share fingerprints: how many, and of how many of each that count.

    A hint to read both, and no finding about anybody.
    """

    __tablename__ = "alike_pairs"
    __table_args__ = (
        CheckConstraint("n_shared <= n_first AND n_shared <= n_second", name="shared_of_both"),
        Index("ix_alike_pairs_comparison_id", "comparison_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comparison_id: Mapped[int] = mapped_column(ForeignKey("comparisons.id"))
    first_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    n_shared: Mapped[int]
    n_first: Mapped[int]
    n_second: Mapped[int]
    comparison: Mapped[Comparison] = relationship()
    first: Mapped[Submission] = relationship(foreign_keys=[first_id])
    second: Mapped[Submission] = relationship(foreign_keys=[second_id])

    @property
    def percent(self) -> int:
        """How much of the one with fewer fingerprints the other has too."""
        return 100 * self.n_shared // min(self.n_first, self.n_second)

    @property
    def scope(self) -> Scope:
        """It belongs to the run."""
        return self.comparison.run.scope
