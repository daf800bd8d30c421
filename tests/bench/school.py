"""An LMS of its own for a measurement, with an assignment published and people to hand it in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask

import courses
from assessments.notebooks import release_assignment
from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.app import create_app
from lms.clock import system_clock
from lms.db import Base, transaction
from lms.enrollments import services as enrollments
from lms.enrollments.models import CourseRun
from lms.notebooks import queries, services
from lms.notebooks.publishing import PreparedAssignment, publish_assignments
from lms.settings import Settings
from lms.storage import blobs
from tests.lms.people import make_world

IN_THIS_PROCESS = "memory://"
AS_OFTEN_AS_WANTED = 10_000


@dataclass(frozen=True)
class Work:
    """An assignment: its name, the author's notebook, the files beside it."""

    name: str
    source: bytes
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class School:
    """The application, the run of its course, and the ids of those who study."""

    app: Flask
    environment: Mapping[str, str]
    work: Work
    run_id: int
    people: tuple[int, ...]

    @classmethod
    def open(
        cls, folder: Path, work: Work, n_people: int, queue_url: str = IN_THIS_PROCESS
    ) -> "School":
        """Set it up in an empty folder."""
        folder.mkdir()
        environment = {
            "BAEUM_MODE": "test",
            "BAEUM_DATA_DIR": str(folder),
            "BAEUM_QUEUE_URL": queue_url,
        }
        app = create_app(Settings.from_env(environment))
        Base.metadata.create_all(app.extensions["engine"])
        at = system_clock()
        with app.app_context(), transaction() as session:
            world = make_world(session)
            publish_assignments(session, blobs(), world.course, [_prepared(work)], at=at)
            people = []
            for number in range(n_people):
                person = accounts.create_user(
                    session,
                    email=f"trainee{number}@test.example",
                    name="교육생",
                    password=None,
                    at=at,
                )
                enrollments.enroll(session, person, world.cohort, at=at)
                people.append(person.id)
            world.run.ends_on = at.date().replace(year=at.year + 1)
            run_id = world.run.id
        return cls(app, environment, work, run_id, tuple(people))

    def hand_in(self, user_id: int, archive: bytes, key: str) -> int:
        """Hand an archive in for a person, however often they have; its submission's id."""
        with self.app.app_context(), transaction() as session:
            user = session.get_one(User, user_id)
            run = session.get_one(CourseRun, self.run_id)
            found = queries.assignment_in(session, run, self.work.name)
            window = replace(found.window, max_attempts=AS_OFTEN_AS_WANTED)
            upload = services.check_upload(archive, self.work.name, None)
            submission, _is_new = services.submit(
                session,
                blobs(),
                replace(found, window=window),
                user,
                upload,
                key=key,
                at=system_clock(),
            )
            session.flush()
            return submission.id


def _prepared(work: Work) -> PreparedAssignment:
    told = courses.AssignmentSource(
        name=work.name,
        title={"ko": work.name},
        notebook=Path(f"{work.name}.ipynb"),
        summary={},
        minutes=0,
    )
    released = release_assignment(work.source, files=work.files)
    return PreparedAssignment(told, work.source, "a" * 64, dict(work.files), released)
