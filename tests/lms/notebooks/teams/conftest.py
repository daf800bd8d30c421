"""A cohort whose assignment is done in teams."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import services as accounts
from lms.accounts.lab_tokens import issue_lab_token
from lms.accounts.models import User
from lms.enrollments import services as enrollments
from lms.grades.models import Grade
from lms.notebooks.models import Assignment, Submission
from lms.notebooks.team_models import Team
from tests.lms.conftest import FakeClock
from tests.lms.notebooks.conftest import FakeGrader, Lab
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
PAGE = "/runs/1/assignments/square"
TERMS = {"least": "2", "most": "3", "forms_until": ""}


@dataclass
class Scene:
    """Ben and Gil are in one team, Hal and Ida in another; Ann teaches."""

    app: Flask
    session: Session
    clock: FakeClock
    ann: FlaskClient
    people: dict[str, User]
    run: str
    client_of: ClientOf

    def hand_in(self, name: str, key: str = "k1", *, grades: bool = True) -> int:
        """From the person's lab; the worker grades unless it is told not to."""
        status = self.lab(name).submit(key=key).status_code
        if grades:
            self.app.extensions["queue"].run_waiting()
        self.session.expire_all()
        return status

    def lab(self, name: str) -> Lab:
        issued = issue_lab_token(self.session, self.people[name], at=self.clock.at)
        self.session.commit()
        return Lab(self.app.test_client(), issued.token, self.run)

    def browser(self, name: str) -> FlaskClient:
        return self.client_of(self.people[name])

    def team(self, *names: str, name: str = "너구리") -> Team:
        ids = [str(self.people[each].id) for each in names]
        self.ann.post(f"{PAGE}/teams", data={"name": name, "people": ids})
        self.session.expire_all()
        return self.session.scalars(select(Team).where(Team.name == name)).one()

    def submissions(self) -> list[Submission]:
        self.session.expire_all()
        return list(self.session.scalars(select(Submission).order_by(Submission.id)))

    def grades(self) -> dict[str, Decimal]:
        self.session.expire_all()
        names = {person.id: name for name, person in self.people.items()}
        found = self.session.scalars(select(Grade).order_by(Grade.user_id))
        return {names[one.user_id]: one.earned for one in found}


@pytest.fixture
def scene(
    *,
    app: Flask,
    session: Session,
    clock: FakeClock,
    world: World,
    assignment: Assignment,
    grader: FakeGrader,
    client_of: ClientOf,
) -> Scene:
    people = {"ben": world.ben}
    for name in ("gil", "hal", "ida"):
        made = accounts.create_user(
            session, email=f"{name}@test.example", name=name.title(), password=None, at=NOW
        )
        enrollments.enroll(session, made, world.cohort, at=NOW)
        people[name] = made
    session.commit()
    ann = client_of(world.ann)
    assert ann.post(f"{PAGE}/teams/terms", data=TERMS).status_code == 303
    return Scene(app, session, clock, ann, people, world.run.slug, client_of)


@pytest.fixture
def teams(scene: Scene) -> tuple[Team, Team]:
    return scene.team("ben", "gil"), scene.team("hal", "ida", name="둘")
