import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.notebooks import SandboxUnavailable
from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.db import transaction
from lms.grades.models import Grade, GradeHistory
from lms.notebooks import jobs, services
from lms.notebooks.errors import LeaseLost
from lms.notebooks.lease import kept
from lms.notebooks.models import LEASE, Assignment, Submission, SubmissionState
from lms.notebooks.publishing import publish_assignments
from lms.queue import Queue
from lms.storage import blobs
from tests.assessments.notebooks.samples import edited, with_first_cell
from tests.lms.conftest import FakeClock
from tests.lms.notebooks.conftest import FakeGrader, Lab, archive, prepared, released
from tests.lms.people import NOW, World

RunJobs = Callable[[], int]
ClientOf = Callable[[User], FlaskClient]


def only_submission(session: Session) -> Submission:
    session.expire_all()
    return session.scalars(select(Submission)).one()


def grades(session: Session) -> list[Decimal]:
    session.expire_all()
    return [grade.earned for grade in session.scalars(select(Grade))]


def test_a_submission_is_graded_in_the_real_sandbox(
    bens_lab: Lab, session: Session, run_jobs: RunJobs
) -> None:
    half = edited(released().notebook, square="def square(x):\n    return 4")
    bens_lab.submit(archive(notebook=half))
    run_jobs()

    found = only_submission(session)
    assert found.state is SubmissionState.GRADED
    assert (found.score, found.max_score) == (Decimal(1), Decimal(7))
    assert found.report["cells"][0]["error"] == "three squared is nine"
    assert grades(session) == [Decimal(1)]


def test_a_submission_that_silences_the_tests_waits_for_a_person(
    bens_lab: Lab, session: Session, run_jobs: RunJobs, world: World, client_of: ClientOf
) -> None:
    silent = (
        "import gc\nrunner = next(o for o in gc.get_objects() if type(o).__name__ == 'Runner')\n"
        "runner.run_trusted = lambda source: None"
    )
    bens_lab.submit(archive(notebook=with_first_cell(released().notebook, silent)))
    run_jobs()

    found = only_submission(session)
    assert (found.score, found.needs_manual_grade) == (Decimal(0), True)
    words = "이 검사 옆에서는 틀린 문장까지 통과했습니다"
    assert words in client_of(world.ben).get(f"/submissions/{found.id}").text
    assert words in client_of(world.ann).get(f"/submissions/{found.id}/marking/square-tests").text


def test_result_grade_and_audit_are_recorded_together(
    bens_lab: Lab, session: Session, grader: FakeGrader, run_jobs: RunJobs, world: World
) -> None:
    bens_lab.submit(archive(**{"data.csv": b"forged", "own.py": b"x = 1"}))
    run_jobs()

    found = only_submission(session)
    grade = session.scalars(select(Grade)).one()
    assert (found.score, found.graded_at, found.lease) == (Decimal(5), NOW, None)
    assert (grade.user_id, grade.work_key, grade.source_id) == (world.ben.id, "square", found.id)
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "grade.record")).one()
    ((_, _, files),) = grader.given
    assert files == {"data.csv": b"a\n1\n", "own.py": b"x = 1"}


def test_the_best_attempt_counts(
    bens_lab: Lab, session: Session, grader: FakeGrader, run_jobs: RunJobs
) -> None:
    for number, score in enumerate([3, 6, 2]):
        grader.score = Decimal(score)
        bens_lab.submit(key=f"k{number}")
        run_jobs()

    assert grades(session) == [Decimal(6)]
    history = session.scalars(select(GradeHistory.earned).order_by(GradeHistory.id))
    assert list(history) == [Decimal(3), Decimal(6)]


def test_a_notebook_that_cannot_be_run_is_graded_with_nothing(
    bens_lab: Lab, session: Session, grader: FakeGrader, run_jobs: RunJobs
) -> None:
    grader.score, grader.error = Decimal(0), "the file is not a notebook"
    bens_lab.submit(archive(notebook=b"nonsense"))
    run_jobs()

    found = only_submission(session)
    assert (found.state, found.score) == (SubmissionState.GRADED, Decimal(0))
    assert found.report["error"] == "the file is not a notebook"


def test_a_lost_wake_up_is_found_again(
    *,
    app: Flask,
    bens_lab: Lab,
    session: Session,
    grader: FakeGrader,
    run_jobs: RunJobs,
    clock: FakeClock,
) -> None:
    bens_lab.submit()
    queue: Queue = app.extensions["queue"]
    queue.huey.flush()
    clock.forward(minutes=1)
    with app.app_context():
        jobs.find_lost()
    run_jobs()

    assert only_submission(session).state is SubmissionState.GRADED


def claim(app: Flask, session: Session, at: FakeClock) -> str:
    found = services.claim(session, only_submission(session).id, at=at())
    assert found is not None
    lease = found.lease
    assert lease is not None
    session.commit()
    return lease


def test_a_worker_killed_in_mid_job_loses_its_lease_and_the_job_is_taken_again(
    *,
    app: Flask,
    bens_lab: Lab,
    session: Session,
    grader: FakeGrader,
    run_jobs: RunJobs,
    clock: FakeClock,
) -> None:
    bens_lab.submit()
    dead = claim(app, session, clock)
    run_jobs()
    assert only_submission(session).state is SubmissionState.GRADING
    assert grader.given == []

    clock.at += LEASE + timedelta(seconds=1)
    with app.app_context():
        jobs.find_lost()
    run_jobs()
    assert only_submission(session).state is SubmissionState.GRADED

    late = services.Outcome(Decimal(7), Decimal(7), False, {}, b"")
    with app.app_context(), pytest.raises(LeaseLost):
        services.record_result(
            session, blobs(), only_submission(session).id, dead, late, at=clock()
        )
    assert grades(session) == [Decimal(5)]


def test_a_worker_that_lives_keeps_its_lease_however_long_it_grades(
    app: Flask, bens_lab: Lab, session: Session, clock: FakeClock
) -> None:
    bens_lab.submit()
    lease = claim(app, session, clock)
    number = only_submission(session).id
    clock.at += LEASE - timedelta(seconds=1)

    with kept(app.app_context, number, lease, every=0.01):
        wait_until(lambda: only_submission(session).lease_until == clock() + LEASE)
    clock.at += timedelta(seconds=2)

    assert services.claim(session, number, at=clock()) is None


def test_a_lease_that_another_worker_took_is_not_renewed(
    app: Flask, bens_lab: Lab, session: Session, clock: FakeClock
) -> None:
    bens_lab.submit()
    dead = claim(app, session, clock)
    number = only_submission(session).id
    clock.at += LEASE + timedelta(seconds=1)
    taken = claim(app, session, clock)

    with app.app_context(), pytest.raises(LeaseLost), transaction() as current:
        services.renew_lease(current, number, dead, at=clock())

    assert only_submission(session).lease == taken


def wait_until(is_so: Callable[[], bool]) -> None:
    """Ask again until it is so; fails after ten seconds."""
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def test_one_run_is_recorded_once(
    app: Flask, bens_lab: Lab, session: Session, clock: FakeClock
) -> None:
    bens_lab.submit()
    lease = claim(app, session, clock)
    number = only_submission(session).id
    outcome = services.Outcome(Decimal(2), Decimal(7), False, {}, b"")
    with app.app_context():
        services.record_result(session, blobs(), number, lease, outcome, at=clock())
        session.commit()
        with pytest.raises(LeaseLost):
            services.record_result(session, blobs(), number, lease, outcome, at=clock())

    assert len(list(session.scalars(select(GradeHistory)))) == 1


def test_a_submission_that_kills_every_worker_is_given_up(
    app: Flask, bens_lab: Lab, session: Session, clock: FakeClock
) -> None:
    bens_lab.submit()
    for _ in range(services.MAX_TRIES):
        claim(app, session, clock)
        clock.at += LEASE + timedelta(seconds=1)

    assert services.claim(session, only_submission(session).id, at=clock()) is None
    session.commit()
    assert only_submission(session).state is SubmissionState.FAILED


def test_without_a_sandbox_the_submission_waits(
    app: Flask,
    bens_lab: Lab,
    session: Session,
    grader: FakeGrader,
    clock: FakeClock,
) -> None:
    bens_lab.submit()
    grader.fails.append(SandboxUnavailable("no bubblewrap"))
    with app.app_context():
        jobs.grade_submission(only_submission(session).id)
    assert only_submission(session).state is SubmissionState.QUEUED

    with app.app_context():
        jobs.grade_submission(only_submission(session).id)
    assert only_submission(session).state is SubmissionState.GRADED


def test_a_submission_keeps_the_version_it_was_fetched_from(
    app: Flask, bens_lab: Lab, session: Session, world: World, assignment: Assignment
) -> None:
    fetched = bens_lab.get(f"/courses/{bens_lab.run}/assignments/square/archive").data
    with app.app_context():
        publish_assignments(session, blobs(), world.course, [prepared("b" * 64)], at=NOW)
        session.commit()
    bens_lab.submit(fetched, key="old")
    bens_lab.submit(archive(), key="unmarked")

    session.expire_all()
    submissions = session.scalars(select(Submission).order_by(Submission.id))
    assert [each.version.content_hash[0] for each in submissions] == ["a", "b"]


def test_an_assignment_that_is_gone_keeps_its_submissions(
    app: Flask, bens_lab: Lab, session: Session, world: World
) -> None:
    bens_lab.submit()
    with app.app_context():
        publish_assignments(session, blobs(), world.course, [prepared("c" * 64, "cube")], at=NOW)
        session.commit()

    assert [each["assignment_id"] for each in bens_lab.assignments()] == ["cube"]
    assert only_submission(session).assignment.name == "square"


def test_publishing_the_same_again_changes_nothing(
    app: Flask, session: Session, world: World, assignment: Assignment
) -> None:
    before = assignment.current_version_id
    with app.app_context():
        (again,) = publish_assignments(session, blobs(), world.course, [prepared()], at=NOW)
        session.commit()

    assert (again.id, again.current_version_id) == (assignment.id, before)
