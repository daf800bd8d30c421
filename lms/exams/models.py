"""Exams as published, and people's attempts at them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assessments.model import FormItem, Label
from lms.access import Scope
from lms.accounts.models import User
from lms.catalog.models import Course
from lms.db import Base, PointsColumn, UtcDateTime, words_of
from lms.enrollments.models import CourseRun

# answers that were on their way when time ran out still count
GRACE = timedelta(seconds=2)


def is_over(closed_at: datetime | None, deadline_at: datetime, at: datetime) -> bool:
    """Whether an attempt takes no answer any more, marked or not."""
    return closed_at is not None or at > deadline_at + GRACE


def seconds_until(deadline_at: datetime, at: datetime) -> float:
    """Seconds that are left, never less than nothing."""
    return max(0.0, round((deadline_at - at).total_seconds(), 3))


class ItemRevision(Base):
    """An item as it was published once; never changed afterwards."""

    __tablename__ = "item_revisions"
    __table_args__ = (UniqueConstraint("bank", "item_key", "content_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank: Mapped[str] = mapped_column(String(100))
    item_key: Mapped[str] = mapped_column(String(100))
    content_hash: Mapped[str] = mapped_column(String(64))
    source: Mapped[dict[str, Any]]
    rendered: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ItemBank(Base):
    """Items that were taken in from files, by the bank's permanent name."""

    __tablename__ = "item_banks"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BankItem(Base):
    """An item of a bank and the revision of it that counts now."""

    __tablename__ = "bank_items"
    __table_args__ = (UniqueConstraint("bank_id", "item_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("item_banks.id"))
    item_key: Mapped[str] = mapped_column(String(100))
    item_revision_id: Mapped[int] = mapped_column(ForeignKey("item_revisions.id"), index=True)
    item_revision: Mapped[ItemRevision] = relationship(lazy="joined")


class Exam(Base):
    """An exam of a course by its permanent key; what it asks is its current revision.

    It came with the files of the course, or else from a bank's exam.
    """

    __tablename__ = "exams"
    __table_args__ = (UniqueConstraint("course_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    key: Mapped[str] = mapped_column(String(100))
    current_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("exam_revisions.id", use_alter=True)
    )
    bank_exam_id: Mapped[int | None] = mapped_column(ForeignKey("bank_exams.id"), index=True)
    current_revision: Mapped["ExamRevision | None"] = relationship(
        foreign_keys=[current_revision_id], lazy="joined", post_update=True
    )
    course: Mapped[Course] = relationship()


class ExamRevision(Base):
    """An exam as it was published once, with the very item revisions it draws from."""

    __tablename__ = "exam_revisions"
    __table_args__ = (UniqueConstraint("exam_id", "content_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id"))
    content_hash: Mapped[str] = mapped_column(String(64))
    title: Mapped[dict[str, str]]
    definition: Mapped[dict[str, Any]]
    domains: Mapped[dict[str, Any]]
    pool: Mapped[list[Any]] = mapped_column(deferred=True)
    """Long, and only needed to draw from it."""
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClosedBy(StrEnum):
    """What ended an attempt."""

    HAND_IN = "hand_in"
    DEADLINE = "deadline"


class Attempt(Base):
    """One person's go at an exam: open until handed in or out of time."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("user_id", "run_id", "exam_id", "number"),
        CheckConstraint("deadline_at > started_at", name="times_in_order"),
        CheckConstraint(
            "(closed_at IS NULL) = (closed_by IS NULL) AND (closed_at IS NULL) = (earned IS NULL)",
            name="closed_with_result",
        ),
        Index("ix_attempts_open_deadline", "closed_at", "deadline_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"), index=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id"), index=True)
    exam_revision_id: Mapped[int] = mapped_column(ForeignKey("exam_revisions.id"))
    number: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[ClosedBy | None] = mapped_column(words_of(ClosedBy))
    earned: Mapped[Decimal | None] = mapped_column(PointsColumn)
    possible: Mapped[Decimal] = mapped_column(PointsColumn)
    is_passed: Mapped[bool | None]
    pass_probability: Mapped[Decimal | None] = mapped_column(PointsColumn)
    """What was expected before it began, from 0 to 1; None where too little was known."""
    added_seconds: Mapped[int] = mapped_column(server_default="0", default=0)
    paused_seconds: Mapped[int] = mapped_column(server_default="0", default=0)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pause_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    invalidated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    run: Mapped[CourseRun] = relationship()
    exam: Mapped[Exam] = relationship()
    revision: Mapped[ExamRevision] = relationship()
    items: Mapped[list["AttemptItem"]] = relationship(
        back_populates="attempt", order_by="AttemptItem.position"
    )

    @property
    def is_closed(self) -> bool:
        """Whether it has been marked."""
        return self.closed_at is not None

    @property
    def counts(self) -> bool:
        """Whether it has its result and was not declared void."""
        has_result = self.is_closed and not self.is_waiting
        return has_result and self.invalidated_at is None and bool(self.possible)

    @property
    def is_waiting(self) -> bool:
        """Whether it is closed, but people have still to mark something in it."""
        return self.is_closed and self.is_passed is None

    def is_over(self, at: datetime) -> bool:
        """Whether no answer is taken any more, marked or not."""
        return is_over(self.closed_at, self.deadline_at, at)

    def is_paused(self, at: datetime) -> bool:
        """Whether the clock stands still."""
        is_open = not self.is_closed and self.pause_ends_at is not None
        return is_open and at < (self.pause_ends_at or at)

    @property
    def time_added(self) -> timedelta:
        """What was added to the time it began with: by those who run the exam, and by pauses."""
        return timedelta(seconds=self.added_seconds + self.paused_seconds)

    def seconds_left(self, at: datetime) -> float:
        """How long the candidate still has, never less than nothing."""
        return seconds_until(self.deadline_at, at)

    @property
    def scope(self) -> Scope:
        """An attempt belongs to its candidate, within the run."""
        return replace(self.run.scope, owner_id=self.user_id)


class ExamAllowance(Base):
    """What one person gets at an exam in a run beside what everybody gets, and why."""

    __tablename__ = "exam_allowances"
    __table_args__ = (
        UniqueConstraint("run_id", "exam_id", "user_id"),
        CheckConstraint(
            "percent_more >= 0 AND extra_minutes >= 0 AND pause_minutes >= 0 AND more_attempts >= 0",
            name="nothing_taken_away",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("course_runs.id"))
    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    percent_more: Mapped[int]
    extra_minutes: Mapped[int]
    pause_minutes: Mapped[int]
    more_attempts: Mapped[int]
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(300))
    given_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    run: Mapped[CourseRun] = relationship()
    exam: Mapped[Exam] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])

    @property
    def scope(self) -> Scope:
        """It belongs to its person, within the run."""
        return replace(self.run.scope, owner_id=self.user_id)


class AttemptItem(Base):
    """An item at its place in an attempt's form; the mark is there once the attempt is closed."""

    __tablename__ = "attempt_items"
    __table_args__ = (UniqueConstraint("attempt_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    position: Mapped[int]
    item_revision_id: Mapped[int] = mapped_column(ForeignKey("item_revisions.id"), index=True)
    domain: Mapped[str] = mapped_column(String(100))
    labels: Mapped[list[Any]]
    points: Mapped[Decimal] = mapped_column(PointsColumn)
    earned: Mapped[Decimal | None] = mapped_column(PointsColumn)
    outcome: Mapped[str | None] = mapped_column(String(16))
    attempt: Mapped[Attempt] = relationship(back_populates="items")
    item_revision: Mapped[ItemRevision] = relationship()
    answer: Mapped["Answer | None"] = relationship(back_populates="attempt_item")

    @property
    def form_item(self) -> FormItem:
        """The place as the engine knows it."""
        labels = tuple(Label(label, option) for label, option in self.labels)
        return FormItem(
            self.position, self.item_revision.item_key, self.domain, labels, self.points
        )


class Answer(Base):
    """The answer that counts for an item: the newest one."""

    __tablename__ = "answers"

    attempt_item_id: Mapped[int] = mapped_column(ForeignKey("attempt_items.id"), primary_key=True)
    client: Mapped[str] = mapped_column(String(36))
    sequence: Mapped[int] = mapped_column(BigInteger)
    value: Mapped[Any] = mapped_column(JSON)
    is_flagged: Mapped[bool]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempt_item: Mapped[AttemptItem] = relationship(back_populates="answer")

    @property
    def data(self) -> Mapping[str, object]:
        """What the candidate's own browser may know of it."""
        return {
            "client": self.client,
            "sequence": self.sequence,
            "answer": self.value,
            "is_flagged": self.is_flagged,
        }


class AnswerLog(Base):
    """Every save that was ever taken, applied or too old; rows are only added."""

    __tablename__ = "answer_log"
    __table_args__ = (UniqueConstraint("attempt_item_id", "client", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_item_id: Mapped[int] = mapped_column(ForeignKey("attempt_items.id"))
    client: Mapped[str] = mapped_column(String(36))
    sequence: Mapped[int] = mapped_column(BigInteger)
    value: Mapped[Any] = mapped_column(JSON)
    is_flagged: Mapped[bool]
    is_applied: Mapped[bool]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
