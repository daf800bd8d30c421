"""Requests of trainees to look at a question again, and within which rule they may be made."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.accounts.models import User
from lms.db import Base, PointsColumn, UtcDateTime
from lms.notebooks.models import Submission


class RequestRule(Base):
    """How long after marking, and how often, a person may ask about an assignment in a run."""

    __tablename__ = "request_rules"
    __table_args__ = (CheckConstraint("days >= 0 AND most >= 0", name="not_negative"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    days: Mapped[int]
    most: Mapped[int]


class RegradeRequest(Base):
    """One question of a submission that one of its owners wants looked at again; open until answered."""

    __tablename__ = "regrade_requests"
    __table_args__ = (
        CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"
        ),
        Index(
            "uq_regrade_requests_open",
            "submission_id",
            "cell_name",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    cell_name: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    points_before: Mapped[Decimal] = mapped_column(PointsColumn)
    points_after: Mapped[Decimal | None] = mapped_column(PointsColumn)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submission: Mapped[Submission] = relationship()
    answered_by: Mapped[User | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered yet."""
        return self.answered_at is None

    @property
    def scope(self) -> Scope:
        """It is whose the submission is, in the run."""
        return self.submission.scope
