"""The tests mark programs: a worker takes a run, and what comes of it becomes the mark."""

import secrets
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.items.code import Program
from assessments.items.criteria import Criterion, mark_by_criteria
from assessments.items.notebook_task import Task
from assessments.mark import outcome_of
from assessments.notebooks import CodeReport
from lms import audit, db
from lms.errors import Conflict, Invalid
from lms.exams.code_models import LEASE, MOST_TRIES, CodeRun, Hitch, RunState
from lms.exams.code_runs import ask_for_run, newest_runs
from lms.exams.essay_models import EssayMark
from lms.exams.essays import criteria_in
from lms.exams.items import source_of
from lms.exams.models import AttemptItem
from lms.exams.services.closing import conclude


def claim_run(session: Session, run_id: int, *, at: datetime) -> CodeRun | None:
    """Take a run under a lease; None when there is nothing to do.

    One that workers died on too often is left to people.
    """
    run = session.get(CodeRun, run_id)
    if run is None:
        return None
    db.lock(session, run)
    is_held = run.lease_until is not None and run.lease_until > at
    if run.state is not RunState.WAITING or is_held:
        return None
    if run.tries >= MOST_TRIES:
        _leave_to_people(run, Hitch.NO_SANDBOX, at)
        return None
    run.lease, run.lease_until = secrets.token_hex(16), at + LEASE
    run.tries += 1
    session.flush()
    return run


def give_back_run(session: Session, run_id: int, lease: str, *, at: datetime) -> None:
    """Let another worker try; after the last try people have to."""
    run = _leased(session, run_id, lease)
    if run is None:
        return
    run.lease = run.lease_until = None
    if run.tries >= MOST_TRIES:
        _leave_to_people(run, Hitch.NO_SANDBOX, at)


def leave_run(session: Session, run_id: int, lease: str, hitch: Hitch, *, at: datetime) -> None:
    """Leave a run to people, which no other worker could do better."""
    run = _leased(session, run_id, lease)
    if run is not None:
        _leave_to_people(run, hitch, at)


def record_run(
    session: Session, run_id: int, lease: str, report: CodeReport, environment: str, *, at: datetime
) -> None:
    """Keep what came of a run, and let it count if nothing newer does.

    Nothing happens when another worker has taken the run over. Points that the tests gave
    beside a false statement that passed as well are left to people.
    """
    run = _leased(session, run_id, lease)
    if run is None:
        return
    run.report, run.environment = _report_data(run.place, report), environment
    run.lease = run.lease_until = None
    if report.is_held:
        _leave_to_people(run, Hitch.DOUBTFUL, at)
        return
    criteria = _tested(run.place)
    earned = {
        test.id: each.earned or Decimal(0)
        for test, each in zip(criteria, report.tests, strict=True)
    }
    run.earned = mark_by_criteria(criteria, earned, run.place.points)
    run.state, run.done_at = RunState.DONE, at
    session.flush()
    _let_it_count(session, run, at=at)


def run_again(
    session: Session, place: AttemptItem, *, reason: str, by_id: int, at: datetime
) -> CodeRun:
    """Let the tests run on an answer once more; the present mark stands until they have.

    Raises Invalid without a reason, Conflict while a run waits or the attempt is open.
    """
    if not reason.strip():
        raise Invalid(gettext("까닭을 적어 주세요."))
    db.lock(session, place.attempt)
    _tested(place)
    newest = newest_runs(session, [place.id]).get(place.id)
    if not place.attempt.is_closed or place.outcome in (None, "unanswered"):
        raise Conflict(gettext("제출된 답만 다시 돌릴 수 있습니다."))
    if newest is not None and newest.state is RunState.WAITING:
        raise Conflict(gettext("이 답의 테스트는 이미 차례를 기다리고 있습니다."))
    _record(session, "attempt.run_again", place, by_id=by_id, at=at, reason=reason.strip())
    return ask_for_run(session, place, reason=reason.strip(), by_id=by_id, at=at)


def _let_it_count(session: Session, run: CodeRun, *, at: datetime) -> None:
    place = run.place
    db.lock(session, place.attempt)
    session.refresh(place)
    is_newest = newest_runs(session, [place.id])[place.id].id == run.id
    if not place.attempt.is_closed or place.outcome is None or not is_newest:
        return
    by_hand = select(EssayMark.id).where(
        EssayMark.attempt_item_id == place.id, EssayMark.marked_at >= run.asked_at
    )
    if run.earned is None or session.scalar(by_hand.limit(1)) is not None:
        return
    place.earned, place.outcome = run.earned, outcome_of(run.earned, place.points)
    session.flush()
    _record(session, "attempt.mark_by_tests", place, by_id=None, at=at, earned=str(run.earned))
    conclude(session, place.attempt, at=at)


def _leased(session: Session, run_id: int, lease: str) -> CodeRun | None:
    run = session.get(CodeRun, run_id)
    if run is None:
        return None
    db.lock(session, run)
    return run if run.lease == lease and run.state is RunState.WAITING else None


def _leave_to_people(run: CodeRun, hitch: Hitch, at: datetime) -> None:
    run.state, run.hitch, run.done_at = RunState.FOR_PEOPLE, hitch, at
    run.lease = run.lease_until = None


def _tested(place: AttemptItem) -> tuple[Criterion, ...]:
    body = source_of(place.item_revision).body
    if not isinstance(body, Program | Task):
        raise Invalid(gettext("테스트로 채점하는 문항이 아닙니다."))
    return criteria_in(body)


def _report_data(place: AttemptItem, report: CodeReport) -> dict[str, object]:
    """What each test gave by its name, as it is kept."""
    tests = {
        test.id: {
            "earned": None if each.earned is None else str(each.earned),
            "error": each.error,
        }
        for test, each in zip(_tested(place), report.tests, strict=True)
    }
    return {"tests": tests, "own_error": report.own_error, "is_held": report.is_held}


def _record(
    session: Session,
    action: str,
    place: AttemptItem,
    *,
    by_id: int | None,
    at: datetime,
    **details: str,
) -> None:
    audit.record(
        session,
        action,
        actor_id=by_id,
        subject=("attempt", place.attempt_id),
        at=at,
        position=place.position,
        **details,
    )
