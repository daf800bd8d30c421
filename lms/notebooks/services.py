"""Handing in, taking a submission for grading, and recording what came out."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import audit, db
from lms.accounts.models import User
from lms.errors import Invalid
from lms.notebooks.archives import unpack
from lms.notebooks.errors import AttemptsUsed, Closed, KeyReused, LeaseLost, NotOpen
from lms.notebooks.models import LEASE, Submission, SubmissionShare, SubmissionState
from lms.notebooks.news import tell_result
from lms.notebooks.queries import (
    AssignmentInRun,
    OwnWork,
    Window,
    version_of_notebook,
    work_on,
)
from lms.notebooks.score_models import ScoreCause
from lms.notebooks.scores import settle
from lms.notebooks.team_models import Team
from lms.notebooks.teams import team_handing_in
from lms.queue import wake_after_commit
from lms.storage import BlobStore

GRADE_JOB = "notebooks.grade_submission"
MAX_TRIES = 3


@dataclass(frozen=True)
class Upload:
    """An archive that was checked: safe to store and to unpack again."""

    data: bytes
    sha256: str
    version: str | None


@dataclass(frozen=True)
class Outcome:
    """What the grader found in a submission."""

    score: Decimal
    max_score: Decimal
    needs_manual_grade: bool
    report: Mapping[str, Any]
    feedback: bytes
    executed: bytes | None = None
    environment: str = ""


def check_upload(data: bytes, assignment_name: str, claimed_sha256: str | None) -> Upload:
    """Read what a lab sent; raises Invalid or TooLarge and stores nothing."""
    sha256 = hashlib.sha256(data).hexdigest()
    if claimed_sha256 and claimed_sha256.lower() != sha256:
        raise Invalid(gettext("파일이 오는 길에 바뀌었습니다. 다시 제출해 주세요."))
    notebook = unpack(data).get(f"{assignment_name}.ipynb")
    if notebook is None:
        raise Invalid(
            gettext("제출한 묶음에 %(name)s 노트북이 없습니다.", name=f"{assignment_name}.ipynb")
        )
    return Upload(data, sha256, _version_named_in(notebook))


def _version_named_in(notebook: bytes) -> str | None:
    try:
        version = json.loads(notebook)["metadata"]["baeum"]["version"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return version if isinstance(version, str) else None


def submit(
    session: Session,
    storage: BlobStore,
    found: AssignmentInRun,
    user: User,
    upload: Upload,
    *,
    key: str,
    at: datetime,
) -> tuple[Submission, bool]:
    """Take an attempt and have it graded; says whether it is new.

    The same key again gives the first submission back, whatever the time. Raises
    NotOpen, Closed, AttemptsUsed, NoTeam, TeamTooSmall, or KeyReused when the key came with
    other content. What a member of a team hands in is every member's.
    """
    db.lock(session, user)
    earlier = session.scalar(
        select(Submission).where(Submission.user_id == user.id, Submission.idempotency_key == key)
    )
    if earlier is not None:
        _demand_same(earlier, found, upload)
        return earlier, False
    team = team_handing_in(session, found, user.id)
    own = work_on(session, user.id, found)
    demand_open(found.window, own.n_used, at)
    submission = Submission(
        run=found.run,
        assignment=found.assignment,
        version=version_of_notebook(session, found.assignment, upload.version),
        user=user,
        team=team,
        attempt=_next_attempt(session, own, team),
        blob=storage.put(upload.data),
        sha256=upload.sha256,
        size=len(upload.data),
        idempotency_key=key,
        received_at=at,
        late_percent_off=found.window.late.percent_off(found.window.due_at, at),
        report={},
    )
    if team is not None:
        submission.shares = [SubmissionShare(user_id=each) for each in sorted(team.member_ids)]
    session.add(submission)
    session.flush()
    audit.record(
        session,
        "submission.receive",
        actor_id=user.id,
        subject=("submission", submission.id),
        at=at,
        sha256=upload.sha256,
        attempt=submission.attempt,
    )
    wake_after_commit(session, GRADE_JOB, submission.id)
    return submission, True


def _next_attempt(session: Session, own: OwnWork, team: Team | None) -> int:
    """The number after all that the person, or anybody in the team, handed in before."""
    last = max((one.attempt for one in own.submissions), default=0)
    if team is None:
        return last + 1
    of_team = select(func.max(Submission.attempt)).where(Submission.team_id == team.id)
    return max(last, session.scalar(of_team) or 0) + 1


def _demand_same(earlier: Submission, found: AssignmentInRun, upload: Upload) -> None:
    same_place = (earlier.run_id, earlier.assignment_id) == (found.run.id, found.assignment.id)
    if not same_place or earlier.sha256 != upload.sha256:
        raise KeyReused(gettext("같은 제출 번호로 다른 내용이 왔습니다."))


def demand_open(window: Window, n_used: int, at: datetime) -> None:
    """Raise NotOpen, Closed or AttemptsUsed where nothing is taken at that time."""
    if at < window.opens_at:
        raise NotOpen(gettext("아직 열리지 않은 과제입니다."))
    if at > window.closes_at:
        raise Closed(gettext("제출 기간이 끝났습니다."))
    if n_used >= window.max_attempts:
        raise AttemptsUsed(gettext("제출할 수 있는 횟수를 모두 썼습니다."))


def claim(session: Session, submission_id: int, *, at: datetime) -> Submission | None:
    """Take a submission for grading, under a lease; None when nothing is to be done.

    One that workers died on MAX_TRIES times is given up, for a person to look at.
    """
    submission = session.get(Submission, submission_id)
    if submission is None:
        return None
    db.lock(session, submission)
    is_abandoned = (
        submission.state is SubmissionState.GRADING
        and submission.lease_until is not None
        and submission.lease_until <= at
    )
    if submission.state is not SubmissionState.QUEUED and not is_abandoned:
        return None
    if submission.tries >= MAX_TRIES:
        _end(submission, SubmissionState.FAILED)
        return None
    submission.state = SubmissionState.GRADING
    submission.lease, submission.lease_until = secrets.token_hex(16), at + LEASE
    submission.tries += 1
    session.flush()
    return submission


def renew_lease(session: Session, submission_id: int, lease: str, *, at: datetime) -> None:
    """Hold a claimed submission for another while; raises LeaseLost."""
    _leased(session, submission_id, lease).lease_until = at + LEASE


def give_back(session: Session, submission_id: int, lease: str) -> None:
    """Put a claimed submission back into the queue: this worker cannot grade now."""
    submission = _leased(session, submission_id, lease)
    _end(submission, SubmissionState.QUEUED)
    submission.tries -= 1


def record_result(
    session: Session,
    storage: BlobStore,
    submission_id: int,
    lease: str,
    outcome: Outcome,
    *,
    at: datetime,
) -> Submission:
    """Record what a run of the grader found; raises LeaseLost if it is not that run's turn."""
    submission = _leased(session, submission_id, lease)
    _end(submission, SubmissionState.GRADED)
    submission.max_score, submission.report = outcome.max_score, dict(outcome.report)
    submission.feedback_blob = storage.put(outcome.feedback)
    submission.executed_blob = storage.put(outcome.executed) if outcome.executed else None
    submission.environment = _kept(storage, outcome.environment)
    submission.graded_at = at
    settle(session, submission, ScoreCause.GRADED, at=at)
    tell_result(session, submission, at=at)
    return submission


def _kept(storage: BlobStore, environment: str) -> str | None:
    return storage.put(environment.encode()) if environment else None


def _leased(session: Session, submission_id: int, lease: str) -> Submission:
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise LeaseLost
    db.lock(session, submission)
    if submission.state is not SubmissionState.GRADING or submission.lease != lease:
        raise LeaseLost
    return submission


def _end(submission: Submission, state: SubmissionState) -> None:
    submission.state, submission.lease, submission.lease_until = state, None, None


def grade_again(session: Session, submission: Submission, *, by_id: int, at: datetime) -> None:
    """Put a submission that was given up back into the queue."""
    db.lock(session, submission)
    if submission.state is not SubmissionState.FAILED:
        raise Invalid(gettext("채점에 실패한 제출만 다시 채점할 수 있습니다."))
    _end(submission, SubmissionState.QUEUED)
    submission.tries = 0
    audit.record(
        session,
        "submission.grade_again",
        actor_id=by_id,
        subject=("submission", submission.id),
        at=at,
    )
    wake_after_commit(session, GRADE_JOB, submission.id)
