"""How each score came about, and trials of grading everything again."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.accounts.models import User
from lms.db import Base, PointsColumn, UtcDateTime, words_of
from lms.enrollments.models import CourseRun
from lms.notebooks.models import Assignment, AssignmentVersion, Submission


class ScoreCause(StrEnum):
    """What led to a score."""

    GRADED = "graded"
    PERSON = "person"
    RUBRIC = "rubric"
    REQUEST = "request"
    MODERATION = "moderation"
    REGRADED = "regraded"


class ScoreRecord(Base):
    """One score that a submission had; rows are only added.

    `version` is the one it was graded with, `sha256` the content that was graded, and
    `environment` the stored list of what was installed: enough to run the grading again.
    """

    __tablename__ = "score_records"
    __table_args__ = (Index("ix_score_records_submission_id", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    cause: Mapped[ScoreCause] = mapped_column(words_of(ScoreCause))
    score: Mapped[Decimal] = mapped_column(PointsColumn)
    max_score: Mapped[Decimal] = mapped_column(PointsColumn)
    cells: Mapped[dict[str, Any]]
    version_id: Mapped[int] = mapped_column(ForeignKey("assignment_versions.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    environment: Mapped[str | None] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[User | None] = relationship()
    version: Mapped[AssignmentVersion] = relationship()


class RegradeState(StrEnum):
    """How far a trial is."""

    RUNNING = "running"
    READY = "ready"
    APPLIED = "applied"
    DISCARDED = "discarded"


class ApplyRule(StrEnum):
    """Which new scores of a trial count."""

    BETTER = "better"
    ALL = "all"


class Regrade(Base):
    """A trial: every submission of an assignment in a run graded again with one version."""

    __tablename__ = "regrades"
    __table_args__ = (
        Index(
            "uq_regrades_open",
            "run_id",
            "assignment_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        CheckConstraint(
            "(decided_at IS NULL) = (state IN ('running', 'ready'))", name="decided_with_time"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("assignment_versions.id"))
    state: Mapped[RegradeState] = mapped_column(
        words_of(RegradeState), default=RegradeState.RUNNING
    )
    rule: Mapped[ApplyRule | None] = mapped_column(words_of(ApplyRule))
    n_applied: Mapped[int] = mapped_column(default=0)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    run: Mapped[CourseRun] = relationship()
    assignment: Mapped[Assignment] = relationship()
    version: Mapped[AssignmentVersion] = relationship()
    started_by: Mapped[User] = relationship(foreign_keys=[started_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def scope(self) -> Scope:
        """It belongs to the run."""
        return self.run.scope


class TrialState(StrEnum):
    """How far one submission of a trial is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Trial(Base):
    """What one submission would earn; nothing of it counts before it is applied."""

    __tablename__ = "regrade_trials"
    __table_args__ = (UniqueConstraint("regrade_id", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrades.id"))
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    state: Mapped[TrialState] = mapped_column(words_of(TrialState), default=TrialState.WAITING)
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    feedback_blob: Mapped[str | None] = mapped_column(String(64))
    executed_blob: Mapped[str | None] = mapped_column(String(64))
    environment: Mapped[str | None] = mapped_column(String(64))
    regrade: Mapped[Regrade] = relationship()
    submission: Mapped[Submission] = relationship()
