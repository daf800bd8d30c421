"""What a person practised; kept apart from exams and their statistics."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, UtcDateTime


class PracticeCard(Base):
    """One item of a bank as one person knows it: the last answer, and when it comes back."""

    __tablename__ = "practice_cards"
    __table_args__ = (UniqueConstraint("user_id", "bank", "item_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    bank: Mapped[str] = mapped_column(String(100))
    item_key: Mapped[str] = mapped_column(String(100))
    state: Mapped[dict[str, Any]]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    n_answers: Mapped[int]
    value: Mapped[Any] = mapped_column(JSON)
    outcome: Mapped[str] = mapped_column(String(16))
    is_sure: Mapped[bool]
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
