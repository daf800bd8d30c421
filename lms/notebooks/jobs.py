"""What the worker does for assignments."""

import logging
from collections.abc import Mapping

from flask import current_app

from assessments.notebooks import SandboxUnavailable, available_level
from lms import clock, db
from lms.db import transaction
from lms.notebooks import queries, services
from lms.notebooks.errors import LeaseLost
from lms.notebooks.grading import Grader, outcome_of
from lms.notebooks.lease import kept
from lms.notebooks.models import Submission
from lms.queue import Job, Queue, Schedule, crontab
from lms.settings import Mode, Settings
from lms.storage import blobs

log = logging.getLogger(__name__)

SWEEP_JOB = "notebooks.find_lost"


def grade_submission(submission_id: int) -> None:
    """Grade one submission, unless somebody else does or did."""
    with transaction() as session:
        submission = services.claim(session, submission_id, at=clock.now())
    if submission is None or submission.lease is None:
        return
    lease = submission.lease
    try:
        with kept(current_app.app_context, submission_id, lease):
            outcome = _outcome_of(submission)
    except SandboxUnavailable:
        log.exception("submission %s: no sandbox on this machine", submission_id)
        with transaction() as session:
            services.give_back(session, submission_id, lease)
        return
    try:
        with transaction() as session:
            services.record_result(session, blobs(), submission_id, lease, outcome, at=clock.now())
    except LeaseLost:
        log.warning("submission %s was taken over by another worker", submission_id)


def _outcome_of(submission: Submission) -> services.Outcome:
    _refuse_weak_sandbox()
    version, store = submission.version, blobs()
    grader: Grader = current_app.extensions["grader"]
    return outcome_of(
        grader,
        store.get(version.key_blob),
        store.get(version.release_blob),
        store.get(submission.blob),
        submission.assignment.name,
    )


def _refuse_weak_sandbox() -> None:
    settings: Settings = current_app.extensions["settings"]
    if settings.mode is Mode.PRODUCTION and available_level() == "none":
        raise SandboxUnavailable("production grades only in namespaces")


def find_lost() -> None:
    """Wake a worker for every submission that nobody works on."""
    queue: Queue = current_app.extensions["queue"]
    for submission_id in queries.to_be_graded(db.session(), at=clock.now()):
        queue.wake(services.GRADE_JOB, submission_id)


JOBS: Mapping[str, Job] = {services.GRADE_JOB: grade_submission, SWEEP_JOB: find_lost}
PERIODIC: Mapping[str, Schedule] = {SWEEP_JOB: crontab()}
