"""Late work loses points by rule; one person may have longer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.accounts.lab_tokens import issue_lab_token
from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.grades.models import Grade, GradeHistory
from lms.notebooks.lateness import LatePolicy, LateStep, counted
from lms.notebooks.models import Assignment, Extension, Submission
from tests.lms.agenda.test_month import day
from tests.lms.conftest import FakeClock
from tests.lms.notebooks.conftest import FakeGrader, Lab
from tests.lms.people import NOW, World

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]
DUE = NOW + timedelta(days=2)
PAGE = "/runs/1/assignments/square"
FORM = {
    "opens_at": "2026-03-01T09:00",
    "due_at": "2026-03-04T18:00",
    "closes_at": "2026-03-08T18:00",
    "max_attempts": "2",
    "late_percent": "10",
    "late_step": "day",
    "late_most_percent": "25",
    "late_grace_minutes": "60",
}


@pytest.mark.parametrize(
    ("late_by", "percent_off"),
    [
        (timedelta(seconds=-1), 0),
        (timedelta(0), 0),
        (timedelta(minutes=60), 0),
        (timedelta(minutes=60, seconds=1), 10),
        (timedelta(days=1), 10),
        (timedelta(days=1, seconds=1), 20),
        (timedelta(days=30), 25),
    ],
)
def test_each_step_begun_costs_up_to_the_most(late_by: timedelta, percent_off: int) -> None:
    policy = LatePolicy(10, LateStep.DAY, 25, timedelta(minutes=60))

    assert policy.percent_off(DUE, DUE + late_by) == percent_off


def test_hours_are_counted_in_hours() -> None:
    policy = LatePolicy(5, LateStep.HOUR)

    assert policy.percent_off(DUE, DUE + timedelta(hours=2, minutes=1)) == 15
    assert policy.percent_off(DUE, DUE + timedelta(days=9)) == 100


def test_points_left_are_exact() -> None:
    assert counted(Decimal(5), 0) == 5
    assert counted(Decimal(7), 33) == Decimal("4.69")
    assert counted(Decimal(1) / 3, 100) == 0


@dataclass
class Scene:
    """Ann has set the dates and the rule; Ben hands in."""

    ann: FlaskClient
    ben: User
    run: str
    app: Flask
    session: Session
    clock: FakeClock

    def hand_in(self, at: datetime, key: str = "k1") -> int:
        """Ben submits from a lab that was started just before, and the worker grades."""
        self.clock.at = at
        issued = issue_lab_token(self.session, self.ben, at=at)
        self.session.commit()
        status = Lab(self.app.test_client(), issued.token, self.run).submit(key=key).status_code
        self.app.extensions["queue"].run_waiting()
        return status

    def extend(self, client: FlaskClient | None = None, **other: str) -> TestResponse:
        """Give Ben two days more."""
        data = {"until": "2026-03-06T18:00", "more_attempts": "0", "reason": "병가"}
        data["person"] = str(self.ben.id)
        return (client or self.ann).post(f"{PAGE}/extensions", data=data | other)

    @property
    def grade(self) -> Decimal:
        """What counts for Ben."""
        self.session.expire_all()
        return self.session.scalars(select(Grade)).one().earned


@pytest.fixture
def dated(client_of: ClientOf, world: World, assignment: Assignment, grader: FakeGrader) -> FlaskClient:  # fmt: skip
    """Ann, who has set the dates and the rule."""
    ann = client_of(world.ann)
    assert ann.post(f"{PAGE}/window", data=FORM).status_code == 303
    return ann


@pytest.fixture
def scene(app: Flask, session: Session, world: World, dated: FlaskClient, clock: FakeClock) -> Scene:  # fmt: skip
    return Scene(dated, world.ben, world.run.slug, app, session, clock)


def test_late_work_counts_less_and_says_so(scene: Scene, client_of: ClientOf) -> None:
    scene.hand_in(DUE + timedelta(days=1, hours=1, minutes=1))

    assert scene.grade == 4
    number = scene.session.scalars(select(Submission.id)).one()
    ben = client_of(scene.ben)
    assert "20% 줄어 4점으로" in ben.get(f"/submissions/{number}").text
    assert "하루마다 10% 줄어듭니다" in ben.get(PAGE).text


def test_the_attempt_that_counts_most_after_lateness_is_the_grade(
    scene: Scene, grader: FakeGrader
) -> None:
    scene.hand_in(DUE)
    grader.score = Decimal(6)
    scene.hand_in(DUE + timedelta(days=2), "k2")

    assert scene.grade == 5


def test_another_rule_counts_anew_and_keeps_the_history(scene: Scene) -> None:
    scene.hand_in(DUE + timedelta(days=1))
    assert scene.grade == Decimal("4.5")

    scene.ann.post(f"{PAGE}/window", data=FORM | {"late_percent": "0"})

    assert scene.grade == 5
    history = scene.session.scalars(select(GradeHistory.earned).order_by(GradeHistory.id))
    assert list(history) == [Decimal("4.5"), Decimal(5)]


def test_an_extension_moves_due_date_and_closing_for_one_person(
    scene: Scene, bens_lab: Lab, client_of: ClientOf
) -> None:
    assert scene.extend().status_code == 303

    listed = bens_lab.get(f"/courses/{scene.run}/assignments").get_json()["assignments"][0]
    assert listed["due_at"].startswith("2026-03-06T09:00")
    assert listed["closes_at"].startswith("2026-03-10T09:00")
    assert "마감: 제곱" in day(client_of(scene.ben).get("/calendar").text, "2026-03-06")
    assert scene.hand_in(DUE + timedelta(days=2)) == 201
    assert scene.grade == 5
    assert "assignment.extend" in list(scene.session.scalars(select(AuditEntry.action)))


def test_an_extension_given_afterwards_takes_the_loss_back_and_withdrawn_brings_it(
    scene: Scene,
) -> None:
    scene.hand_in(DUE + timedelta(days=1))
    scene.extend()
    assert scene.grade == 5

    number = scene.session.scalars(select(Extension.id)).one()
    assert scene.ann.post(f"/extensions/{number}/withdraw").status_code == 303

    assert scene.grade == Decimal("4.5")


def test_more_attempts_are_more_attempts(scene: Scene) -> None:
    assert [scene.hand_in(NOW, key) for key in ("k1", "k2", "k3")] == [201, 201, 409]

    assert scene.extend(until="2026-03-04T18:00", more_attempts="1").status_code == 303

    assert scene.hand_in(NOW, "k3") == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": "2026-03-04T18:00"},
        {"until": ""},
        {"reason": "  "},
        {"person": "999"},
        {"more_attempts": "-1"},
    ],
)
def test_an_extension_that_makes_no_sense_is_refused(scene: Scene, wrong: dict[str, str]) -> None:
    assert scene.extend(**wrong).status_code == 422
    assert scene.session.scalars(select(Extension)).all() == []


@pytest.mark.parametrize(
    "wrong", [{"late_percent": "101"}, {"late_step": "year"}, {"late_grace_minutes": "-5"}]
)
def test_a_rule_that_makes_no_sense_is_refused(dated: FlaskClient, wrong: dict[str, str]) -> None:
    assert dated.post(f"{PAGE}/window", data=FORM | wrong).status_code == 422


def test_extensions_are_for_those_who_teach_to_give(
    scene: Scene, client_of: ClientOf, world: World
) -> None:
    scene.extend()
    number = scene.session.scalars(select(Extension.id)).one()
    ben, cho = client_of(world.ben), client_of(world.cho)

    assert [scene.extend(one).status_code for one in (ben, cho)] == [403, 404]
    assert ben.post(f"/extensions/{number}/withdraw").status_code in {403, 404}
    assert cho.post(f"/extensions/{number}/withdraw").status_code == 404
    assert "병가" not in ben.get(PAGE).text
