"""Which labs were wanted soon, and what became of that."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import User
from lms.db import Base, UtcDateTime, words_of


class Outcome(StrEnum):
    """What became of a lab that was wanted soon."""

    ASKED = "asked"
    """no worker has looked at it yet"""
    STARTED = "started"
    """the lab runs or starts, and nobody has opened it yet"""
    OPENED = "opened"
    UNUSED = "unused"
    """nobody opened it, so it was stopped"""
    ACTIVE = "active"
    """the person had a lab already"""
    FULL = "full"
    """as many labs as may had been started ahead"""
    NO_MEMORY = "no_memory"
    FAILED = "failed"


class LabAhead(Base):
    """A lab that its person will want soon: they opened something that leads there, or have class.

    `wanted_at` is when their page last said that it is still open, or when the class begins;
    `asked_at` is when somebody wished for it, and once its turn came, when that was.
    """

    __tablename__ = "labs_ahead"
    __table_args__ = (
        Index("ix_labs_ahead_outcome", "outcome"),
        Index("ix_labs_ahead_user_id_asked_at", "user_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    wanted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_for_class: Mapped[bool] = mapped_column(default=False, server_default=false())
    outcome: Mapped[Outcome] = mapped_column(words_of(Outcome), default=Outcome.ASKED)
    user: Mapped[User] = relationship()
