"""Assignments, their versions, their dates in a run, and what was handed in."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.accounts.models import User
from lms.db import Base, PointsColumn, UtcDateTime, words_of
from lms.enrollments.models import CourseRun
from lms.notebooks.counting import CountRule
from lms.notebooks.lateness import LateStep, counted
from lms.notebooks.team_models import Team

Party = tuple[int | None, int]
"""Who hands in: a team by its id and 0, or None and a person's id."""


class Assignment(Base):
    """A notebook assignment of a course by its permanent name."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("course_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    name: Mapped[str] = mapped_column(String(64))
    title: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str]]
    minutes: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    current_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("assignment_versions.id", use_alter=True)
    )
    current_version: Mapped["AssignmentVersion | None"] = relationship(
        foreign_keys=[current_version_id], post_update=True
    )


class AssignmentVersion(Base):
    """An assignment as it was published once; never changed, submissions keep theirs."""

    __tablename__ = "assignment_versions"
    __table_args__ = (UniqueConstraint("assignment_id", "content_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    content_hash: Mapped[str] = mapped_column(String(64))
    source_blob: Mapped[str] = mapped_column(String(64))
    key_blob: Mapped[str] = mapped_column(String(64))
    release_blob: Mapped[str] = mapped_column(String(64))
    max_score: Mapped[Decimal] = mapped_column(PointsColumn)
    cells: Mapped[list[Any]]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AssignmentSetting(Base):
    """When an assignment is open in a run, and how often it may be handed in."""

    __tablename__ = "assignment_settings"
    __table_args__ = (
        CheckConstraint("opens_at <= due_at AND due_at <= closes_at", name="dates_in_order"),
        CheckConstraint("max_attempts > 0", name="some_attempt"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    max_attempts: Mapped[int]
    counts: Mapped[CountRule] = mapped_column(words_of(CountRule), default=CountRule.BEST)
    late_percent: Mapped[int] = mapped_column(default=0)
    late_step: Mapped[LateStep] = mapped_column(words_of(LateStep), default=LateStep.DAY)
    late_most_percent: Mapped[int] = mapped_column(default=100)
    late_grace_minutes: Mapped[int] = mapped_column(default=0)


class Extension(Base):
    """A later due date and more attempts for one person or one team, and why."""

    __tablename__ = "assignment_extensions"
    __table_args__ = (
        UniqueConstraint("run_id", "assignment_id", "user_id"),
        UniqueConstraint("team_id"),
        CheckConstraint("more_attempts >= 0", name="no_fewer_attempts"),
        CheckConstraint("(user_id IS NULL) != (team_id IS NULL)", name="one_persons_or_one_teams"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    more_attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(300))
    given_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    team: Mapped[Team | None] = relationship()
    run: Mapped[CourseRun] = relationship()
    assignment: Mapped[Assignment] = relationship()

    @property
    def party(self) -> Party:
        """Who has longer."""
        return self.team_id, self.user_id or 0

    @property
    def owner_ids(self) -> frozenset[int]:
        """For whom it holds."""
        return self.team.member_ids if self.team else frozenset({self.user_id or 0})

    @property
    def owner_name(self) -> str:
        """The person's name, or the team's."""
        return self.team.name if self.team else self.user.name if self.user else ""

    @property
    def scope(self) -> Scope:
        """It is the person's or the team's, in the run."""
        return replace(self.run.scope, co_owner_ids=self.owner_ids)


class SubmissionState(StrEnum):
    """How far a submission is."""

    QUEUED = "queued"
    GRADING = "grading"
    GRADED = "graded"
    FAILED = "failed"


class Submission(Base):
    """One attempt as it was handed in; every attempt is kept.

    `user` is who handed in. Where that was for a team, `shares` say whose it is: of those who
    were in the team then, and of whom it was given to later; nobody loses it by leaving.

    While a worker grades it, `lease` names that run of the grader, and only the
    run whose lease still stands may record a result.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("user_id", "run_id", "assignment_id", "attempt"),
        UniqueConstraint("user_id", "idempotency_key"),
        CheckConstraint("(state = 'graded') = (graded_at IS NOT NULL)", name="graded_with_time"),
        CheckConstraint("(state = 'grading') = (lease IS NOT NULL)", name="grading_with_lease"),
        Index("ix_submissions_state_received_at", "state", "received_at"),
        Index("ix_submissions_run_id_assignment_id", "run_id", "assignment_id"),
        Index("uq_submissions_team_id_attempt", "team_id", "attempt", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("assignment_versions.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    attempt: Mapped[int]
    blob: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    idempotency_key: Mapped[str] = mapped_column(String(100))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[SubmissionState] = mapped_column(
        words_of(SubmissionState), default=SubmissionState.QUEUED
    )
    lease: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    score: Mapped[Decimal | None] = mapped_column(PointsColumn)
    max_score: Mapped[Decimal | None] = mapped_column(PointsColumn)
    late_percent_off: Mapped[int] = mapped_column(default=0)
    needs_manual_grade: Mapped[bool] = mapped_column(default=False)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    feedback_blob: Mapped[str | None] = mapped_column(String(64))
    executed_blob: Mapped[str | None] = mapped_column(String(64))
    graded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    graded_version_id: Mapped[int | None] = mapped_column(ForeignKey("assignment_versions.id"))
    environment: Mapped[str | None] = mapped_column(String(64))
    user: Mapped[User] = relationship()
    team: Mapped[Team | None] = relationship(lazy="joined")
    shares: Mapped[list["SubmissionShare"]] = relationship(order_by="SubmissionShare.user_id")
    run: Mapped[CourseRun] = relationship()
    assignment: Mapped[Assignment] = relationship()
    version: Mapped[AssignmentVersion] = relationship(foreign_keys=[version_id])
    graded_version: Mapped[AssignmentVersion | None] = relationship(
        foreign_keys=[graded_version_id]
    )

    @property
    def graded_by(self) -> AssignmentVersion:
        """The version whose tests made the score: a later one than its own if graded again."""
        return self.graded_version or self.version

    @property
    def owner_ids(self) -> frozenset[int]:
        """Whose it is: the trainee's, or the members' of the team."""
        if self.team_id is None:
            return frozenset({self.user_id})
        return frozenset(one.user_id for one in self.shares)

    @property
    def party(self) -> Party:
        """What all attempts of the same trainee, or of the same team, have in common."""
        return (None, self.user_id) if self.team_id is None else (self.team_id, 0)

    @property
    def owner_name(self) -> str:
        """The trainee's name, or the team's."""
        return self.team.name if self.team else self.user.name

    @property
    def scope(self) -> Scope:
        """A submission is the trainee's, or the team's, in the run."""
        return replace(self.run.scope, co_owner_ids=self.owner_ids)

    @property
    def counted(self) -> Decimal | None:
        """The points that count: the score less what lateness costs."""
        return None if self.score is None else counted(self.score, self.late_percent_off)

    @property
    def receipt(self) -> str:
        """The number that proves what was handed in: which attempt, with which content."""
        return f"B{self.id:06d}-{self.sha256[:10]}"

    @property
    def is_waiting(self) -> bool:
        """Whether the result is still to come."""
        return self.state in (SubmissionState.QUEUED, SubmissionState.GRADING)


class SubmissionShare(Base):
    """That what a team handed in is also this person's, with all that follows from it."""

    __tablename__ = "submission_shares"
    __table_args__ = (Index("ix_submission_shares_user_id", "user_id"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    user: Mapped[User] = relationship()


class MarkCause(StrEnum):
    """What led to a mark."""

    PERSON = "person"
    RUBRIC = "rubric"
    REQUEST = "request"
    MODERATION = "moderation"


class CellMark(Base):
    """The points that a person gave for one cell of a submission, and why.

    Rows are only added; the newest of a cell counts, in place of what the grader found.
    `rubric` are the criteria that were picked, as they were then: id, name, points. What the
    marker gave beyond their sum is the `adjustment`, which stays when a criterion changes.
    """

    __tablename__ = "cell_marks"
    __table_args__ = (
        Index("ix_cell_marks_submission_id_cell_name", "submission_id", "cell_name"),
        CheckConstraint("points >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    cell_name: Mapped[str] = mapped_column(String(200))
    points: Mapped[Decimal] = mapped_column(PointsColumn)
    comment: Mapped[str] = mapped_column(Text, default="")
    rubric: Mapped[list[Any]] = mapped_column(default=list)
    adjustment: Mapped[Decimal] = mapped_column(PointsColumn, default=Decimal(0))
    cause: Mapped[MarkCause] = mapped_column(words_of(MarkCause), default=MarkCause.PERSON)
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    marked_by: Mapped[User] = relationship()
    submission: Mapped[Submission] = relationship()


LEASE = timedelta(seconds=30)
"""How long a worker holds a submission without a sign of life: it renews the lease while it grades."""
