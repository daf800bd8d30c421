"""People and their roles."""

from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.access import Actor, Grant, Role, Scope, ScopeKind
from lms.db import Base, UtcDateTime, words_of


class Theme(StrEnum):
    """The colours of pages; `auto` follows the person's machine."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class TextSize(StrEnum):
    """How large text is."""

    NORMAL = "normal"
    LARGE = "large"
    LARGER = "larger"


class User(UserMixin, Base):
    """A person with an account; the e-mail address is kept in lower case."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    english_name: Mapped[str] = mapped_column(String(100), default="")
    locale: Mapped[str] = mapped_column(String(8), default="ko")
    time_zone: Mapped[str] = mapped_column(String(64), default="Asia/Seoul")
    theme: Mapped[Theme] = mapped_column(words_of(Theme), default=Theme.AUTO)
    text_size: Mapped[TextSize] = mapped_column(words_of(TextSize), default=TextSize.NORMAL)
    is_enabled: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    role_grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="user", foreign_keys="RoleGrant.user_id", lazy="selectin"
    )

    def get_id(self) -> str:
        """What the session cookie names: person and epoch, so that old sessions can end."""
        return f"{self.id}:{self.session_epoch}"

    @property
    def is_active(self) -> bool:
        """Whether the person may log in."""
        return self.is_enabled

    @property
    def hub_name(self) -> str:
        """The person's name on the Hub, safe in paths and never reused."""
        return self.hub_name_of(self.id)

    @staticmethod
    def hub_name_of(user_id: int) -> str:
        """The name on the Hub of the person with this id."""
        return f"u{user_id}"

    @property
    def actor(self) -> Actor:
        """The person as far as permissions go."""
        grants = (Grant(g.role, g.scope_kind, g.scope_id) for g in self.role_grants)
        return Actor(self.id, frozenset(grants))

    @property
    def scope(self) -> Scope:
        """A person's data belongs to that person."""
        return Scope(owner_id=self.id)


class RoleGrant(Base):
    """One role of one person in one scope; `scope_id` 0 stands for the whole city."""

    __tablename__ = "role_grants"
    __table_args__ = (UniqueConstraint("user_id", "role", "scope_kind", "scope_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(words_of(Role))
    scope_kind: Mapped[ScopeKind] = mapped_column(words_of(ScopeKind))
    scope_key: Mapped[int] = mapped_column(default=0, index=True)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    user: Mapped[User] = relationship(back_populates="role_grants", foreign_keys=[user_id])

    @property
    def scope_id(self) -> int | None:
        """The id of the scope, or None for the whole city."""
        return self.scope_key or None
