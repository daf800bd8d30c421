"""Submissions are graded in the environment of their course, and wait where it is not built."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.catalog.models import CourseRevision
from lms.labs.building import name_kernel
from lms.labs.environment_services import record_environment
from lms.labs.installed import environments_folder, folder_of
from lms.labs.locks import packages_in
from lms.notebooks import jobs
from lms.notebooks.models import Submission, SubmissionState
from lms.notebooks.queries import to_be_graded
from lms.notebooks.score_models import ScoreRecord
from lms.operations import doctor
from lms.operations.findings import Verdict
from lms.settings import Settings
from lms.storage import blobs
from tests.assessments.notebooks.samples import edited
from tests.lms.conftest import FakeClock
from tests.lms.notebooks.conftest import Lab, archive, released
from tests.lms.people import NOW, World
from tests.package_source import make_environment

Build = Callable[[], Path]
ClientOf = Callable[[User], FlaskClient]
ASKED = {"python": "", "packages": ["courselib"]}
ANSWER = edited(
    released().notebook, square="import courselib\ndef square(x):\n    return courselib.square(x)"
)
COMMAND = "lms labs build tiny"
WAITS = "실습 환경이 준비되면 채점합니다"


@pytest.fixture
def asking(session: Session, world: World) -> CourseRevision:
    """The course asks for an environment that nobody has built."""
    revision = CourseRevision(
        course_id=world.course.id,
        content_hash="c" * 64,
        title={"ko": "작은 강의"},
        summary={},
        outline=[],
        environment=ASKED,
        published_at=NOW,
    )
    session.merge(world.course).current_revision = revision
    session.commit()
    return revision


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with a library that squares."""
    folder = tmp_path_factory.mktemp("made") / "environment"
    make_environment(folder, courselib="def square(x):\n    return x * x\n")
    return folder


@pytest.fixture
def build(
    app: Flask, session: Session, world: World, asking: CourseRevision, made: Path
) -> Iterator[Build]:
    """Do what `lms labs build` would; where the environment lies."""
    settings: Settings = app.extensions["settings"]
    folder = environments_folder(settings)

    def do() -> Path:
        lock = (made / "lock.txt").read_text()
        course = session.merge(world.course)
        with app.app_context():
            asked = dict(course.current_revision.environment)
            record_environment(session, blobs(), course, asked, lock, at=NOW)
        session.commit()
        place = folder_of(folder, sha256(lock.encode()).hexdigest())
        place.parent.mkdir(exist_ok=True)
        place.unlink(missing_ok=True)
        place.symlink_to(made)
        name_kernel(folder, "tiny", "작은 강의", place.name)
        return place

    yield do
    shutil.rmtree(folder, ignore_errors=True)


def only_submission(session: Session) -> Submission:
    session.expire_all()
    return session.scalars(select(Submission)).one()


def waits(session: Session) -> bool:
    found = only_submission(session)
    return (found.state, found.tries, found.lease) == (SubmissionState.QUEUED, 0, None)


def test_a_submission_waits_until_the_environment_is_built_and_is_graded_in_it(
    app: Flask,
    bens_lab: Lab,
    session: Session,
    build: Build,
    run_jobs: Callable[[], int],
) -> None:
    bens_lab.submit(archive(notebook=ANSWER))
    run_jobs()
    assert waits(session)
    assert to_be_graded(session, at=NOW + timedelta(minutes=10)) == []

    place = build()
    number = only_submission(session).id
    assert to_be_graded(session, at=NOW + timedelta(minutes=10)) == [number]
    with app.app_context():
        jobs.grade_submission(number)

    found = only_submission(session)
    assert (found.state, found.score) == (SubmissionState.GRADED, 7)
    record = session.scalars(select(ScoreRecord)).one()
    with app.app_context():
        kept = blobs().get(record.environment or "").decode()
    assert kept == (place / "lock.txt").read_text()
    assert packages_in(kept) == {"courselib": "1.0"}


def test_an_environment_that_is_not_on_this_machine_is_waited_for(
    bens_lab: Lab,
    session: Session,
    asking: CourseRevision,
    build: Build,
    run_jobs: Callable[[], int],
) -> None:
    build().unlink()
    bens_lab.submit(archive(notebook=ANSWER))
    run_jobs()

    assert waits(session)


def test_a_course_that_asks_for_something_else_by_now_waits_again(
    bens_lab: Lab,
    session: Session,
    asking: CourseRevision,
    build: Build,
    run_jobs: Callable[[], int],
) -> None:
    build()
    asking.environment = ASKED | {"packages": ["courselib", "other"]}
    session.commit()
    bens_lab.submit(archive(notebook=ANSWER))
    run_jobs()

    assert waits(session)


def test_other_courses_are_graded_meanwhile(
    bens_lab: Lab, session: Session, asking: CourseRevision, clock: FakeClock
) -> None:
    asking.environment = {}
    session.commit()
    bens_lab.submit(archive(notebook=ANSWER))

    assert to_be_graded(session, at=clock() + timedelta(minutes=10)) == [
        only_submission(session).id
    ]


def test_those_who_teach_see_what_is_missing_and_trainees_that_they_wait(
    bens_lab: Lab, session: Session, world: World, build: Build, client_of: ClientOf
) -> None:
    bens_lab.submit(archive(notebook=ANSWER))
    number = only_submission(session).id
    pages = (f"/runs/{world.run.id}", f"/runs/{world.run.id}/assignments/square")

    assert [COMMAND in client_of(world.ann).get(page).text for page in pages] == [True, True]
    assert [COMMAND in client_of(world.ben).get(page).text for page in pages] == [False, False]
    assert WAITS in client_of(world.ben).get(f"/submissions/{number}").text

    build()
    assert [COMMAND in client_of(world.ann).get(page).text for page in pages] == [False, False]
    assert WAITS not in client_of(world.ben).get(f"/submissions/{number}").text


def test_the_doctor_names_courses_whose_environment_is_not_here(
    app: Flask, session: Session, asking: CourseRevision, build: Build
) -> None:
    settings, engine = app.extensions["settings"], app.extensions["engine"]
    before = doctor.check_environments(settings, engine)
    place = build()
    after = doctor.check_environments(settings, engine)
    place.unlink()
    lost = doctor.check_environments(settings, engine)

    assert (before.verdict, after.verdict, lost.verdict) == (
        Verdict.WARNING,
        Verdict.OK,
        Verdict.WARNING,
    )
    assert COMMAND in before.detail
    assert COMMAND in lost.detail
