"""What the worker does for assignments."""

import logging
from collections.abc import Mapping

from flask import current_app

from assessments.notebooks import SandboxUnavailable, alike
from lms import clock, db
from lms.db import transaction
from lms.labs.environment_queries import EnvironmentNotBuilt
from lms.labs.installed import installed_for
from lms.notebooks import likeness, queries, regrading, services, uploads
from lms.notebooks.errors import LeaseLost
from lms.notebooks.grading import outcome_of
from lms.notebooks.lease import kept
from lms.notebooks.models import AssignmentVersion, Submission
from lms.queue import Job, Queue, Schedule, crontab
from lms.sandbox import grader
from lms.settings import Settings
from lms.storage import blobs

log = logging.getLogger(__name__)

SWEEP_JOB = "notebooks.find_lost"
FORGET_UPLOADS_JOB = "notebooks.forget_uploads"


def grade_submission(submission_id: int) -> None:
    """Grade one submission, unless somebody else does or did."""
    with transaction() as session:
        submission = services.claim(session, submission_id, at=clock.now())
    if submission is None or submission.lease is None:
        return
    lease = submission.lease
    try:
        with kept(current_app.app_context, submission_id, lease):
            outcome = _outcome_of(submission, submission.version)
    except (SandboxUnavailable, EnvironmentNotBuilt) as problem:
        log.warning("submission %s waits: %s", submission_id, _said(problem))
        with transaction() as session:
            services.give_back(session, submission_id, lease)
        return
    try:
        with transaction() as session:
            services.record_result(session, blobs(), submission_id, lease, outcome, at=clock.now())
    except LeaseLost:
        log.warning("submission %s was taken over by another worker", submission_id)


def try_next(regrade_id: int) -> None:
    """Grade the next submission of a trial; the queue's other jobs come in between."""
    with transaction() as session:
        trial = regrading.claim_trial(session, regrade_id, at=clock.now())
    if trial is None:
        return
    try:
        outcome = _outcome_of(trial.submission, trial.regrade.version)
    except (SandboxUnavailable, EnvironmentNotBuilt) as problem:
        log.warning("trial %s waits: %s", trial.id, _said(problem))
        with transaction() as session:
            regrading.let_go(session, trial.id)
        return
    with transaction() as session:
        regrading.record_trial(session, blobs(), trial.id, outcome)


def compare(comparison_id: int) -> None:
    """Compare everybody's newest submission with everybody's, unless somebody else does."""
    with transaction() as session:
        comparison = likeness.claim_comparison(session, comparison_id, at=clock.now())
        if comparison is None:
            return
        name, threshold = comparison.assignment.name, comparison.threshold_percent / 100
        submissions = likeness.compared_in(session, comparison)
    prints, n_unreadable = likeness.prints_of(blobs(), name, submissions)
    found = alike(prints, threshold=threshold)
    with transaction() as session:
        pairs = likeness.of_different_people(found, submissions)
        likeness.record_pairs(
            session,
            comparison_id,
            pairs,
            n_compared=len(prints),
            n_unreadable=n_unreadable,
            at=clock.now(),
        )


def _outcome_of(submission: Submission, version: AssignmentVersion) -> services.Outcome:
    settings: Settings = current_app.extensions["settings"]
    environment = installed_for(db.session(), settings, submission.run.course)
    store = blobs()
    return outcome_of(
        grader(),
        store.get(version.key_blob),
        store.get(version.release_blob),
        store.get(submission.blob),
        submission.assignment.name,
        environment=environment,
    )


def _said(problem: Exception) -> str:
    """Why this machine cannot grade now, for its log."""
    if isinstance(problem, EnvironmentNotBuilt):
        return f"no environment is built here for {problem}: lms labs build {problem}"
    return f"no sandbox on this machine: {problem}"


def find_lost() -> None:
    """Wake a worker for every submission, trial and comparison that nobody works on."""
    queue: Queue = current_app.extensions["queue"]
    for submission_id in queries.to_be_graded(db.session(), at=clock.now()):
        queue.wake(services.GRADE_JOB, submission_id)
    for regrade_id in regrading.to_be_tried(db.session(), at=clock.now()):
        queue.wake(regrading.REGRADE_JOB, regrade_id)
    for comparison_id in likeness.to_be_compared(db.session(), at=clock.now()):
        queue.wake(likeness.COMPARE_JOB, comparison_id)


def forget_uploads(*_facts: object) -> None:
    """The sweep: drop uploads that nobody went on with."""
    with transaction() as session:
        uploads.forget_expired(session, at=clock.now())


JOBS: Mapping[str, Job] = {
    services.GRADE_JOB: grade_submission,
    regrading.REGRADE_JOB: try_next,
    likeness.COMPARE_JOB: compare,
    SWEEP_JOB: find_lost,
    FORGET_UPLOADS_JOB: forget_uploads,
}
PERIODIC: Mapping[str, Schedule] = {
    SWEEP_JOB: crontab(),
    FORGET_UPLOADS_JOB: crontab(minute="37"),
}
