"""The audit trail: who did what to whose data, when and from where. Never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.db import Base, UtcDateTime


class AuditEntry(Base):
    """One act worth keeping: a log-in, a role, a grade, a download of personal data."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(64), index=True)
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(String(64))
    details: Mapped[dict[str, Any]]


def record(
    session: Session,
    action: str,
    *,
    actor_id: int | None,
    subject: tuple[str, int | str],
    at: datetime,
    address: str | None = None,
    **details: Any,
) -> AuditEntry:
    """Add an entry in the caller's transaction; `subject` is (kind, id)."""
    entry = AuditEntry(
        at=at,
        actor_id=actor_id,
        action=action,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        address=address,
        details=details,
    )
    session.add(entry)
    return entry
