"""Reading which labs were started ahead."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from lms.labs.models import LabAhead, Outcome

WEEK = timedelta(days=7)


def latest_of(session: Session, user_id: int) -> LabAhead | None:
    """The person's newest wish for a lab."""
    query = (
        select(LabAhead)
        .where(LabAhead.user_id == user_id)
        .order_by(LabAhead.asked_at.desc(), LabAhead.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def unopened(session: Session) -> list[LabAhead]:
    """Every lab that was started ahead and that nobody has been seen in yet, with its person."""
    query = (
        select(LabAhead)
        .options(joinedload(LabAhead.user))
        .where(LabAhead.outcome == Outcome.STARTED)
        .order_by(LabAhead.id)
    )
    return list(session.scalars(query))


def n_unopened(session: Session) -> int:
    """How many these are."""
    query = select(func.count()).where(LabAhead.outcome == Outcome.STARTED)
    return session.scalar(query) or 0


def outcomes_of_the_week(session: Session, *, at: datetime) -> Counter[Outcome]:
    """What became of the wishes of the last seven days."""
    query = (
        select(LabAhead.outcome, func.count())
        .where(LabAhead.asked_at > at - WEEK)
        .group_by(LabAhead.outcome)
    )
    return Counter({outcome: int(n) for outcome, n in session.execute(query)})
