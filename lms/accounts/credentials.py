"""Bearer tokens: made at random, shown once, kept only as their SHA-256."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import User
from lms.db import Base, UtcDateTime


@dataclass(frozen=True)
class IssuedToken:
    """A token as its owner gets it, once."""

    token: str
    expires_at: datetime


def new_token() -> str:
    """A token of 256 random bits, safe in addresses and headers."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is kept of a token; it is random, so a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


class LabToken(Base):
    """What a person's lab shows to fetch materials and hand in work."""

    __tablename__ = "lab_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    user: Mapped[User] = relationship()


class PasswordReset(Base):
    """One mailed permission to set a new password."""

    __tablename__ = "password_resets"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    user: Mapped[User] = relationship()
