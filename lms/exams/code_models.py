"""Runs of the tests on answers that are programs; rows are only added, the newest run counts."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import User
from lms.db import Base, PointsColumn, UtcDateTime, words_of
from lms.exams.models import AttemptItem

LEASE = timedelta(minutes=10)
"""Longer than any run may take."""
MOST_TRIES = 3


class RunState(StrEnum):
    """How a run stands."""

    WAITING = "waiting"
    DONE = "done"
    FOR_PEOPLE = "for_people"


class Hitch(StrEnum):
    """Why a run gave no points."""

    NO_SANDBOX = "no_sandbox"
    DOUBTFUL = "doubtful"
    """A statement that is false passed beside the tests."""
    NO_FILE = "no_file"
    """The answer names a notebook that was not uploaded for this question."""


class CodeRun(Base):
    """One run: asked for, done in an environment, with what each test gave."""

    __tablename__ = "code_runs"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (earned IS NOT NULL)", name="done_with_points"),
        Index("ix_code_runs_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_item_id: Mapped[int] = mapped_column(ForeignKey("attempt_items.id"), index=True)
    state: Mapped[RunState] = mapped_column(words_of(RunState))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(String(300))
    tries: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hitch: Mapped[Hitch | None] = mapped_column(words_of(Hitch))
    earned: Mapped[Decimal | None] = mapped_column(PointsColumn)
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    environment: Mapped[str | None] = mapped_column(Text)
    place: Mapped[AttemptItem] = relationship()
    asked_by: Mapped[User | None] = relationship()
