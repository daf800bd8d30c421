"""Starting an attempt: the form is drawn and stored, and stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import insert, select
from sqlalchemy.orm import Session, load_only

from assessments import arrange, draw_items, exam_from
from assessments.model import Exam as ExamDefinition
from assessments.model import FormItem, Item
from lms import audit
from lms.accounts.models import User
from lms.enrollments.models import CourseRun
from lms.errors import Conflict
from lms.exams.errors import NoAttemptsLeft, OutsideWindow
from lms.exams.items import NAMED, make_known, source_of
from lms.exams.models import (
    Attempt,
    AttemptItem,
    Exam,
    ExamAllowance,
    ExamRevision,
    ItemRevision,
)
from lms.exams.queries import allowance_of, attempts_of, open_attempt_among
from lms.exams.readiness import readiness_in
from lms.exams.services.allowances import deadline_of


@dataclass(frozen=True, slots=True)
class PoolItem:
    """An item of a revision's pool, as far as a draw has to know it."""

    revision_id: int
    id: str
    domain: str
    enemies: Sequence[str] = ()


def start_attempt(
    session: Session, run: CourseRun, exam: Exam, user_id: int, *, seed: str, at: datetime
) -> Attempt:
    """Draw a form and start the clock; an attempt still open is given instead of a new one."""
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
    _refuse_outside_window(allowance, at)
    attempt = Attempt(
        user_id=user_id,
        run=run,
        exam=exam,
        revision=revision,
        number=len(earlier) + 1,
        seed=seed,
        started_at=at,
        deadline_at=deadline_of(at, definition.minutes, allowance),
        possible=Decimal(definition.blueprint.count),
        pass_probability=readiness_in(session, definition, user_id).probability,
    )
    session.add(attempt)
    session.flush()
    _keep(session, attempt, _drawn(session, definition, revision, seed))
    audit.record(session, "attempt.start", actor_id=user_id, subject=("attempt", attempt.id), at=at)
    return attempt


def attempts_left(earlier: Sequence[Attempt], most: int, allowance: ExamAllowance | None) -> int:
    """How many attempts a person still has; one that was declared void used up none."""
    used = sum(each.invalidated_at is None for each in earlier)
    return max(0, most + (allowance.more_attempts if allowance else 0) - used)


def _refuse_outside_window(allowance: ExamAllowance | None, at: datetime) -> None:
    if allowance is None:
        return
    if allowance.opens_at is not None and at < allowance.opens_at:
        raise OutsideWindow(gettext("아직 시작할 수 없습니다."))
    if allowance.closes_at is not None and at >= allowance.closes_at:
        raise OutsideWindow(gettext("시작할 수 있는 기간이 지났습니다."))


def _one_start_at_a_time(session: Session, user_id: int) -> None:
    session.execute(select(User.id).where(User.id == user_id).with_for_update())


def _drawn(
    session: Session, exam: ExamDefinition, revision: ExamRevision, seed: str
) -> list[tuple[FormItem, int]]:
    """The places of a form, each with the id of its item's revision."""
    pool = [PoolItem(*entry) for entry in revision.pool]
    drawn = draw_items(exam.blueprint, pool, seed)
    revision_ids = {each.id: each.revision_id for each in drawn}
    form = arrange(exam, _items(session, drawn), seed)
    return [(each, revision_ids[each.item]) for each in form.items]


def _items(session: Session, drawn: Sequence[PoolItem]) -> list[Item]:
    ids = [each.revision_id for each in drawn]
    query = select(ItemRevision).options(load_only(*NAMED)).where(ItemRevision.id.in_(ids))
    found = {revision.id: revision for revision in session.scalars(query)}
    make_known(session, found.values())
    return [source_of(found[revision_id]) for revision_id in ids]


def _keep(session: Session, attempt: Attempt, places: Sequence[tuple[FormItem, int]]) -> None:
    """Store a form, whose places nobody looks at before the next request: in one statement."""
    rows = [
        {
            "attempt_id": attempt.id,
            "position": each.position,
            "item_revision_id": revision_id,
            "domain": each.domain,
            "labels": [[label.label, label.option] for label in each.labels],
            "points": each.points,
        }
        for each, revision_id in places
    ]
    session.execute(insert(AttemptItem), rows)
