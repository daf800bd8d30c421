"""What the worker does for exams."""

import logging
import secrets
from collections.abc import Collection, Mapping
from functools import partial

from flask import current_app
from sqlalchemy.orm import Session

from assessments.items.notebook_task import Task
from assessments.notebooks import CodeReport, SandboxUnavailable
from lms import clock, db
from lms.exams import queries, services
from lms.exams.code_models import Hitch
from lms.exams.code_runs import RUN_JOB, lost_run_ids
from lms.exams.items import source_of
from lms.exams.models import Attempt, AttemptItem, Exam
from lms.exams.openings import Opening, exams_near, unprepared
from lms.exams.programs import report_on
from lms.exams.task_uploads import upload_that_counts
from lms.labs.environment_queries import EnvironmentNotBuilt
from lms.labs.installed import installed_for
from lms.queue import Job, Queue, Schedule, crontab
from lms.sandbox import environment_text, grader
from lms.settings import Settings
from lms.storage import blobs

CLOSE_EXPIRED_JOB = "exams.close_expired"
FIND_LOST_JOB = "exams.find_lost_runs"
PREPARE_JOB = "exams.prepare_forms"
AT_ONCE = 20
"""Forms that are drawn in one transaction, for which nobody's start waits long."""

log = logging.getLogger(__name__)


def close_expired() -> None:
    """Close and mark every attempt whose time is over, each in its own transaction."""
    for attempt_id in queries.expired_attempt_ids(db.session(), clock.now()):
        try:
            _close(attempt_id)
        except Exception:  # one attempt that cannot be marked must not hold up the others
            log.exception("attempt %s cannot be closed", attempt_id)


def _close(attempt_id: int) -> None:
    with db.transaction() as session:
        attempt = session.get(Attempt, attempt_id)
        if attempt is not None:
            services.close_if_over(session, attempt, at=clock.now())


def run_tests(run_id: int) -> None:
    """Run the tests on one answer in the sandbox, unless somebody else does or did."""
    with db.transaction() as session:
        run = services.claim_run(session, run_id, at=clock.now())
        if run is None or run.lease is None:
            return
        lease, answer = run.lease, _answer_at(session, run.place)
    if answer is None:
        with db.transaction() as session:
            services.leave_run(session, run_id, lease, Hitch.NO_FILE, at=clock.now())
        return
    try:
        report, environment = _run(answer, run.place)
    except (SandboxUnavailable, EnvironmentNotBuilt) as problem:
        log.warning("run %s waits: %s (%s)", run_id, problem, type(problem).__name__)
        with db.transaction() as session:
            services.give_back_run(session, run_id, lease, at=clock.now())
        return
    with db.transaction() as session:
        services.record_run(session, run_id, lease, report, environment, at=clock.now())


def _answer_at(session: Session, place: AttemptItem) -> bytes | None:
    """What is run; None if the answer names a file that is not there."""
    if not isinstance(source_of(place.item_revision).body, Task):
        return str(place.answer.value if place.answer else "").encode()
    upload = upload_that_counts(session, place)
    return None if upload is None else blobs().get(upload.sha256)


def _run(answer: bytes, place: AttemptItem) -> tuple[CodeReport, str]:
    """What came of a run, and what it ran with: the course's own packages, or ours."""
    settings: Settings = current_app.extensions["settings"]
    environment = installed_for(db.session(), settings, place.attempt.run.course)
    grade = partial(grader(), environment=environment) if environment else grader()
    report = report_on(answer, source_of(place.item_revision).body, grade)
    return report, environment.lock if environment else environment_text()


def find_lost_runs() -> None:
    """Wake a worker for every run that nobody works on."""
    queue: Queue = current_app.extensions["queue"]
    for run_id in lost_run_ids(db.session(), clock.now()):
        queue.wake(RUN_JOB, run_id)


def prepare_forms() -> None:
    """Draw the forms of exams that begin soon, a few at a time; discard those nobody waits for."""
    for (run_id, exam_id), openings in exams_near(db.session(), clock.now()).items():
        try:
            _prepare(run_id, exam_id, openings)
        except Exception:  # what is not prepared is drawn at the start
            log.exception("forms of exam %s in run %s cannot be prepared", exam_id, run_id)


def _prepare(run_id: int, exam_id: int, openings: Collection[Opening]) -> None:
    with db.transaction() as session:
        exam = session.get_one(Exam, exam_id, populate_existing=True)
        services.discard_forms(session, run_id, exam, openings)
        left = sorted(unprepared(session, run_id, exam, openings))
    for first in range(0, len(left), AT_ONCE):
        seeds = {user_id: secrets.token_hex(16) for user_id in left[first : first + AT_ONCE]}
        with db.transaction() as session:
            services.prepare_forms(session, run_id, exam, openings, seeds, at=clock.now())


JOBS: Mapping[str, Job] = {
    CLOSE_EXPIRED_JOB: close_expired,
    RUN_JOB: run_tests,
    FIND_LOST_JOB: find_lost_runs,
    PREPARE_JOB: prepare_forms,
}
PERIODIC: Mapping[str, Schedule] = {
    CLOSE_EXPIRED_JOB: crontab(),
    FIND_LOST_JOB: crontab(),
    PREPARE_JOB: crontab(),
}
