"""What one person gets beside what everybody gets: time, pauses, attempts, a window of their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import exam_from
from lms import audit, db
from lms.enrollments.models import CourseRun
from lms.errors import Invalid
from lms.exams.models import Attempt, Exam, ExamAllowance
from lms.exams.queries import allowance_of
from lms.exams.sitting_models import SittingRule


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is given; nothing by default."""

    percent_more: int = 0
    extra_minutes: int = 0
    pause_minutes: int = 0
    more_attempts: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def allowed_time(minutes: int, allowance: ExamAllowance | None) -> timedelta:
    """How long an attempt lasts, pauses apart."""
    if allowance is None:
        return timedelta(minutes=minutes)
    longer = timedelta(minutes=minutes) * (100 + allowance.percent_more) / 100
    return longer + timedelta(minutes=allowance.extra_minutes)


def deadline_of(started_at: datetime, minutes: int, allowance: ExamAllowance | None) -> datetime:
    """When an attempt that begins now ends: the personal window cuts the time."""
    deadline = started_at + allowed_time(minutes, allowance)
    closes_at = allowance.closes_at if allowance else None
    return deadline if closes_at is None else min(deadline, closes_at)


def opening_of(rule: SittingRule | None, allowance: ExamAllowance | None) -> datetime | None:
    """From when a person may begin, if not always: their own moment goes before everybody's."""
    own = allowance.opens_at if allowance else None
    return own or (rule.opens_at if rule else None)


def give_allowance(
    session: Session,
    run: CourseRun,
    exam: Exam,
    user_id: int,
    given: Allowance,
    *,
    reason: str,
    by_id: int,
    at: datetime,
) -> ExamAllowance:
    """Give one person something of their own; a running attempt gets its time at once.

    An earlier allowance is replaced. No running attempt is ever shortened.
    Raises Invalid without a reason, or for a window that ends before it begins.
    """
    if not reason.strip():
        raise Invalid(gettext("까닭을 적어 주세요."))
    if given.opens_at and given.closes_at and given.closes_at <= given.opens_at:
        raise Invalid(gettext("닫는 때는 여는 때보다 늦어야 합니다."))
    allowance = allowance_of(session, run.id, exam.id, user_id)
    if allowance is None:
        allowance = ExamAllowance(run_id=run.id, exam_id=exam.id, user_id=user_id)
        session.add(allowance)
    allowance.percent_more, allowance.extra_minutes = given.percent_more, given.extra_minutes
    allowance.pause_minutes, allowance.more_attempts = given.pause_minutes, given.more_attempts
    allowance.opens_at, allowance.closes_at = given.opens_at, given.closes_at
    allowance.reason, allowance.given_by_id, allowance.given_at = reason.strip(), by_id, at
    session.flush()
    _record(session, "exam.allow", allowance, by_id=by_id, at=at)
    for attempt in _running(session, allowance, at):
        _lengthen(session, attempt, allowance)
    return allowance


def withdraw_allowance(
    session: Session, allowance: ExamAllowance, *, by_id: int, at: datetime
) -> None:
    """Let the rules for everybody hold again; a running attempt keeps the time it has."""
    _record(session, "exam.withdraw_allowance", allowance, by_id=by_id, at=at)
    session.delete(allowance)


def _running(session: Session, allowance: ExamAllowance, at: datetime) -> list[Attempt]:
    query = select(Attempt).where(
        Attempt.run_id == allowance.run_id,
        Attempt.exam_id == allowance.exam_id,
        Attempt.user_id == allowance.user_id,
        Attempt.closed_at.is_(None),
    )
    return [each for each in session.scalars(query) if not each.is_over(at)]


def _lengthen(session: Session, attempt: Attempt, allowance: ExamAllowance) -> None:
    db.lock(session, attempt)
    minutes = exam_from(attempt.revision.definition).minutes
    deadline = attempt.started_at + allowed_time(minutes, allowance) + attempt.time_added
    if allowance.closes_at is not None:
        deadline = min(deadline, allowance.closes_at)
    attempt.deadline_at = max(attempt.deadline_at, deadline)


def _record(
    session: Session, action: str, allowance: ExamAllowance, *, by_id: int, at: datetime
) -> None:
    ends = {"opens_at": allowance.opens_at, "closes_at": allowance.closes_at}
    audit.record(
        session,
        action,
        actor_id=by_id,
        subject=("user", allowance.user_id),
        at=at,
        run_id=allowance.run_id,
        exam_id=allowance.exam_id,
        percent_more=allowance.percent_more,
        extra_minutes=allowance.extra_minutes,
        pause_minutes=allowance.pause_minutes,
        more_attempts=allowance.more_attempts,
        reason=allowance.reason,
        **{name: moment.isoformat() for name, moment in ends.items() if moment},
    )
