"""The exchange: what nbgrader in a lab asks of the LMS, over HTTP."""

import base64
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from flask_babel import gettext

from lms import clock, db
from lms.access import Permission, may
from lms.accounts.lab_tokens import user_of_lab_token
from lms.accounts.models import User
from lms.errors import Forbidden, Invalid, NotFound, TooLarge
from lms.notebooks import queries, services
from lms.notebooks.archives import MAX_ARCHIVE_BYTES
from lms.notebooks.errors import NotOpen
from lms.notebooks.marks import own_results
from lms.notebooks.models import Submission
from lms.notebooks.queries import AssignmentInRun, OwnWork
from lms.notebooks.team_models import Team
from lms.notebooks.team_queries import assignments_in_teams
from lms.storage import blobs
from lms.web.guard import ViewResult, machine
from lms.web.locale import in_language

bp = Blueprint("exchange", __name__, url_prefix="/api/exchange/v1", template_folder="templates")


@bp.before_request
def note_entry() -> None:
    """Take the time at the door, so that a slow upload is not a late one."""
    g.entered_at = clock.now()


@bp.get("/me")
@machine(user_of_lab_token)
def me(user: User) -> ViewResult:
    """Who the lab belongs to, and in which courses."""
    runs = queries.runs_of_lab(db.session(), user.actor)
    return {
        "user": {"id": user.hub_name, "name": user.name},
        "server_time": clock.now().isoformat(),
        "courses": [
            {
                "course_id": run.slug,
                "title": in_language(run.course.title),
                "course": run.course.slug,
            }
            for run in runs
        ],
    }


@bp.get("/courses/<course_id>/assignments")
@machine(user_of_lab_token)
def assignments(user: User, course_id: str) -> ViewResult:
    """The assignments open in a course, each with the person's submissions."""
    session = db.session()
    run = queries.run_of_lab(session, user.actor, course_id)
    own = queries.own_work(session, user.id, run.id)
    teaches = may(user.actor, Permission.RUN_TEACH, run.scope)
    found = [
        each
        for each in queries.assignments_in(session, run, user.id)
        if teaches or each.window.opens_at <= clock.now()
    ]
    in_teams = assignments_in_teams(session, run.id)
    return {
        "assignments": [
            _assignment_json(each, own[each.assignment.id])
            | {"in_teams": each.assignment.id in in_teams}
            for each in found
        ]
    }


@bp.get("/courses/<course_id>/assignments/<assignment_id>/archive")
@machine(user_of_lab_token)
def archive(user: User, course_id: str, assignment_id: str) -> ViewResult:
    """The release version as a gzip tar."""
    found = _assignment(user, course_id, assignment_id)
    is_early = clock.now() < found.window.opens_at
    if is_early and not may(user.actor, Permission.RUN_TEACH, found.scope):
        raise NotOpen(gettext("아직 열리지 않은 과제입니다."))
    version = found.assignment.current_version
    if version is None:
        raise NotFound
    return Response(blobs().get(version.release_blob), mimetype="application/gzip")


@bp.post("/courses/<course_id>/assignments/<assignment_id>/submissions")
@machine(user_of_lab_token)
def submit(user: User, course_id: str, assignment_id: str) -> ViewResult:
    """Take an attempt; the same Idempotency-Key again gives the first receipt back."""
    found = _assignment(user, course_id, assignment_id)
    if not may(user.actor, Permission.RUN_STUDY, found.scope):
        raise Forbidden(gettext("이 과정을 배우는 사람만 제출할 수 있습니다."))
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= 100:
        raise Invalid(gettext("Idempotency-Key 머리말이 필요합니다."))
    upload = services.check_upload(
        _body(), found.assignment.name, request.headers.get("X-Content-SHA256")
    )
    with db.transaction() as session:
        submission, is_new = services.submit(
            session, blobs(), found, user, upload, key=key, at=_entered_at()
        )
    return receipt_of(submission), 201 if is_new else 200


def receipt_of(submission: Submission) -> dict[str, Any]:
    """What a lab is told of an attempt that was taken."""
    return {
        "id": submission.id,
        "timestamp": submission.received_at.isoformat(),
        "attempt": submission.attempt,
        "receipt": submission.receipt,
    }


@bp.get("/submissions/<int:submission_id>")
@machine(user_of_lab_token)
def submission(user: User, submission_id: int) -> ViewResult:
    """How far one's own submission is."""
    return _submission_json(_own(user, submission_id))


@bp.get("/submissions/<int:submission_id>/feedback")
@machine(user_of_lab_token)
def feedback(user: User, submission_id: int) -> ViewResult:
    """The feedback on one's own submission as a page that needs no further file."""
    found = _own(user, submission_id)
    if found.feedback_blob is None:
        raise NotFound
    page = render_template(
        "notebooks/feedback.html",
        submission=found,
        cells=own_results(db.session(), found),
        content=blobs().get(found.feedback_blob).decode(),
    )
    content = base64.b64encode(page.encode()).decode()
    return {"files": [{"name": f"{found.assignment.name}.html", "content_base64": content}]}


def _assignment(user: User, course_id: str, assignment_id: str) -> AssignmentInRun:
    run = queries.run_of_lab(db.session(), user.actor, course_id)
    return queries.assignment_in(db.session(), run, assignment_id, user.id)


def _own(user: User, submission_id: int) -> Submission:
    found = queries.submission_to_view(submission_id)
    if user.id not in found.owner_ids:
        raise NotFound
    return found


def _body() -> bytes:
    if (request.content_length or 0) > MAX_ARCHIVE_BYTES:
        raise TooLarge(gettext("제출한 파일이 너무 큽니다."))
    return request.get_data(cache=False)


def _entered_at() -> datetime:
    entered: datetime = g.entered_at
    return entered


def _assignment_json(found: AssignmentInRun, own: OwnWork) -> dict[str, Any]:
    window, version = found.window, found.assignment.current_version
    return {
        "assignment_id": found.assignment.name,
        "title": in_language(found.assignment.title),
        "opens_at": window.opens_at.isoformat(),
        "due_at": window.due_at.isoformat(),
        "closes_at": window.closes_at.isoformat(),
        "attempts_allowed": window.max_attempts,
        "attempts_used": own.n_used,
        "team": _team_json(own.team),
        "counts": window.counts.value,
        "version": version.content_hash if version else None,
        "notebooks": [found.assignment.name],
        "submissions": _submissions_json(own.submissions),
    }


def _team_json(team: Team | None) -> dict[str, Any] | None:
    if team is None:
        return None
    return {"name": team.name, "members": [one.user.name for one in team.members]}


def _submissions_json(submissions: Iterable[Submission]) -> list[dict[str, Any]]:
    return [_submission_json(each) for each in submissions]


def _submission_json(submission: Submission) -> dict[str, Any]:
    return {
        "id": submission.id,
        "timestamp": submission.received_at.isoformat(),
        "attempt": submission.attempt,
        "team": submission.team.name if submission.team else None,
        "handed_in_by": submission.user.name if submission.team else None,
        "state": submission.state.value,
        "score": None if submission.score is None else float(submission.score),
        "max_score": None if submission.max_score is None else float(submission.max_score),
        "feedback": submission.feedback_blob is not None,
        "feedback_sha256": submission.feedback_blob,
    }
