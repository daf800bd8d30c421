"""Notices to a person, and how each kind reaches them by mail."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.access import Scope
from lms.db import Base, UtcDateTime, words_of


class NoticeKind(StrEnum):
    """What a notice is about."""

    GRADED = "graded"
    REGRADED = "regraded"
    RESULT = "result"
    ANNOUNCEMENT = "announcement"
    DATES = "dates"
    TEAM = "team"
    ENROLLED = "enrolled"
    DELIVERED = "delivered"
    REVIEWED = "reviewed"
    ITEM_REVIEWED = "item_reviewed"


class MailChoice(StrEnum):
    """When a notice also goes out by mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


class Notice(Base):
    """One thing a person is told; the words are made from kind and facts when it is read.

    A hidden notice belongs to something that was withdrawn and may come back.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_user_id_created_at", "user_id", "created_at"),
        Index(
            "ix_notices_unread",
            "user_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index(
            "ix_notices_waiting",
            "created_at",
            sqlite_where=text("waits_for_digest"),
            postgresql_where=text("waits_for_digest"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(words_of(NoticeKind))
    facts: Mapped[dict[str, Any]]
    link: Mapped[str] = mapped_column(String(500), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waits_for_digest: Mapped[bool] = mapped_column(default=False)
    is_hidden: Mapped[bool] = mapped_column(default=False)

    @property
    def scope(self) -> Scope:
        """A notice is its reader's alone."""
        return Scope(owner_id=self.user_id)


class NoticeChoice(Base):
    """When a person wants notices of this kind by mail; no row is the default of the kind."""

    __tablename__ = "notice_choices"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[NoticeKind] = mapped_column(words_of(NoticeKind), primary_key=True)
    mail: Mapped[MailChoice] = mapped_column(words_of(MailChoice))
