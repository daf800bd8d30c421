"""Answers that are programs: which runs wait, and which one counts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from assessments.items.code import Program
from assessments.items.notebook_task import Task
from lms.exams.code_models import CodeRun, RunState
from lms.exams.items import source_of
from lms.exams.models import AttemptItem
from lms.queue import wake_after_commit

RUN_JOB = "exams.run_code"
WAITING = "waiting"


def ask_for_runs(session: Session, places: Iterable[AttemptItem], *, at: datetime) -> None:
    """Let the tests run on every program that waits among these answers."""
    for place in places:
        is_program = isinstance(source_of(place.item_revision).body, Program | Task)
        if place.outcome == WAITING and is_program:
            ask_for_run(session, place, at=at)


def ask_for_run(
    session: Session,
    place: AttemptItem,
    *,
    reason: str = "",
    by_id: int | None = None,
    at: datetime,
) -> CodeRun:
    """Let the tests run on one answer, once the caller's transaction has been committed."""
    run = CodeRun(
        attempt_item_id=place.id,
        state=RunState.WAITING,
        asked_at=at,
        asked_by_id=by_id,
        reason=reason,
    )
    session.add(run)
    session.flush()
    wake_after_commit(session, RUN_JOB, run.id)
    return run


def newest_runs(session: Session, place_ids: Collection[int]) -> Mapping[int, CodeRun]:
    """The newest run, by the item's place."""
    query = select(CodeRun).where(CodeRun.attempt_item_id.in_(place_ids)).order_by(CodeRun.id)
    return {run.attempt_item_id: run for run in session.scalars(query)}


def runs_of(session: Session, place_id: int) -> Sequence[CodeRun]:
    """Every run of an answer, the first one first."""
    query = (
        select(CodeRun)
        .where(CodeRun.attempt_item_id == place_id)
        .options(joinedload(CodeRun.asked_by))
        .order_by(CodeRun.id)
    )
    return session.scalars(query).all()


def lost_run_ids(session: Session, at: datetime) -> list[int]:
    """Runs that wait and that nobody works on."""
    query = (
        select(CodeRun.id)
        .where(
            CodeRun.state == RunState.WAITING,
            or_(CodeRun.lease_until.is_(None), CodeRun.lease_until <= at),
        )
        .order_by(CodeRun.id)
    )
    return list(session.scalars(query))
