"""What those who run an exam do to one attempt: extend, reopen, invalidate; always with a reason."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from lms import audit, db
from lms.errors import Conflict, Invalid
from lms.exams.models import Attempt
from lms.exams.queries import open_attempt_of
from lms.exams.services.closing import let_the_best_count


def extend_attempt(
    session: Session, attempt: Attempt, *, minutes: int, reason: str, by_id: int, at: datetime
) -> None:
    """Give a running attempt more time; raises Invalid without a reason, Conflict once it is over."""
    _need_reason(reason)
    db.lock(session, attempt)
    if attempt.is_over(at):
        raise Conflict(gettext("이미 끝난 응시입니다. 다시 열 수 있습니다."))
    attempt.added_seconds += minutes * 60
    attempt.deadline_at += timedelta(minutes=minutes)
    _record(session, "attempt.extend", attempt, reason, by_id=by_id, at=at, minutes=minutes)


def reopen_attempt(
    session: Session, attempt: Attempt, *, minutes: int, reason: str, by_id: int, at: datetime
) -> None:
    """Let a closed attempt go on for some minutes with its answers; its marks go.

    The recorded grade stays until it is closed again. Raises Conflict for one
    that still runs, that was invalidated, or beside another that runs.
    """
    _need_reason(reason)
    db.lock(session, attempt)
    if not attempt.is_closed or attempt.invalidated_at is not None:
        raise Conflict(gettext("닫힌 유효한 응시만 다시 열 수 있습니다."))
    if open_attempt_of(session, attempt, at) is not None:
        raise Conflict(gettext("이 교육생은 같은 시험을 지금 보고 있습니다."))
    was = {"earned": str(attempt.earned), "closed_at": str(attempt.closed_at)}
    for place in attempt.items:
        place.earned = place.outcome = None
    deadline = at + timedelta(minutes=minutes)
    attempt.added_seconds += int((deadline - attempt.deadline_at).total_seconds())
    attempt.closed_at = attempt.closed_by = attempt.earned = attempt.is_passed = None
    attempt.deadline_at = deadline
    session.flush()
    _record(session, "attempt.reopen", attempt, reason, by_id=by_id, at=at, minutes=minutes, **was)


def invalidate_attempt(
    session: Session, attempt: Attempt, *, reason: str, by_id: int, at: datetime
) -> None:
    """Let a closed attempt count for nothing; its answers and marks stay as evidence.

    The best of the person's other attempts becomes the grade, or nothing earned
    until there is one. It uses up none of the attempts. Raises Conflict for one
    that still runs or was invalidated before.
    """
    _need_reason(reason)
    db.lock(session, attempt)
    if not attempt.is_closed or attempt.invalidated_at is not None:
        raise Conflict(gettext("닫힌 유효한 응시만 무효로 할 수 있습니다."))
    was_passed = attempt.is_passed
    attempt.invalidated_at, attempt.is_passed = at, False
    session.flush()
    _record(
        session, "attempt.invalidate", attempt, reason, by_id=by_id, at=at, was_passed=was_passed
    )
    let_the_best_count(session, attempt, at=at)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(gettext("까닭을 적어 주세요."))


def _record(
    session: Session,
    action: str,
    attempt: Attempt,
    reason: str,
    *,
    by_id: int,
    at: datetime,
    **details: Any,
) -> None:
    audit.record(
        session,
        action,
        actor_id=by_id,
        subject=("attempt", attempt.id),
        at=at,
        reason=reason.strip(),
        deadline_at=attempt.deadline_at.isoformat(),
        **details,
    )
