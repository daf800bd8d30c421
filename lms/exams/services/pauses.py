"""Pauses of a running attempt, within what the person was given.

When a pause begins, the deadline moves by all that is left of the pauses; when
it ends early, what was not used is taken back. So the deadline alone decides
at every moment, also if nobody ever comes back. Answers that arrive while it
is paused are taken: none may be lost.
"""

from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy.orm import Session

from lms import audit, db
from lms.errors import Conflict
from lms.exams.models import Attempt, ExamAllowance


class NoPauseLeft(Conflict):
    """The person has no pause, or used it up."""

    code = "no_pause_left"


def pause_left(attempt: Attempt, allowance: ExamAllowance | None) -> timedelta:
    """How much pause an attempt that is not paused still has."""
    given = timedelta(minutes=allowance.pause_minutes if allowance else 0)
    return max(timedelta(), given - timedelta(seconds=attempt.paused_seconds))


def pause(
    session: Session, attempt: Attempt, allowance: ExamAllowance | None, *, at: datetime
) -> None:
    """Stop the clock until the person goes on or the pause is used up; raises NoPauseLeft.

    A second press changes nothing.
    """
    db.lock(session, attempt)
    if attempt.is_paused(at):
        return
    left = pause_left(attempt, allowance)
    if attempt.is_over(at) or not left:
        raise NoPauseLeft(gettext("쓸 수 있는 쉬는 시간이 없습니다."))
    attempt.paused_at, attempt.pause_ends_at = at, at + left
    attempt.paused_seconds += int(left.total_seconds())
    attempt.deadline_at += left
    _record(session, "attempt.pause", attempt, at)


def resume(session: Session, attempt: Attempt, *, at: datetime) -> None:
    """Let the clock run again; an attempt that is not paused goes on as it does."""
    db.lock(session, attempt)
    if not attempt.is_paused(at) or attempt.pause_ends_at is None:
        return
    unused = timedelta(seconds=int((attempt.pause_ends_at - at).total_seconds()))
    attempt.pause_ends_at = at
    attempt.paused_seconds -= int(unused.total_seconds())
    attempt.deadline_at -= unused
    _record(session, "attempt.resume", attempt, at)


def _record(session: Session, action: str, attempt: Attempt, at: datetime) -> None:
    audit.record(
        session,
        action,
        actor_id=attempt.user_id,
        subject=("attempt", attempt.id),
        at=at,
        deadline_at=attempt.deadline_at.isoformat(),
    )
