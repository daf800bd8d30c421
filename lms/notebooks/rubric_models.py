"""Rubrics: the named criteria of a question, and every wording and worth they had."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.accounts.models import User
from lms.db import Base, PointsColumn, UtcDateTime
from lms.enrollments.models import CourseRun
from lms.notebooks.models import Assignment

LONGEST_NAME = 300


class Rubric(Base):
    """The criteria of one question of an assignment in a run.

    Points are added from nothing, or with `starts_full` taken off the question's points.
    """

    __tablename__ = "rubrics"
    __table_args__ = (UniqueConstraint("run_id", "assignment_id", "cell_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    cell_name: Mapped[str] = mapped_column(String(200))
    starts_full: Mapped[bool] = mapped_column(default=False)
    run: Mapped[CourseRun] = relationship()
    assignment: Mapped[Assignment] = relationship()
    items: Mapped[list["RubricItem"]] = relationship(
        back_populates="rubric", order_by="RubricItem.id"
    )

    @property
    def present(self) -> list["RubricItem"]:
        """The items that may be picked, in the order they were made."""
        return [one for one in self.items if not one.is_removed]


class RubricItem(Base):
    """One criterion: its name and what having it adds, or takes off if below nothing."""

    __tablename__ = "rubric_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubrics.id"), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    points: Mapped[Decimal] = mapped_column(PointsColumn)
    is_removed: Mapped[bool] = mapped_column(default=False)
    rubric: Mapped[Rubric] = relationship(back_populates="items")

    @property
    def scope(self) -> Scope:
        """It belongs to the run."""
        return self.rubric.run.scope


class RubricChange(Base):
    """What an item became, by whom and when; rows are only added, the first is its making."""

    __tablename__ = "rubric_changes"
    __table_args__ = (Index("ix_rubric_changes_item_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("rubric_items.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    points: Mapped[Decimal] = mapped_column(PointsColumn)
    is_removed: Mapped[bool] = mapped_column(default=False)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[User] = relationship()
