"""An exam while it runs: where everybody stands, and what happened in one attempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.exams.models import Answer, AnswerLog, Attempt, AttemptItem
from lms.web.locale import by_name

NULL = "null"


class State(StrEnum):
    """How an attempt stands."""

    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"
    CLOSED = "closed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Seat:
    """One attempt on the board; `n_answered` of `n_items` have an answer."""

    person: User
    attempt: Attempt
    state: State
    n_items: int
    n_answered: int
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Saves:
    """What arrived in an attempt: how often, from how many windows, how much was already old."""

    n: int
    n_clients: int
    n_too_old: int
    first_at: datetime | None
    last_at: datetime | None


def state_of(attempt: Attempt, at: datetime) -> State:
    """How an attempt stands at this moment."""
    if attempt.invalidated_at is not None:
        return State.VOID
    if attempt.is_closed:
        return State.CLOSED
    if attempt.is_paused(at):
        return State.PAUSED
    return State.OVER if attempt.is_over(at) else State.RUNNING


def seats_of(session: Session, run_id: int, exam_id: int, at: datetime) -> list[Seat]:
    """Everybody's attempts, those that run first, then by name."""
    is_answered = func.nullif(cast(Answer.value, String), NULL)
    progress = (
        select(
            AttemptItem.attempt_id,
            func.count(AttemptItem.id).label("n_items"),
            func.count(is_answered).label("n_answered"),
            func.max(Answer.saved_at).label("saved_at"),
        )
        .outerjoin(Answer, Answer.attempt_item_id == AttemptItem.id)
        .join(Attempt, AttemptItem.attempt_id == Attempt.id)
        .where(Attempt.run_id == run_id, Attempt.exam_id == exam_id)
        .group_by(AttemptItem.attempt_id)
        .subquery()
    )
    query = (
        select(User, Attempt, progress.c.n_items, progress.c.n_answered, progress.c.saved_at)
        .join(Attempt, Attempt.user_id == User.id)
        .join(progress, progress.c.attempt_id == Attempt.id)
    )
    seats = [
        Seat(person, attempt, state_of(attempt, at), n_items, n_answered, saved_at)
        for person, attempt, n_items, n_answered, saved_at in session.execute(query)
    ]
    return sorted(seats, key=_order)


def _order(seat: Seat) -> tuple[object, ...]:
    is_at_rest = seat.state not in {State.RUNNING, State.PAUSED}
    return is_at_rest, by_name(seat.person.name), seat.attempt.number


def events_of(session: Session, attempt: Attempt) -> Sequence[tuple[AuditEntry, str | None]]:
    """What was done to an attempt and by whom, the first thing first."""
    query = (
        select(AuditEntry, User.name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.subject_kind == "attempt", AuditEntry.subject_id == str(attempt.id))
        .order_by(AuditEntry.id)
    )
    return [(entry, name) for entry, name in session.execute(query)]


def saves_of(session: Session, attempt: Attempt) -> Saves:
    """What arrived in the attempt, never what was answered."""
    query = (
        select(
            func.count(AnswerLog.id),
            func.count(AnswerLog.client.distinct()),
            func.count(AnswerLog.id).filter(AnswerLog.is_applied.is_(False)),
            func.min(AnswerLog.received_at),
            func.max(AnswerLog.received_at),
        )
        .join(AttemptItem, AnswerLog.attempt_item_id == AttemptItem.id)
        .where(AttemptItem.attempt_id == attempt.id)
    )
    return Saves(*session.execute(query).one())
