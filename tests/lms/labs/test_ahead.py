"""Labs are started while their people still read, within limits."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.models import User
from lms.db import transaction
from lms.hub import LabAnswer
from lms.labs import services
from lms.labs.models import LabAhead, Outcome
from tests.lms.labs.conftest import URL, Scene, allow

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]


def test_a_lab_is_started_for_who_reads(scene: Scene) -> None:
    assert scene.read() == 204
    assert scene.hub.asked == []
    scene.work()
    assert scene.hub.asked == [(scene.world.ben.hub_name, 1024)]
    assert scene.outcomes() == [Outcome.STARTED]


def test_many_pages_ask_for_one_lab(scene: Scene) -> None:
    for _ in range(5):
        scene.read()
    scene.work()
    scene.read()
    scene.work()

    assert len(scene.hub.asked) == 1
    assert len(scene.outcomes()) == 1


def test_it_is_asked_again_when_the_pause_is_over(scene: Scene) -> None:
    scene.hub.answer = LabAnswer.NO_MEMORY
    for minutes in (0, 4, 2):
        scene.clock.forward(minutes=minutes)
        scene.read()
        scene.work()

    assert len(scene.hub.asked) == 2


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(LabAnswer.ACTIVE, Outcome.ACTIVE), (LabAnswer.NO_MEMORY, Outcome.NO_MEMORY)],
)
def test_what_the_hub_did_not_start_is_noted(
    scene: Scene, answer: LabAnswer, outcome: Outcome
) -> None:
    scene.hub.answer = answer
    scene.read()
    scene.work()

    assert scene.outcomes() == [outcome]


def test_no_more_labs_run_ahead_than_may(scene: Scene) -> None:
    allow(scene, 2)
    with scene.app.app_context(), transaction() as own:
        for person in (scene.world.ben, scene.world.cho, scene.world.dan):
            services.want_lab(own, own.merge(person), at=scene.clock())
    scene.work()

    assert scene.outcomes() == [Outcome.STARTED, Outcome.STARTED, Outcome.FULL]
    assert [name for name, _ in scene.hub.asked] == [
        scene.world.ben.hub_name,
        scene.world.cho.hub_name,
    ]


def test_it_can_be_turned_off(scene: Scene) -> None:
    allow(scene, 0)

    assert scene.read() == 204
    assert scene.outcomes() == []


def test_a_hub_that_is_away_bothers_nobody_and_is_counted(
    scene: Scene, client_of: ClientOf
) -> None:
    scene.hub.is_away = True

    assert scene.read() == 204
    scene.work()
    assert scene.outcomes() == [Outcome.FAILED]
    assert "켜지 못함: 1번" in client_of(scene.world.fay).get("/system").text


def test_a_lab_that_is_used_is_no_longer_ahead(scene: Scene) -> None:
    scene.read()
    scene.work()
    scene.hub.use(scene.world.ben.hub_name, after=timedelta(minutes=2))
    scene.clock.forward(hours=5)
    scene.work()

    assert scene.outcomes() == [Outcome.OPENED]
    assert scene.hub.stopped == []


def test_a_lab_that_nobody_opens_is_stopped(scene: Scene) -> None:
    scene.read()
    scene.work()
    scene.hub.use(scene.world.ben.hub_name, after=timedelta(seconds=20))  # its own noise
    scene.clock.forward(minutes=14)
    scene.work()
    assert scene.hub.stopped == []

    scene.clock.forward(minutes=2)
    scene.work()
    assert scene.hub.stopped == [scene.world.ben.hub_name]
    assert scene.outcomes() == [Outcome.UNUSED]


def test_who_goes_on_reading_keeps_the_lab(scene: Scene) -> None:
    for _ in range(4):
        scene.read()
        scene.work()
        scene.clock.forward(minutes=8)
    scene.work()

    assert len(scene.hub.asked) == 1
    assert scene.hub.stopped == []


def test_a_lab_that_never_came_up_has_failed(scene: Scene) -> None:
    scene.read()
    scene.work()
    scene.hub.labs.clear()
    scene.work()
    assert scene.outcomes() == [Outcome.STARTED]

    scene.clock.forward(minutes=3)
    scene.work()
    assert scene.outcomes() == [Outcome.FAILED]


def test_nothing_is_started_for_who_waited_too_long_or_was_stopped(scene: Scene) -> None:
    scene.read()
    scene.clock.forward(minutes=3)
    scene.work()
    scene.clock.forward(minutes=6)
    scene.read()
    scene.session.get_one(User, scene.world.ben.id).is_enabled = False
    scene.session.commit()
    scene.work()

    assert scene.hub.asked == []
    assert scene.outcomes() == [Outcome.FAILED, Outcome.FAILED]


def test_a_job_that_comes_twice_starts_one_lab(scene: Scene) -> None:
    scene.read()
    wish = scene.session.scalars(select(LabAhead)).one()
    scene.session.rollback()
    scene.app.extensions["queue"].wake(services.START_JOB, wish.id)
    scene.app.extensions["queue"].wake(services.START_JOB, 999)
    scene.work()

    assert len(scene.hub.asked) == 1


def test_only_those_who_study_there_are_heard(
    scene: Scene, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    assert client_of(scene.world.ann).post(URL).status_code == 403
    assert client_of(scene.world.cho).post(URL).status_code == 404
    assert anonymous.post(URL).location.startswith("/login")
    assert client_of(scene.world.ben).post("/runs/999/lab-ahead").status_code == 404
    assert client_of(scene.world.ben).get(URL).status_code == 405
    assert scene.outcomes() == []


def test_old_wishes_are_dropped(scene: Scene) -> None:
    scene.hub.answer = LabAnswer.ACTIVE
    scene.read()
    scene.work()
    scene.clock.forward(days=91)
    scene.work()

    assert scene.outcomes() == []
