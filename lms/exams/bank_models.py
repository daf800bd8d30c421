"""Exams that came with an imported bank, before any course uses them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.db import Base, UtcDateTime
from lms.exams.models import ItemBank


class BankExam(Base):
    """An exam of a bank by its permanent key, as it was imported last.

    `domains` has the titles of the domains or sections that it asks.
    """

    __tablename__ = "bank_exams"
    __table_args__ = (UniqueConstraint("bank_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("item_banks.id"))
    key: Mapped[str] = mapped_column(String(100))
    title: Mapped[dict[str, str]]
    definition: Mapped[dict[str, Any]]
    domains: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    bank: Mapped[ItemBank] = relationship(lazy="joined", innerjoin=True)
