"""The score of a submission, how it came about, and which of a person's scores counts."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms import db
from lms.grades.services import is_recorded, record_grade
from lms.notebooks.marks import own_results
from lms.notebooks.models import Submission
from lms.notebooks.queries import work_on
from lms.notebooks.score_models import ScoreCause, ScoreRecord

WORK_KIND = "assignment"


def settle(
    session: Session,
    submission: Submission,
    cause: ScoreCause,
    *,
    by_id: int | None = None,
    at: datetime,
) -> None:
    """Add the score up, keep how it came about, and let the grade follow.

    Each cell earns its mark where a person gave one, else what the grader found.
    """
    found = own_results(session, submission)
    submission.score = sum((one.score or Decimal(0) for one in found), Decimal(0))
    submission.needs_manual_grade = any(one.is_waiting for one in found)
    session.add(
        ScoreRecord(
            submission_id=submission.id,
            cause=cause,
            score=submission.score,
            max_score=submission.max_score or Decimal(0),
            cells={one.name: None if one.score is None else str(one.score) for one in found},
            version_id=submission.graded_by.id,
            sha256=submission.sha256,
            environment=submission.environment,
            by_id=by_id,
            recorded_at=at,
        )
    )
    session.flush()
    count_work(session, submission, at=at)


def scores_of(session: Session, submission: Submission) -> list[ScoreRecord]:
    """Every score the submission had, the newest first."""
    query = (
        select(ScoreRecord)
        .options(joinedload(ScoreRecord.by), joinedload(ScoreRecord.version))
        .where(ScoreRecord.submission_id == submission.id)
        .order_by(ScoreRecord.id.desc())
    )
    return list(session.scalars(query))


def count_work(session: Session, submission: Submission, *, at: datetime) -> None:
    """Make what counts of its owners' attempts their grades, unless it is already."""
    if submission.team is not None:  # two attempts of a team that are graded at once take turns
        db.lock(session, submission.team)
    for user_id in sorted(submission.owner_ids):
        _count_for(session, user_id, submission, at=at)


def _count_for(session: Session, user_id: int, submission: Submission, *, at: datetime) -> None:
    own = work_on(session, user_id, submission)
    counting, source = own.counting, own.source
    if counting is None or source is None:
        return
    work = (user_id, submission.run_id, WORK_KIND, submission.assignment.name)
    earned, possible = counting.earned, counting.possible
    if is_recorded(session, *work, source_id=source.id, earned=earned, possible=possible):
        return
    record_grade(
        session,
        user_id=user_id,
        run_id=submission.run_id,
        work_kind=WORK_KIND,
        work_key=submission.assignment.name,
        title=submission.assignment.title,
        earned=earned,
        possible=possible,
        source_id=source.id,
        at=at,
    )
