"""Reading which labs were started ahead."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
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


def n_unopened(session: Session, *, is_for_class: bool) -> int:
    """How many these are, for classes or for single people."""
    query = select(func.count()).where(
        LabAhead.outcome == Outcome.STARTED, LabAhead.is_for_class.is_(is_for_class)
    )
    return session.scalar(query) or 0


def waiting_for_class(session: Session, *, most: int) -> list[int]:
    """The ids of wishes before a class whose turn has not come yet, the oldest first."""
    query = select(LabAhead.id).where(LabAhead.outcome == Outcome.ASKED, LabAhead.is_for_class)
    return list(session.scalars(query.order_by(LabAhead.id).limit(most)))


def cared_for(session: Session, user_ids: Collection[int]) -> set[int]:
    """Who of these has a lab that runs unopened, or waits for theirs before a class."""
    is_waiting = and_(LabAhead.outcome == Outcome.ASKED, LabAhead.is_for_class)
    query = select(LabAhead.user_id).where(
        LabAhead.user_id.in_(user_ids), or_(LabAhead.outcome == Outcome.STARTED, is_waiting)
    )
    return set(session.scalars(query))


def outcomes_of_the_week(session: Session, *, at: datetime) -> Counter[Outcome]:
    """What became of the wishes of the last seven days."""
    query = (
        select(LabAhead.outcome, func.count())
        .where(LabAhead.asked_at > at - WEEK)
        .group_by(LabAhead.outcome)
    )
    return Counter({outcome: int(n) for outcome, n in session.execute(query)})
