"""What a person handed in: for their download, and emptied when they are forgotten."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from flask_babel import gettext
from sqlalchemy import ColumnElement, Select, delete, or_, select
from sqlalchemy.orm import Session

from lms.accounts.erasure import is_forgotten
from lms.accounts.personal_data import Part, PersonalData, row_of
from lms.notebooks.flag_models import SubmissionFlag
from lms.notebooks.likeness_models import AlikePair
from lms.notebooks.models import (
    AssignmentVersion,
    CellMark,
    Extension,
    Submission,
    SubmissionState,
)
from lms.notebooks.request_models import RegradeRequest
from lms.notebooks.score_models import Trial
from lms.notebooks.second_models import SecondMark
from lms.notebooks.team_models import TeamMember
from lms.notebooks.team_queries import is_of
from lms.notebooks.upload_models import UnfinishedUpload
from lms.notebooks.uploads import forget_person
from lms.storage import blobs

NOTHING = sha256(b"").hexdigest()


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """Every attempt, alone or with a team, with its files and the feedback to it."""
    found = list(session.scalars(select(Submission).where(is_of(user_id)).order_by(Submission.id)))
    rows = [_row(one) for one in found]
    files = {f"{_place(one)}.tar.gz": one.blob for one in found if one.blob != NOTHING}
    feedback = {
        f"{_place(one)}-feedback.html": one.feedback_blob for one in found if one.feedback_blob
    }
    yield Part("submissions", gettext("제출한 과제"), rows, {**files, **feedback})
    extensions = select(Extension).where(Extension.user_id == user_id).order_by(Extension.id)
    given = [_extension_row(one) for one in session.scalars(extensions)]
    yield Part("assignment_extensions", gettext("늦춰 받은 마감"), given)
    marks = (
        select(CellMark)
        .join(Submission, CellMark.submission_id == Submission.id)
        .where(is_of(user_id))
        .order_by(CellMark.id)
    )
    marked = [
        row_of(one, "submission_id", "cell_name", "points", "comment", "rubric", "marked_at")
        for one in session.scalars(marks)
    ]
    yield Part("cell_marks", gettext("사람이 준 점수와 의견"), marked)
    shown = ("submission_id", "cell_name", "reason", "asked_at", "points_before", "points_after", "answer", "answered_at")  # fmt: skip
    asked = [row_of(one, *shown) for one in _requests(session, is_of(user_id))]
    yield Part("regrade_requests", gettext("다시 채점 요청"), asked)
    noted = [
        row_of(one, "submission_id", "note", "raised_at") for one in _flags(session, is_of(user_id))
    ]
    alike = [_pair_row(one, found) for one in session.scalars(_pairs(is_of(user_id)))]
    yield Part("alike_pairs", gettext("비슷한 코드로 꼽힌 제출"), alike)
    unfinished = (
        select(UnfinishedUpload)
        .where(UnfinishedUpload.user_id == user_id)
        .order_by(UnfinishedUpload.began_at, UnfinishedUpload.id)
    )
    begun = [_unfinished_row(one) for one in session.scalars(unfinished)]
    yield Part("unfinished_uploads", gettext("끝나지 않은 제출"), begun)
    yield Part("submission_flags", gettext("표시한 까닭"), noted)


def erase(session: Session, user_id: int, _at: datetime) -> Iterable[str]:
    """Keep the points of each attempt and let its content go; what waits is not graded.

    What a team handed in stays for the others, and goes with the last of them.
    """
    forget_person(session, user_id)
    gone: set[str] = set()
    blobs().put(b"")
    _leave_teams(session, user_id)
    emptied = _submissions(session, user_id)
    for one in emptied:
        gone |= {one.blob, one.feedback_blob or NOTHING, one.executed_blob or NOTHING}
        one.blob = one.sha256 = NOTHING
        one.feedback_blob, one.executed_blob, one.size = None, None, 0
        one.report = {"cells": [{**cell, "error": None} for cell in one.report.get("cells", [])]}
        for mark in session.scalars(select(CellMark).where(CellMark.submission_id == one.id)):
            mark.comment = ""
        for second in session.scalars(select(SecondMark).where(SecondMark.submission_id == one.id)):
            second.comment = ""
        if one.is_waiting:
            one.state, one.lease, one.lease_until = SubmissionState.FAILED, None, None
    theirs = Submission.id.in_([one.id for one in emptied])
    for trial in _trials(session, theirs):
        gone |= {trial.feedback_blob or NOTHING, trial.executed_blob or NOTHING}
        session.delete(trial)
    for flag in _flags(session, theirs):
        flag.note = ""
    for pair in session.scalars(_pairs(theirs)):
        session.delete(pair)
    for request in _requests(session, theirs):
        request.reason = request.answer = ""
    session.execute(delete(Extension).where(Extension.user_id == user_id))
    session.flush()
    return {digest for digest in gone - {NOTHING} if not _is_needed(session, digest)}


DATA = PersonalData(parts, erase)


def _leave_teams(session: Session, user_id: int) -> None:
    session.execute(delete(TeamMember).where(TeamMember.user_id == user_id))
    for one in session.scalars(select(Submission).where(Submission.user_id == user_id)):
        one.idempotency_key = f"erased-{one.id}"
    session.flush()


def _submissions(session: Session, user_id: int) -> list[Submission]:
    """Of what the person handed in, all that nobody else is left in."""
    query = select(Submission).where(is_of(user_id)).order_by(Submission.id)
    return [one for one in session.scalars(query) if not _others(session, one, user_id)]


def _others(session: Session, submission: Submission, user_id: int) -> bool:
    """Whether somebody else whose it is has not been forgotten."""
    others = submission.owner_ids - {user_id}
    return any(not is_forgotten(session, other) for other in sorted(others))


def _flags(session: Session, whose: ColumnElement[bool]) -> list[SubmissionFlag]:
    query = select(SubmissionFlag).join(Submission, SubmissionFlag.submission_id == Submission.id)
    query = query.where(whose).order_by(SubmissionFlag.id)
    return list(session.scalars(query))


def _trials(session: Session, whose: ColumnElement[bool]) -> list[Trial]:
    query = select(Trial).join(Submission, Trial.submission_id == Submission.id)
    return list(session.scalars(query.where(whose)))


def _pairs(whose: ColumnElement[bool]) -> Select[AlikePair]:
    own = select(Submission.id).where(whose)
    either = or_(AlikePair.first_id.in_(own), AlikePair.second_id.in_(own))
    return select(AlikePair).where(either).order_by(AlikePair.id)


def _pair_row(one: AlikePair, own: Sequence[Submission]) -> dict[str, object]:
    """What is said about the person's own submission; whose the other is stays out."""
    (number, *_) = [each.id for each in own if each.id in (one.first_id, one.second_id)]
    return {"submission_id": number, "percent": one.percent, **row_of(one.comparison, "asked_at")}


def _requests(session: Session, whose: ColumnElement[bool]) -> list[RegradeRequest]:
    query = (
        select(RegradeRequest)
        .join(Submission, RegradeRequest.submission_id == Submission.id)
        .where(whose)
        .order_by(RegradeRequest.id)
    )
    return list(session.scalars(query))


def _place(one: Submission) -> str:
    return f"{one.run.slug}/{one.assignment.name}/{one.attempt}"


def _row(one: Submission) -> dict[str, object]:
    shown = ("attempt", "receipt", "sha256", "size", "received_at", "state")
    return {
        "course_run": one.run.slug,
        "assignment": one.assignment.name,
        "team": one.team.name if one.team else None,
        **{name: getattr(one, name) for name in shown},
        **row_of(one, "score", "max_score", "graded_at"),
    }


def _extension_row(one: Extension) -> dict[str, object]:
    return {
        "course_run": one.run.slug,
        "assignment": one.assignment.name,
        **row_of(one, "due_at", "more_attempts", "reason", "given_at"),
    }


def _unfinished_row(one: UnfinishedUpload) -> dict[str, object]:
    return {
        "course_run": one.run.slug,
        "assignment": one.assignment.name,
        **row_of(one, "sha256", "size", "arrived", "began_at", "expires_at"),
    }


def _is_needed(session: Session, digest: str) -> bool:
    """Whether someone else handed in, or an assignment is made of, the very same bytes."""
    version = AssignmentVersion
    uses = (
        select(Trial.id).where(or_(Trial.feedback_blob == digest, Trial.executed_blob == digest)),
        select(Submission.id).where(
            or_(
                Submission.blob == digest,
                Submission.feedback_blob == digest,
                Submission.executed_blob == digest,
            )
        ),
        select(version.id).where(
            or_(
                version.source_blob == digest,
                version.key_blob == digest,
                version.release_blob == digest,
            )
        ),
    )
    return any(session.scalar(use.limit(1)) is not None for use in uses)
