"""Leaving for good: a wish, two weeks to take it back, and then nothing that names the person."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from lms import audit, db, outbox
from lms.access import Role, Scope
from lms.accounts.models import User
from lms.accounts.personal_data import PersonalData
from lms.db import Base, UtcDateTime
from lms.errors import Conflict, NotFound

WAITING_TIME = timedelta(days=14)
DISCARD_MESSAGE = "accounts.discard_files"


class AlreadyAsked(Conflict):
    """The person has asked already, and has not taken it back."""

    code = "already_asked"


class DeletionOver(Conflict):
    """The wish was taken back, or carried out."""

    code = "deletion_over"


class DeletionTooEarly(Conflict):
    """The person may still take the wish back."""

    code = "deletion_too_early"


class DeletionRequest(Base):
    """One wish to be forgotten; open until taken back or carried out."""

    __tablename__ = "deletion_requests"
    __table_args__ = (
        CheckConstraint("withdrawn_at IS NULL OR done_at IS NULL", name="one_end"),
        CheckConstraint(
            "(open_key IS NULL) = (withdrawn_at IS NOT NULL OR done_at IS NOT NULL)", name="open"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # the person's id while open, so that the database allows one open wish a person
    open_key: Mapped[int | None] = mapped_column(unique=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    user: Mapped[User] = relationship(foreign_keys=[user_id])

    @property
    def scope(self) -> Scope:
        """The wish is the person's own."""
        return Scope(owner_id=self.user_id)

    @property
    def is_open(self) -> bool:
        """Whether the wish still stands."""
        return self.open_key is not None

    def is_due(self, at: datetime) -> bool:
        """Whether it may be carried out."""
        return self.is_open and at >= self.due_at


def ask_for_deletion(
    session: Session, user: User, reason: str, *, at: datetime, address: str | None
) -> DeletionRequest:
    """Note the wish; raises AlreadyAsked."""
    db.lock(session, user)
    if open_request_of(session, user.id) is not None:
        raise AlreadyAsked(gettext("이미 삭제를 요청했습니다."))
    wish = DeletionRequest(
        user=user, reason=reason, asked_at=at, due_at=at + WAITING_TIME, open_key=user.id
    )
    session.add(wish)
    session.flush()
    _audit(session, "deletion.request", wish, by_id=user.id, at=at, address=address)
    return wish


def withdraw_deletion(
    session: Session, wish: DeletionRequest, *, at: datetime, address: str | None
) -> None:
    """Take the wish back; raises DeletionOver."""
    _lock_open(session, wish)
    wish.withdrawn_at, wish.open_key = at, None
    _audit(session, "deletion.withdraw", wish, by_id=wish.user_id, at=at, address=address)


def carry_out_deletion(
    session: Session,
    wish: DeletionRequest,
    registry: Sequence[PersonalData],
    *,
    by_id: int,
    at: datetime,
    address: str | None,
) -> None:
    """Have every feature forget the person; raises DeletionOver or DeletionTooEarly.

    The row of the person stays without a name, so that counts, averages and the
    audit trail still add up.
    """
    _lock_open(session, wish)
    if not wish.is_due(at):
        raise DeletionTooEarly(gettext("아직 거둘 수 있는 기간입니다."))
    files = {digest for each in registry for digest in each.erase(session, wish.user_id, at)}
    discard(session, sorted(files), at=at)
    wish.done_at, wish.done_by_id, wish.open_key, wish.reason = at, by_id, None, ""
    _audit(session, "deletion.carry_out", wish, by_id=by_id, at=at, address=address)


def discard(session: Session, digests: Iterable[str], *, at: datetime) -> None:
    """Have stored files removed once the transaction has been committed."""
    if found := list(digests):
        outbox.put(session, DISCARD_MESSAGE, {"digests": found}, at=at)


def is_forgotten(session: Session, user_id: int) -> bool:
    """Whether the person's wish was carried out."""
    query = select(DeletionRequest.id).where(
        DeletionRequest.user_id == user_id, DeletionRequest.done_at.is_not(None)
    )
    return session.scalar(query.limit(1)) is not None


def open_request_of(session: Session, user_id: int) -> DeletionRequest | None:
    """The person's wish that still stands."""
    return session.scalar(select(DeletionRequest).where(DeletionRequest.open_key == user_id))


def open_requests(session: Session) -> list[DeletionRequest]:
    """Every wish that still stands, the first due first."""
    query = (
        select(DeletionRequest)
        .options(joinedload(DeletionRequest.user))
        .where(DeletionRequest.open_key.is_not(None))
        .order_by(DeletionRequest.due_at, DeletionRequest.id)
    )
    return list(session.scalars(query))


def done_requests(session: Session, *, limit: int = 50) -> list[DeletionRequest]:
    """Wishes that were carried out, the newest first."""
    query = (
        select(DeletionRequest)
        .options(joinedload(DeletionRequest.user))
        .where(DeletionRequest.done_at.is_not(None))
        .order_by(DeletionRequest.done_at.desc(), DeletionRequest.id.desc())
    )
    return list(session.scalars(query.limit(limit)))


def deletion_to_change(request_id: int) -> DeletionRequest:
    """The wish with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(DeletionRequest, request_id)
    if found is None:
        raise NotFound
    return found


def is_of_administrator(wish: DeletionRequest) -> bool:
    """Whether only another administrator may carry it out."""
    return any(held.role is Role.ADMIN for held in wish.user.role_grants)


def _lock_open(session: Session, wish: DeletionRequest) -> None:
    db.lock(session, wish)
    if not wish.is_open:
        raise DeletionOver(gettext("이 요청은 이미 끝났습니다."))


def _audit(
    session: Session,
    action: str,
    wish: DeletionRequest,
    *,
    by_id: int,
    at: datetime,
    address: str | None,
) -> None:
    audit.record(
        session,
        action,
        actor_id=by_id,
        subject=("user", wish.user_id),
        at=at,
        address=address,
        request_id=wish.id,
    )
