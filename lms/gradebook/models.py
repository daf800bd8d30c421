"""How the works of a run are weighed: groups with a weight, and which work is in which."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.db import Base, PointsColumn, UtcDateTime
from lms.enrollments.models import CourseRun


class GradeGroup(Base):
    """Works of a run that count together, and how much."""

    __tablename__ = "grade_groups"
    __table_args__ = (
        UniqueConstraint("run_id", "name"),
        UniqueConstraint("id", "run_id"),
        CheckConstraint("weight >= 0 AND drop_lowest >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    name: Mapped[str] = mapped_column(String(100))
    weight: Mapped[Decimal] = mapped_column(PointsColumn)
    drop_lowest: Mapped[int] = mapped_column(default=0)
    run: Mapped[CourseRun] = relationship()
    works: Mapped[list["GroupedWork"]] = relationship(
        cascade="all, delete-orphan", order_by="GroupedWork.work_key"
    )

    @property
    def scope(self) -> Scope:
        """It belongs to the run."""
        return self.run.scope


class GroupedWork(Base):
    """A work that counts in a group; in a run it is in one group at most."""

    __tablename__ = "grade_group_works"
    __table_args__ = (
        ForeignKeyConstraint(["group_id", "run_id"], ["grade_groups.id", "grade_groups.run_id"]),
    )

    run_id: Mapped[int] = mapped_column(primary_key=True)
    work_kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    work_key: Mapped[str] = mapped_column(String(100), primary_key=True)
    group_id: Mapped[int] = mapped_column(index=True)


class NbgraderFile(Base):
    """A run's gradebook as nbgrader keeps it, made when it is asked for; one a run."""

    __tablename__ = "nbgrader_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), unique=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    blob: Mapped[str | None] = mapped_column(String(64))
    has_failed: Mapped[bool] = mapped_column(default=False)
    run: Mapped[CourseRun] = relationship()
