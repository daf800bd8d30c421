"""Flagging a submission for other markers, and settling it."""

from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from lms import audit, db
from lms.accounts.models import User
from lms.errors import Conflict, Invalid, NotFound
from lms.notebooks.flag_models import LONGEST_NOTE, SubmissionFlag
from lms.notebooks.models import Submission
from lms.notebooks.queries import AssignmentInRun


def raise_flag(
    session: Session, submission: Submission, note: str, *, by_id: int, at: datetime
) -> SubmissionFlag:
    """Flag a submission; raises Invalid without a note."""
    if not note.strip():
        raise Invalid(gettext("까닭을 적어 주세요."))
    flag = SubmissionFlag(
        submission=submission, note=note.strip()[:LONGEST_NOTE], raised_by_id=by_id, raised_at=at
    )
    session.add(flag)
    session.flush()
    _record(session, "submission.flag", flag, by_id=by_id, at=at)
    return flag


def settle_flag(session: Session, flag: SubmissionFlag, *, by_id: int, at: datetime) -> None:
    """Note that the flag was looked into; raises Conflict the second time."""
    db.lock(session, flag)
    if flag.settled_at is not None:
        raise Conflict(gettext("이미 처리한 표시입니다."))
    flag.settled_by_id, flag.settled_at = by_id, at
    session.flush()
    _record(session, "submission.settle_flag", flag, by_id=by_id, at=at)


def flags_of(session: Session, submission: Submission) -> list[SubmissionFlag]:
    """Every flag of a submission, the newest first."""
    query = (
        select(SubmissionFlag)
        .options(joinedload(SubmissionFlag.raised_by), joinedload(SubmissionFlag.settled_by))
        .where(SubmissionFlag.submission_id == submission.id)
        .order_by(SubmissionFlag.id.desc())
    )
    return list(session.scalars(query))


def open_flags_in(session: Session, found: AssignmentInRun) -> list[SubmissionFlag]:
    """The flags of everybody's submissions that nobody has settled, the oldest first."""
    query = (
        select(SubmissionFlag)
        .join(SubmissionFlag.submission)
        .join(User, Submission.user_id == User.id)
        .options(
            contains_eager(SubmissionFlag.submission).contains_eager(Submission.user),
            joinedload(SubmissionFlag.raised_by),
        )
        .where(
            Submission.run_id == found.run.id,
            Submission.assignment_id == found.assignment.id,
            SubmissionFlag.settled_at.is_(None),
        )
        .order_by(SubmissionFlag.id)
    )
    return list(session.scalars(query))


def flag_to_settle(flag_id: int) -> SubmissionFlag:
    """The flag with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(SubmissionFlag, flag_id)
    if found is None:
        raise NotFound
    return found


def _record(
    session: Session, action: str, flag: SubmissionFlag, *, by_id: int, at: datetime
) -> None:
    subject = ("submission", flag.submission_id)
    audit.record(session, action, actor_id=by_id, subject=subject, at=at, flag=flag.id)
