"""Starting an attempt: the form is drawn and stored, and stays."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assessments import exam_from
from assessments.points import total
from lms import audit
from lms.accounts.models import User
from lms.enrollments.models import CourseRun
from lms.errors import Conflict
from lms.exams.drawing import DrawnForm, draw
from lms.exams.errors import NoAttemptsLeft, OutsideWindow
from lms.exams.models import Attempt, AttemptItem, Exam, ExamAllowance
from lms.exams.queries import allowance_of, attempts_of, open_attempt_among
from lms.exams.readiness import readiness_in
from lms.exams.services.allowances import deadline_of, opening_of
from lms.exams.services.preparing import take_form
from lms.exams.sitting import rule_in
from lms.exams.sitting_models import SittingRule


def start_attempt(
    session: Session, run: CourseRun, exam: Exam, user_id: int, *, seed: str, at: datetime
) -> Attempt:
    """Start the clock on the form that waits for the person, or on one drawn now.

    An attempt still open is given instead of a new one.
    """
    _one_start_at_a_time(session, user_id)
    earlier = attempts_of(session, run.id, exam.id, user_id)
    if (still_open := open_attempt_among(earlier, at)) is not None:
        return still_open
    revision = exam.current_revision
    if revision is None:
        raise Conflict(gettext("이 시험은 지금 볼 수 없습니다."))
    definition = exam_from(revision.definition)
    allowance = allowance_of(session, run.id, exam.id, user_id)
    if not attempts_left(earlier, definition.attempts, allowance):
        raise NoAttemptsLeft(gettext("볼 수 있는 횟수를 모두 썼습니다."))
    _refuse_outside_window(rule_in(session, run.id, exam.id), allowance, at)
    form = take_form(session, run.id, exam, user_id) or draw(session, revision, definition, seed)
    attempt = Attempt(
        user_id=user_id,
        run=run,
        exam=exam,
        revision=revision,
        number=len(earlier) + 1,
        seed=form.seed,
        started_at=at,
        deadline_at=deadline_of(at, definition.minutes, allowance),
        possible=total(Decimal(each.points) for each in form.places),
        pass_probability=readiness_in(session, definition, user_id).probability,
    )
    session.add(attempt)
    session.flush()
    _keep(session, attempt, form)
    audit.record(session, "attempt.start", actor_id=user_id, subject=("attempt", attempt.id), at=at)
    return attempt


def attempts_left(earlier: Sequence[Attempt], most: int, allowance: ExamAllowance | None) -> int:
    """How many attempts a person still has; one that was declared void used up none."""
    used = sum(each.invalidated_at is None for each in earlier)
    return max(0, most + (allowance.more_attempts if allowance else 0) - used)


def _refuse_outside_window(
    rule: SittingRule | None, allowance: ExamAllowance | None, at: datetime
) -> None:
    opens_at = opening_of(rule, allowance)
    if opens_at is not None and at < opens_at:
        raise OutsideWindow(gettext("아직 시작할 수 없습니다."))
    if allowance and allowance.closes_at is not None and at >= allowance.closes_at:
        raise OutsideWindow(gettext("시작할 수 있는 기간이 지났습니다."))


def _one_start_at_a_time(session: Session, user_id: int) -> None:
    session.execute(select(User.id).where(User.id == user_id).with_for_update())


def _keep(session: Session, attempt: Attempt, form: DrawnForm) -> None:
    """Store a form, whose places nobody looks at before the next request: in one statement."""
    rows = [
        each._asdict() | {"attempt_id": attempt.id, "points": Decimal(each.points)}
        for each in form.places
    ]
    session.execute(insert(AttemptItem), rows)
