"""What a browser sends more than once counts once: each thing it kept while offline has a key."""

import re
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.db import Base, UtcDateTime
from lms.errors import Invalid

HEADER = "Idempotency-Key"
KEPT = timedelta(days=180)
_KEY = re.compile(r"[A-Za-z0-9-]{16,64}")


class Receipt(Base):
    """That something with this key arrived from the person and was carried out."""

    __tablename__ = "lesson_receipts"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def is_first(session: Session, user_id: int, key: str | None, *, at: datetime) -> bool:
    """Whether nothing with this key came from the person before; without a key, always.

    The mark stands in the caller's transaction: when that fails, the next try is the first again.
    Raises Invalid for a key that no browser of ours makes.
    """
    if key is None:
        return True
    if not _KEY.fullmatch(key):
        raise Invalid(f"{HEADER}: 16 to 64 letters, digits and hyphens")
    try:
        with session.begin_nested():
            session.add(Receipt(user_id=user_id, key=key, arrived_at=at))
    except IntegrityError:
        return False
    return True


def forget_old(session: Session, *, at: datetime) -> None:
    """Drop the keys of so long ago that no browser sends them again."""
    session.execute(delete(Receipt).where(Receipt.arrived_at < at - KEPT))
