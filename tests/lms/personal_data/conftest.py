"""Ben with something in every feature: what he may take with him, and what is forgotten."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.exams.models import Attempt
from lms.notebooks.models import Submission
from tests.lms.exams.conftest import Sit, exam, sit
from tests.lms.lessons.conftest import hub, studied
from tests.lms.notebooks.conftest import (
    FakeGrader,
    Lab,
    archive,
    assignment,
    bens_lab,
    grader,
    lab_of,
)
from tests.lms.people import World

__all__ = ["assignment", "bens_lab", "exam", "grader", "hub", "lab_of", "sit", "studied"]

ClientOf = Callable[[User], FlaskClient]


@dataclass
class Busy:
    """What Ben did before the test."""

    world: World
    attempt_id: int
    handed_in: bytes
    session: Session
    app: Flask

    def run_jobs(self) -> None:
        """What a worker would do now."""
        while self.app.extensions["queue"].run_waiting():
            pass

    def submission(self, person: User | None = None) -> Submission:
        self.session.expire_all()
        person = person or self.world.ben
        return self.session.query(Submission).where(Submission.user_id == person.id).one()

    def attempt(self) -> Attempt | None:
        self.session.expire_all()
        return self.session.get(Attempt, self.attempt_id)


@pytest.fixture
def busy(app: Flask, studied: World, bens_lab: Lab, sit: Sit, grader: FakeGrader) -> Busy:
    """Ben opened a lesson, handed in an assignment that was graded, and sat an exam."""
    handed_in = archive(notes=b"what only Ben wrote")
    assert bens_lab.submit(handed_in).status_code == 201
    sitting = sit()
    sitting.browser.get(f"/runs/{studied.run.id}/lessons/start")
    sitting.browser.post(f"/runs/{studied.run.id}/lessons/start/done")
    sitting.save("b-number", "41.5")
    assert sitting.hand_in().status_code == 200
    found = Busy(studied, sitting.attempt_id, handed_in, sitting.session, app)
    found.run_jobs()
    return found
