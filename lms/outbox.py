"""What must happen after a transaction: a row in it, carried out by a worker later.

A handler may run twice for one message (a worker can die between doing and
marking), so handlers do what is harmless to repeat or say so themselves.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms import clock
from lms.db import Base, UtcDateTime, transaction
from lms.queue import wake_after_commit

log = logging.getLogger(__name__)

DELIVER_JOB = "outbox.deliver"
MAX_TRIES = 8
CLAIM = timedelta(minutes=5)

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


def deliver(*_facts: object) -> None:
    """The job: carry out what is due, each message by itself, until nothing is."""
    handlers: Mapping[str, Handler] = current_app.extensions["outbox_handlers"]
    while (message := _claim()) is not None:
        error = _carry_out(message, handlers)
        with transaction() as session:
            _settle(session, message, error)


def counts(session: Session) -> tuple[int, int]:
    """How many messages wait, and how many were given up."""
    given_up = func.count().filter(OutboxMessage.tries >= MAX_TRIES)
    query = select(func.count(), given_up).where(OutboxMessage.done_at.is_(None))
    n, n_given_up = session.execute(query).one()
    return int(n) - int(n_given_up), int(n_given_up)


def _claim() -> OutboxMessage | None:
    """The oldest due message; for a while nobody else takes it.

    The claim is committed before the handler runs, so a slow mail server holds
    no lock, and a message whose worker died is due again when the claim ends.
    """
    with transaction() as session:
        query = (
            select(OutboxMessage)
            .where(
                OutboxMessage.done_at.is_(None),
                OutboxMessage.due_at <= clock.now(),
                OutboxMessage.tries < MAX_TRIES,
            )
            .order_by(OutboxMessage.due_at, OutboxMessage.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        message = session.scalar(query)
        if message is not None:
            message.tries += 1
            message.due_at = clock.now() + CLAIM
        return message


def _carry_out(message: OutboxMessage, handlers: Mapping[str, Handler]) -> str | None:
    """Run the message's handler and say what went wrong."""
    try:
        handlers[message.kind](message.payload)
    except Exception as error:  # noqa: BLE001  a broken handler must not stop the others
        return f"{type(error).__name__}: {error}"[:500]
    return None


def _settle(session: Session, message: OutboxMessage, error: str | None) -> None:
    """Note the end; a failure is tried again, later each time."""
    row = session.merge(message)
    row.last_error = error
    if error is None:
        row.done_at = clock.now()
        return
    row.due_at = clock.now() + timedelta(seconds=10 * 2**row.tries)
    log.warning("outbox message %s (%s) failed: %s", row.id, row.kind, error)
