"""A Hub that remembers what it was asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.errors import Unavailable
from lms.hub import Lab, LabAnswer, LabState
from lms.labs import jobs
from lms.labs.models import LabAhead, Outcome
from lms.queue import Queue
from lms.settings import Settings
from tests.lms.conftest import FakeClock
from tests.lms.people import World

URL = "/runs/1/lab-ahead"


class FakeHub:
    """It starts what it may, and answers unless it is away."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.labs: dict[str, Lab] = {}
        self.asked: list[tuple[str, int]] = []
        self.stopped: list[str] = []
        self.answer = LabAnswer.STARTED
        self.is_away = False

    def version(self) -> str | None:
        return None if self.is_away else "6"

    def lab(self, hub_name: str) -> Lab:
        self.refuse_if_away()
        return self.labs.get(hub_name, Lab(LabState.STOPPED))

    def start_lab_ahead(self, hub_name: str, *, free_mb: int) -> LabAnswer:
        self.refuse_if_away()
        self.asked.append((hub_name, free_mb))
        if self.answer is LabAnswer.STARTED:
            self.labs[hub_name] = Lab(LabState.RUNNING, self.clock(), self.clock())
        return self.answer

    def stop_lab(self, hub_name: str) -> None:
        self.refuse_if_away()
        self.stopped.append(hub_name)
        self.labs.pop(hub_name, None)

    def refuse_if_away(self) -> None:
        if self.is_away:
            raise Unavailable("away")

    def use(self, hub_name: str, *, after: timedelta) -> None:
        """Let somebody be active in the lab, so long after it started."""
        lab = self.labs[hub_name]
        assert lab.started_at is not None
        self.labs[hub_name] = replace(lab, used_at=lab.started_at + after)


@pytest.fixture
def hub(app: Flask, clock: FakeClock) -> Iterator[FakeHub]:
    before, fake = app.extensions["hub"], FakeHub(clock)
    app.extensions["hub"] = fake
    yield fake
    app.extensions["hub"] = before


@dataclass
class Scene:
    """Ben reads, the worker works, the Hub answers."""

    app: Flask
    session: Session
    world: World
    hub: FakeHub
    clock: FakeClock
    browser: FlaskClient

    def read(self) -> int:
        """Ben's page says that it is being read; the answer's status."""
        return self.browser.post(URL).status_code

    def work(self) -> None:
        """What the worker does by itself now: what was asked, and the sweep."""
        queue: Queue = self.app.extensions["queue"]
        queue.run_waiting()
        with self.app.app_context():
            jobs.look_after()

    def outcomes(self) -> list[Outcome]:
        """What became of every wish, the oldest first."""
        self.session.expire_all()
        found = list(self.session.scalars(select(LabAhead.outcome).order_by(LabAhead.id)))
        self.session.rollback()
        return found


@pytest.fixture
def scene(
    app: Flask,
    session: Session,
    world: World,
    hub: FakeHub,
    client_of: Callable[[User], FlaskClient],
) -> Iterator[Scene]:
    before = app.extensions["settings"]
    yield Scene(app, session, world, hub, app.extensions["clock"], client_of(world.ben))
    app.extensions["settings"] = before


def allow(scene: Scene, most: int) -> None:
    """Set how many labs may run ahead."""
    settings: Settings = scene.app.extensions["settings"]
    scene.app.extensions["settings"] = replace(settings, labs_ahead=most)
