"""The grade that counts for each piece of work, and every grade there was before."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.accounts.models import User
from lms.db import Base, PointsColumn, UtcDateTime, words_of
from lms.enrollments.models import CourseRun


class Standing(StrEnum):
    """Where a grade comes from: the work itself, or a person who decided otherwise."""

    FOUND = "found"
    GIVEN = "given"
    EXCUSED = "excused"
    WITHDRAWN = "withdrawn"
    """In the history alone: what was decided holds no more."""


class Grade(Base):
    """What a person earned for one piece of work in a run.

    What is excused is worth 0 of 0 points, so that every sum leaves it out.
    """

    __tablename__ = "grades"
    __table_args__ = (
        UniqueConstraint("user_id", "run_id", "work_kind", "work_key"),
        CheckConstraint("earned >= 0 AND possible >= 0", name="not_negative"),
        CheckConstraint("standing != 'withdrawn'", name="stands"),
        CheckConstraint(
            "standing != 'excused' OR (earned = 0 AND possible = 0)",
            name="excused_is_worth_nothing",
        ),
        CheckConstraint("standing != 'found' OR source_id IS NOT NULL", name="found_somewhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), index=True)
    work_kind: Mapped[str] = mapped_column(String(32))
    work_key: Mapped[str] = mapped_column(String(100))
    title: Mapped[dict[str, str]]
    earned: Mapped[Decimal] = mapped_column(PointsColumn)
    possible: Mapped[Decimal] = mapped_column(PointsColumn)
    standing: Mapped[Standing] = mapped_column(words_of(Standing), default=Standing.FOUND)
    source_id: Mapped[int | None]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user: Mapped[User] = relationship()
    run: Mapped[CourseRun] = relationship()

    @property
    def work(self) -> tuple[str, str]:
        """The work's kind and key."""
        return self.work_kind, self.work_key

    @property
    def is_excused(self) -> bool:
        """Whether the person need not do the work."""
        return self.standing is Standing.EXCUSED

    @property
    def scope(self) -> Scope:
        """A grade is the person's, within the run."""
        return replace(self.run.scope, owner_id=self.user_id)


class GradeHistory(Base):
    """One grade as it was found, given, excused or withdrawn; rows are only added."""

    __tablename__ = "grade_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey("grades.id"), index=True)
    earned: Mapped[Decimal] = mapped_column(PointsColumn)
    possible: Mapped[Decimal] = mapped_column(PointsColumn)
    standing: Mapped[Standing] = mapped_column(words_of(Standing), default=Standing.FOUND)
    source_id: Mapped[int | None]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    import_id: Mapped[int | None] = mapped_column(ForeignKey("grade_imports.id"), index=True)
    by: Mapped[User | None] = relationship()


class ImportState(StrEnum):
    """How far a file of marks is."""

    READING = "reading"
    REFUSED = "refused"
    PREPARED = "prepared"
    APPLIED = "applied"
    UNDONE = "undone"


class GradeImport(Base):
    """A file of marks that somebody brought: what is in it until it is applied, then only that it was."""

    __tablename__ = "grade_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    filename: Mapped[str] = mapped_column(String(200))
    state: Mapped[ImportState] = mapped_column(words_of(ImportState))
    blob: Mapped[str | None] = mapped_column(String(64))
    problem: Mapped[str] = mapped_column(String(500), default="")
    headings: Mapped[list[Any]]
    lines: Mapped[list[Any]]
    brought_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    n_changes: Mapped[int] = mapped_column(default=0)
    run: Mapped[CourseRun] = relationship()
    by: Mapped[User] = relationship()

    @property
    def scope(self) -> Scope:
        """It belongs to the run."""
        return self.run.scope
