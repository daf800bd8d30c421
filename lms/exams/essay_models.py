"""Marks that people give for answers in an exam; rows are only added, the newest counts."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import User
from lms.db import Base, PointsColumn, UtcDateTime


class EssayMark(Base):
    """What one person gave for one answer: points by criterion, and words."""

    __tablename__ = "essay_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_item_id: Mapped[int] = mapped_column(ForeignKey("attempt_items.id"), index=True)
    given: Mapped[dict[str, Any]]
    earned: Mapped[Decimal] = mapped_column(PointsColumn)
    comment: Mapped[str] = mapped_column(Text)
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    marked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    marked_by: Mapped[User] = relationship()
