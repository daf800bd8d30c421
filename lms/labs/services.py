"""Asking for a lab that is wanted soon, and noting what became of it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from lms import db
from lms.accounts.models import User
from lms.labs.models import LabAhead, Outcome
from lms.labs.queries import cared_for, latest_of, n_unopened, waiting_for_class
from lms.queue import wake_after_commit

START_JOB = "labs.start_ahead"
PAUSE = timedelta(minutes=5)
"""Within this time a person's pages ask for one lab, however many they open."""
TOO_LATE = timedelta(minutes=2)
"""What waited longer for a worker is for nobody any more."""
AT_ONCE = 6
"""So many labs of a class are begun a minute, so that the machine stays there for others."""
KEPT = timedelta(days=90)


def want_lab(session: Session, user: User, *, at: datetime) -> LabAhead | None:
    """Have the person's lab started soon; None when that was asked a moment ago.

    A lab that was started ahead already is kept for them a while longer.
    """
    db.lock(session, user)
    latest = latest_of(session, user.id)
    if latest is not None and latest.outcome is Outcome.STARTED:
        latest.wanted_at = max(latest.wanted_at, at)
        return latest
    if latest is not None and at - latest.asked_at < PAUSE:
        return None
    wish = LabAhead(user_id=user.id, asked_at=at, wanted_at=at)
    session.add(wish)
    session.flush()
    wake_after_commit(session, START_JOB, wish.id)
    return wish


def want_labs(
    session: Session, user_ids: Collection[int], *, wanted_at: datetime, at: datetime
) -> int:
    """Have these people's labs started one after the other, before a class begins; how many.

    A lab that was started ahead already is kept for its person until then.
    """
    session.execute(
        update(LabAhead)
        .where(
            LabAhead.user_id.in_(user_ids),
            LabAhead.outcome == Outcome.STARTED,
            LabAhead.wanted_at < wanted_at,
        )
        .values(wanted_at=wanted_at)
    )
    done = cared_for(session, user_ids)
    wishes = [
        {"user_id": one, "asked_at": at, "wanted_at": wanted_at, "is_for_class": True}
        for one in user_ids
        if one not in done
    ]
    if wishes:
        session.execute(insert(LabAhead), wishes)
    return len(wishes)


def begin_next(session: Session) -> None:
    """Let the labs of a class begin whose turn it is."""
    for wish_id in waiting_for_class(session, most=AT_ONCE):
        wake_after_commit(session, START_JOB, wish_id)


def take(
    session: Session, wish_id: int, *, most: int, most_for_class: int, at: datetime
) -> LabAhead | None:
    """Take a wish to fulfil it; None when it is taken, is for nobody, or has no place left.

    It counts as started from now on, so that a worker that dies meanwhile leaves nothing
    that would be started a second time.
    """
    wish = session.get(LabAhead, wish_id)
    if wish is None:
        return None
    db.lock(session, wish)
    if wish.outcome is not Outcome.ASKED:
        return None
    limit = most_for_class if wish.is_for_class else most
    if at - wish.wanted_at > TOO_LATE or not wish.user.is_enabled:
        wish.outcome = Outcome.FAILED
    elif n_unopened(session, is_for_class=wish.is_for_class) >= limit:
        wish.outcome = Outcome.FULL
    else:
        wish.outcome, wish.asked_at = Outcome.STARTED, at
        return wish
    return None


def settle(session: Session, wish_id: int, outcome: Outcome) -> None:
    """Note what became of a lab that counted as started."""
    wish = session.get(LabAhead, wish_id)
    if wish is not None and wish.outcome is Outcome.STARTED:
        wish.outcome = outcome


def forget_old(session: Session, *, at: datetime) -> None:
    """Drop the wishes of so long ago that nobody counts them."""
    session.execute(delete(LabAhead).where(LabAhead.asked_at < at - KEPT))
