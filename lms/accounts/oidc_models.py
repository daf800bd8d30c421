"""What the OpenID Connect provider remembers: consents given by codes, and their tokens."""

from datetime import datetime

from authlib.oidc.core import AuthorizationCodeMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import User
from lms.db import Base, UtcDateTime


class OAuthGrant(AuthorizationCodeMixin, Base):
    """One log-in of a person at a client: the code it began with and what ends it."""

    __tablename__ = "oauth_grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    session_epoch: Mapped[int]
    session_key: Mapped[str] = mapped_column(String(64), index=True)
    scope: Mapped[str] = mapped_column(String(200))
    redirect_uri: Mapped[str] = mapped_column(String(500))
    nonce: Mapped[str | None] = mapped_column(String(500))
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    code_challenge: Mapped[str] = mapped_column(String(128))
    code_challenge_method: Mapped[str] = mapped_column(String(8))
    code_expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    code_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    authenticated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)

    def is_live(self) -> bool:
        """Whether the person is still who they were when they logged in here."""
        same_epoch = self.user.session_epoch == self.session_epoch
        return self.revoked_at is None and self.user.is_enabled and same_epoch

    def get_redirect_uri(self) -> str:
        """Where the code was sent."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """What the client was allowed."""
        return self.scope

    def get_nonce(self) -> str | None:
        """What the client wants to see again in the ID token."""
        return self.nonce

    def get_auth_time(self) -> int:
        """When the person typed the password."""
        return int(self.authenticated_at.timestamp())


class OAuthToken(Base):
    """One pair of access and refresh token; a refresh rotates to a new row."""

    __tablename__ = "oauth_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    grant_id: Mapped[int] = mapped_column(
        ForeignKey("oauth_grants.id", ondelete="CASCADE"), index=True
    )
    scope: Mapped[str] = mapped_column(String(200))
    access_digest: Mapped[str] = mapped_column(String(64), unique=True)
    access_expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    refresh_digest: Mapped[str] = mapped_column(String(64), unique=True)
    refresh_expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rotated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    grant: Mapped[OAuthGrant] = relationship(lazy="joined", innerjoin=True)

    def check_client(self, client: object) -> bool:
        """Whether the token was given to this client."""
        return getattr(client, "client_id", None) == self.grant.client_id

    def get_scope(self) -> str:
        """What the client was allowed."""
        return self.grant.scope
