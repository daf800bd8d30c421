"""What completes a run, and the certificates given for it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.accounts.models import User
from lms.completion.conditions import Demand
from lms.db import Base, UtcDateTime
from lms.enrollments.models import CourseRun


class CompletionRule(Base):
    """What a run asks for; a run without a row asks for every lesson."""

    __tablename__ = "completion_rules"
    __table_args__ = (
        CheckConstraint("lessons_percent BETWEEN 0 AND 100", name="lessons_in_percent"),
        CheckConstraint("score_percent BETWEEN 0 AND 100", name="score_in_percent"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), primary_key=True)
    lessons_percent: Mapped[int]
    score_percent: Mapped[int]
    works: Mapped[list[Any]]

    @property
    def demand(self) -> Demand:
        """The rule as a value."""
        works = frozenset((kind, key) for kind, key in self.works)
        return Demand(self.lessons_percent, self.score_percent, works)


class Certificate(Base):
    """That a person completed a run, in the words of the day it was given."""

    __tablename__ = "certificates"
    __table_args__ = (UniqueConstraint("user_id", "run_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    english_name: Mapped[str] = mapped_column(String(100), default="")
    course_title: Mapped[dict[str, str]]
    cohort_name: Mapped[dict[str, str]]
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_for: Mapped[str] = mapped_column(String(300), default="")
    user: Mapped[User] = relationship()
    run: Mapped[CourseRun] = relationship()

    @property
    def scope(self) -> Scope:
        """A certificate is the person's, in the run."""
        return replace(self.run.scope, owner_id=self.user_id)

    @property
    def shown_code(self) -> str:
        """The code in groups of four, as people read it out."""
        return "-".join(self.code[i : i + 4] for i in range(0, len(self.code), 4))
