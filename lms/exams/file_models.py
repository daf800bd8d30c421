"""Files that items carry; rows are only added."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base, UtcDateTime


class ItemFile(Base):
    """A file that items of a bank may carry, kept under its hash."""

    __tablename__ = "item_files"

    bank: Mapped[str] = mapped_column(String(100), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
