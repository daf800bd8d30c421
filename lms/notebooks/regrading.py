"""Grading all submissions again as a trial, and letting the new scores count, or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from lms import audit, db
from lms.accounts.models import User
from lms.errors import Conflict, Invalid, NotFound
from lms.notebooks.marks import marks_of, results_from
from lms.notebooks.models import CellMark, Submission, SubmissionState
from lms.notebooks.news import tell_result
from lms.notebooks.queries import AssignmentInRun, submissions_of
from lms.notebooks.score_models import (
    ApplyRule,
    Regrade,
    RegradeState,
    ScoreCause,
    Trial,
    TrialState,
)
from lms.notebooks.scores import settle
from lms.notebooks.services import MAX_TRIES, Outcome
from lms.queue import wake_after_commit
from lms.storage import BlobStore

REGRADE_JOB = "notebooks.try_next"
HOLD = timedelta(minutes=10)
"""How long a worker may take for one submission of a trial before another takes it."""


class RegradeOpen(Conflict):
    """A trial of the assignment is still undecided."""

    code = "regrade_open"


class SeenOtherwise(Conflict):
    """The scores that would fall are not those that were shown."""

    code = "seen_otherwise"


@dataclass(frozen=True)
class Effect:
    """What a trial means for one submission; `after` is None where grading failed or is to come."""

    trial: Trial
    before: Decimal
    before_of: Decimal
    after: Decimal | None
    after_of: Decimal

    @property
    def change(self) -> Decimal:
        """How much of the possible points, as a share, is won or lost."""
        if self.after is None:
            return Decimal(0)
        return _share(self.after, self.after_of) - _share(self.before, self.before_of)

    @property
    def is_lower(self) -> bool:
        """Whether applying this would lower the score."""
        return self.change < 0

    @property
    def is_higher(self) -> bool:
        """Whether applying this would raise the score."""
        return self.change > 0


def _share(earned: Decimal, possible: Decimal) -> Decimal:
    return earned / possible if possible else Decimal(0)


def start(session: Session, found: AssignmentInRun, *, by_id: int, at: datetime) -> Regrade:
    """Have everything graded again with the present version; nothing counts before it is applied.

    Raises RegradeOpen while an earlier trial is undecided, Invalid with nothing to grade.
    """
    db.lock(session, found.run)
    version = found.assignment.current_version
    graded = [
        one
        for one in submissions_of(session, found)
        if one.state is SubmissionState.GRADED and one.size
    ]
    if open_regrade(session, found) is not None:
        raise RegradeOpen(gettext("아직 정하지 않은 다시 채점이 있습니다."))
    if version is None or not graded:
        raise Invalid(gettext("다시 채점할 제출이 없습니다."))
    regrade = Regrade(
        run=found.run,
        assignment=found.assignment,
        version=version,
        started_by_id=by_id,
        started_at=at,
    )
    session.add(regrade)
    session.add_all(Trial(regrade=regrade, submission=one) for one in reversed(graded))
    session.flush()
    _record(session, "regrade.start", regrade, by_id=by_id, at=at)
    wake_after_commit(session, REGRADE_JOB, regrade.id)
    return regrade


def claim_trial(session: Session, regrade_id: int, *, at: datetime) -> Trial | None:
    """Take the next submission of a trial for grading; None when there is none now."""
    regrade = session.get(Regrade, regrade_id)
    if regrade is None:
        return None
    db.lock(session, regrade)
    if regrade.state is not RegradeState.RUNNING:
        return None
    query = select(Trial).where(
        Trial.regrade_id == regrade_id,
        Trial.state == TrialState.WAITING,
        or_(Trial.held_until.is_(None), Trial.held_until <= at),
    )
    for trial in session.scalars(query.order_by(Trial.id)):
        if trial.tries < MAX_TRIES:
            trial.held_until, trial.tries = at + HOLD, trial.tries + 1
            session.flush()
            return trial
        trial.state, trial.held_until = TrialState.FAILED, None
    _finish(session, regrade)
    return None


def let_go(session: Session, trial_id: int) -> None:
    """Give a submission of a trial back: this worker cannot grade now."""
    trial = session.get_one(Trial, trial_id)
    trial.held_until, trial.tries = None, trial.tries - 1


def record_trial(session: Session, storage: BlobStore, trial_id: int, outcome: Outcome) -> None:
    """Keep what a submission would earn, and have the next one graded."""
    trial = session.get_one(Trial, trial_id)
    db.lock(session, trial.regrade)
    if trial.state is not TrialState.WAITING or trial.regrade.state is not RegradeState.RUNNING:
        return
    trial.state, trial.held_until, trial.report = TrialState.DONE, None, dict(outcome.report)
    trial.feedback_blob = storage.put(outcome.feedback)
    trial.executed_blob = storage.put(outcome.executed) if outcome.executed else None
    trial.environment = storage.put(outcome.environment.encode())
    session.flush()
    _finish(session, trial.regrade)
    if trial.regrade.state is RegradeState.RUNNING:
        wake_after_commit(session, REGRADE_JOB, trial.regrade_id)


def _finish(session: Session, regrade: Regrade) -> None:
    waiting = select(func.count(Trial.id)).where(
        Trial.regrade_id == regrade.id, Trial.state == TrialState.WAITING
    )
    session.flush()
    if not session.scalar(waiting):
        regrade.state = RegradeState.READY


def effects_of(session: Session, regrade: Regrade) -> list[Effect]:
    """What the trial means for each submission as it is marked now, in three queries.

    What people gave for a cell stays. In the order they were handed in.
    """
    query = (
        select(Trial)
        .join(Trial.submission)
        .join(User, Submission.user_id == User.id)
        .options(contains_eager(Trial.submission).contains_eager(Submission.user))
        .where(Trial.regrade_id == regrade.id)
        .order_by(Trial.id)
    )
    trials = list(session.scalars(query))
    marks = marks_of(session, [one.submission_id for one in trials])
    return [_effect(regrade, trial, marks[trial.submission_id]) for trial in trials]


def _effect(regrade: Regrade, trial: Trial, marks: Mapping[str, CellMark]) -> Effect:
    submission = trial.submission
    results = results_from(regrade.version, trial.report, marks)
    after = sum((one.score or Decimal(0) for one in results), Decimal(0))
    return Effect(
        trial,
        submission.score or Decimal(0),
        submission.max_score or Decimal(0),
        after if trial.state is TrialState.DONE else None,
        regrade.version.max_score,
    )


def apply(
    session: Session,
    regrade: Regrade,
    rule: ApplyRule,
    *,
    n_lower_seen: int,
    by_id: int,
    at: datetime,
) -> int:
    """Let the new scores count: the better ones, or all; says how many changed.

    Raises SeenOtherwise when all are to count and more or fewer would fall than were shown.
    """
    db.lock(session, regrade)
    if regrade.state is not RegradeState.READY:
        raise Conflict(gettext("이 다시 채점은 이미 정해졌거나 아직 끝나지 않았습니다."))
    effects = [one for one in effects_of(session, regrade) if one.after is not None]
    n_lower = sum(one.is_lower for one in effects)
    if rule is ApplyRule.ALL and n_lower != n_lower_seen:
        raise SeenOtherwise(gettext("그사이 점수가 바뀌었습니다. 다시 보고 정해 주세요."))
    chosen = [one for one in effects if rule is ApplyRule.ALL or one.is_higher]
    for one in chosen:
        _apply_to(session, regrade, one, by_id=by_id, at=at)
    regrade.rule, regrade.n_applied = rule, len(chosen)
    _decide(regrade, RegradeState.APPLIED, by_id, at)
    _record(session, "regrade.apply", regrade, by_id=by_id, at=at, rule=str(rule), n=len(chosen), n_lower=n_lower)  # fmt: skip
    return len(chosen)


def _apply_to(
    session: Session, regrade: Regrade, effect: Effect, *, by_id: int, at: datetime
) -> None:
    trial, submission = effect.trial, effect.trial.submission
    db.lock(session, submission)
    submission.graded_version, submission.max_score = regrade.version, effect.after_of
    submission.report, submission.environment = trial.report, trial.environment
    submission.feedback_blob, submission.executed_blob = trial.feedback_blob, trial.executed_blob
    submission.graded_at = at
    session.flush()
    settle(session, submission, ScoreCause.REGRADED, by_id=by_id, at=at)
    if effect.change and not submission.needs_manual_grade:
        tell_result(session, submission, at=at)


def discard(session: Session, regrade: Regrade, *, by_id: int, at: datetime) -> None:
    """Leave every score as it is."""
    db.lock(session, regrade)
    if regrade.decided_at is not None:
        raise Conflict(gettext("이 다시 채점은 이미 정해졌습니다."))
    _decide(regrade, RegradeState.DISCARDED, by_id, at)
    _record(session, "regrade.discard", regrade, by_id=by_id, at=at)


def _decide(regrade: Regrade, state: RegradeState, by_id: int, at: datetime) -> None:
    regrade.state, regrade.decided_by_id, regrade.decided_at = state, by_id, at


def open_regrade(session: Session, found: AssignmentInRun) -> Regrade | None:
    """The trial that nobody has decided about yet."""
    return next((one for one in regrades_of(session, found) if one.decided_at is None), None)


def regrades_of(session: Session, found: AssignmentInRun) -> Sequence[Regrade]:
    """Every trial of an assignment in a run, the newest first."""
    query = (
        select(Regrade)
        .options(
            joinedload(Regrade.started_by),
            joinedload(Regrade.decided_by),
            joinedload(Regrade.version),
        )
        .where(Regrade.run_id == found.run.id, Regrade.assignment_id == found.assignment.id)
        .order_by(Regrade.id.desc())
    )
    return list(session.scalars(query))


def regrade_to_decide(regrade_id: int) -> Regrade:
    """The trial with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(Regrade, regrade_id)
    if found is None:
        raise NotFound
    return found


def to_be_tried(session: Session, *, at: datetime) -> list[int]:
    """Trials that run and that no worker holds anything of."""
    held = select(Trial.id).where(Trial.regrade_id == Regrade.id, Trial.held_until > at)
    query = select(Regrade.id).where(Regrade.state == RegradeState.RUNNING, ~held.exists())
    return list(session.scalars(query))


def _record(
    session: Session, action: str, regrade: Regrade, *, by_id: int, at: datetime, **facts: Any
) -> None:
    audit.record(
        session,
        action,
        actor_id=by_id,
        subject=("assignment", regrade.assignment_id),
        at=at,
        run_id=regrade.run_id,
        version_id=regrade.version_id,
        **facts,
    )
