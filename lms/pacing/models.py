"""What opens when in a run, for everybody and for one, and what marks a lesson done."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Scope
from lms.accounts.models import User
from lms.db import Base, UtcDateTime, words_of
from lms.enrollments.models import CourseRun
from lms.pacing.rules import Kind, Prerequisite, Rule, Span, Target


class DoneBy(StrEnum):
    """What marks a lesson done, beside the reader's own hand."""

    HAND = "hand"
    QUIZZES = "quizzes"


class RunPace(Base):
    """What holds for all lessons of a run; a run without a row leaves done marks to the reader."""

    __tablename__ = "run_paces"

    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), primary_key=True)
    done_by: Mapped[DoneBy] = mapped_column(words_of(DoneBy), default=DoneBy.HAND)


class ReleaseRule(Base):
    """When a unit or a lesson opens for everybody in a run; `after` is [[kind, key, percent]]."""

    __tablename__ = "release_rules"
    __table_args__ = (UniqueConstraint("run_id", "span", "target_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    span: Mapped[Span] = mapped_column(words_of(Span))
    target_key: Mapped[str] = mapped_column(String(255))
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    after: Mapped[list[Any]]


class PersonalRelease(Base):
    """That a target opens for one person at a moment of their own, whatever the rules say."""

    __tablename__ = "personal_releases"
    __table_args__ = (UniqueConstraint("user_id", "run_id", "span", "target_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), index=True)
    span: Mapped[Span] = mapped_column(words_of(Span))
    target_key: Mapped[str] = mapped_column(String(255), default="")
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(300))
    given_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    run: Mapped[CourseRun] = relationship()

    @property
    def scope(self) -> Scope:
        """It is the person's, in the run."""
        return replace(self.run.scope, owner_id=self.user_id)

    @property
    def target(self) -> Target:
        """What opens."""
        return Target(self.span, self.target_key)


def rule_from(opens_at: datetime | None, after: list[Any]) -> Rule:
    """A stored rule as a value."""
    wanted = (Prerequisite(Kind(kind), key, percent) for kind, key, percent in after)
    return Rule(opens_at, tuple(wanted))
