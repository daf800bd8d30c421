"""Notebooks that candidates uploaded as answers; rows are only added."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, UtcDateTime
from lms.exams.models import AttemptItem


class TaskUpload(Base):
    """One file, kept whole under its hash, which is the answer and the receipt."""

    __tablename__ = "task_uploads"
    __table_args__ = (UniqueConstraint("attempt_item_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_item_id: Mapped[int] = mapped_column(ForeignKey("attempt_items.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[AttemptItem] = relationship()
