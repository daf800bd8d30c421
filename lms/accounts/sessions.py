"""Where a person is logged in: one row a browser, found by the hash of the key in its cookie."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms import audit, db
from lms.access import Scope
from lms.accounts.credentials import LabToken, digest_of
from lms.accounts.oidc_models import OAuthGrant
from lms.db import Base, UtcDateTime
from lms.errors import NotFound

LIFETIME = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=10)


class BrowserSession(Base):
    """One log-in in one browser; ending it deletes the row."""

    __tablename__ = "browser_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    address: Mapped[str | None] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(100))

    @property
    def scope(self) -> Scope:
        """A log-in is the person's own."""
        return Scope(owner_id=self.user_id)


@dataclass(frozen=True)
class Visitor:
    """What is kept of a browser: where it is, and what it calls itself in short."""

    address: str | None
    agent: str


def begin_session(
    session: Session, user_id: int, key: str, visitor: Visitor, *, at: datetime
) -> BrowserSession:
    """Remember a log-in under the key that only the browser's cookie has."""
    row = BrowserSession(
        digest=digest_of(key),
        user_id=user_id,
        created_at=at,
        last_seen_at=at,
        address=visitor.address,
        agent=visitor.agent[:100],
    )
    session.add(row)
    session.flush()
    return row


def sessions_of(session: Session, user_id: int, *, at: datetime) -> list[BrowserSession]:
    """The person's log-ins, the last seen first."""
    query = (
        select(BrowserSession)
        .where(BrowserSession.user_id == user_id, BrowserSession.last_seen_at > at - LIFETIME)
        .order_by(BrowserSession.last_seen_at.desc(), BrowserSession.id.desc())
    )
    return list(session.scalars(query))


def session_to_end(session_id: int) -> BrowserSession:
    """The log-in with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(BrowserSession, session_id)
    if found is None:
        raise NotFound
    return found


def note_visit(session: Session, session_id: int, visitor: Visitor, *, at: datetime) -> None:
    """Write down when and from where the browser came, at most every ten minutes."""
    session.execute(
        update(BrowserSession)
        .where(BrowserSession.id == session_id, BrowserSession.last_seen_at <= at - SEEN_EVERY)
        .values(last_seen_at=at, address=visitor.address, agent=visitor.agent[:100])
    )


def end_session(
    session: Session, user_id: int, digest: str, *, at: datetime, address: str | None
) -> bool:
    """End one log-in and what it let the person into; says whether there was anything."""
    was_elsewhere = forget_session(session, digest, at=at)
    _audit(session, "session.end", user_id, at=at, address=address)
    return was_elsewhere


def forget_session(session: Session, digest: str, *, at: datetime) -> bool:
    """End what began under this key without a word in the audit trail, as a new log-in does."""
    session.execute(delete(BrowserSession).where(BrowserSession.digest == digest))
    ended = session.execute(
        update(OAuthGrant)
        .where(OAuthGrant.session_key == digest, OAuthGrant.revoked_at.is_(None))
        .values(revoked_at=at)
        .returning(OAuthGrant.id)
    )
    return bool(ended.all())


def end_others(
    session: Session, user_id: int, digest: str, *, at: datetime, address: str | None
) -> None:
    """End every log-in but this one, and every token of labs and other sites."""
    _end(session, user_id, BrowserSession.digest != digest, at=at)
    _audit(session, "session.end_others", user_id, at=at, address=address)


def end_all(session: Session, user_id: int, *, at: datetime) -> None:
    """End every log-in and token of the person; the caller writes the audit entry."""
    _end(session, user_id, at=at)


def _end(session: Session, user_id: int, *which: object, at: datetime) -> None:
    session.execute(delete(BrowserSession).where(BrowserSession.user_id == user_id, *which))  # type: ignore[arg-type]
    session.execute(delete(LabToken).where(LabToken.user_id == user_id))
    session.execute(
        update(OAuthGrant)
        .where(OAuthGrant.user_id == user_id, OAuthGrant.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def _audit(
    session: Session, action: str, user_id: int, *, at: datetime, address: str | None
) -> None:
    subject = ("user", user_id)
    audit.record(session, action, actor_id=user_id, subject=subject, at=at, address=address)
