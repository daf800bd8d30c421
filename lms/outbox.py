"""What must happen after a transaction: a row in it, carried out by a worker later.

A handler may run twice for one message (a worker can die between doing and
marking), so handlers do what is harmless to repeat or say so themselves.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.db import Base, UtcDateTime
from lms.queue import wake_after_commit

DELIVER_JOB = "outbox.deliver"
MAX_TRIES = 8

Handler = Callable[[dict[str, Any]], None]


class OutboxMessage(Base):
    """One thing to do, tried until done or given up."""

    __tablename__ = "outbox_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    last_error: Mapped[str | None] = mapped_column(String(500))


def put(session: Session, kind: str, payload: dict[str, Any], *, at: datetime) -> None:
    """Ask for `kind` to be carried out after the caller's transaction."""
    session.add(OutboxMessage(kind=kind, payload=payload, created_at=at, due_at=at))
    wake_after_commit(session, DELIVER_JOB)


def due_messages(session: Session, *, at: datetime, limit: int = 50) -> list[OutboxMessage]:
    """Messages to carry out now, oldest first; other workers skip what is locked."""
    query = (
        select(OutboxMessage)
        .where(
            OutboxMessage.done_at.is_(None),
            OutboxMessage.due_at <= at,
            OutboxMessage.tries < MAX_TRIES,
        )
        .order_by(OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(query))


def carry_out(message: OutboxMessage, handlers: dict[str, Handler], *, at: datetime) -> None:
    """Run the message's handler; a failure is noted and tried again, later each time."""
    message.tries += 1
    try:
        handlers[message.kind](message.payload)
    except Exception as error:  # noqa: BLE001  a broken handler must not stop the others
        message.last_error = f"{type(error).__name__}: {error}"[:500]
        message.due_at = at + timedelta(seconds=10 * 2**message.tries)
    else:
        message.done_at = at
        message.last_error = None
