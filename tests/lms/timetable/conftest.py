"""Ann's run with a notebook in a lesson, class on Tuesday at nine, and the morning before it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.enrollments import services as enrollments
from lms.labs import jobs as labs_jobs
from lms.labs.models import LabAhead, Outcome
from lms.queue import Queue
from lms.timetable import jobs, services
from lms.timetable.models import ClassHour
from tests.lms.conftest import FakeClock
from tests.lms.labs.conftest import FakeHub, hub
from tests.lms.lessons.conftest import studied
from tests.lms.people import NOW, World

__all__ = ["hub", "studied"]

MONDAY, TUESDAY, SATURDAY = 0, 1, 5
SEOUL = ZoneInfo("Asia/Seoul")
THE_TUESDAY = date(2026, 3, 3)
AddHour = Callable[..., ClassHour]
Enroll = Callable[[int], list[User]]


@pytest.fixture
def add_hour(session: Session, studied: World) -> AddHour:
    """Adds a class hour to the run, as Ann."""

    def add(weekday: int, begins: time, ends: time) -> ClassHour:
        (made,) = services.add_hours(
            session, studied.run, [weekday], begins=begins, ends=ends, by_id=studied.ann.id, at=NOW
        )
        session.commit()
        return made

    return add


@pytest.fixture
def tuesday(add_hour: AddHour) -> ClassHour:
    return add_hour(TUESDAY, time(9), time(12))


@dataclass
class Morning:
    """The worker, the Hub and the clock."""

    app: Flask
    session: Session
    clock: FakeClock
    hub: FakeHub

    def at(self, hour: int, minute: int, on: date = THE_TUESDAY) -> list[str]:
        """What the Hub has been asked for by the end of the worker's minute, this far."""
        self.clock.at = datetime.combine(on, time(hour, minute), SEOUL)
        with self.app.app_context():
            jobs.look_ahead()
            labs_jobs.look_after()
        queue: Queue = self.app.extensions["queue"]
        queue.run_waiting()
        return [name for name, _ in self.hub.asked]

    def outcomes(self) -> list[Outcome]:
        """What became of every wish, the oldest first."""
        self.session.expire_all()
        found = list(self.session.scalars(select(LabAhead.outcome).order_by(LabAhead.id)))
        self.session.rollback()
        return found

    def allow(self, most: int) -> None:
        """Set how many labs may be started ahead of classes."""
        settings = self.app.extensions["settings"]
        self.app.extensions["settings"] = replace(settings, labs_ahead_class=most)


@pytest.fixture
def morning(app: Flask, session: Session, clock: FakeClock, hub: FakeHub) -> Iterator[Morning]:
    before = app.extensions["settings"]
    yield Morning(app, session, clock, hub)
    app.extensions["settings"] = before


@pytest.fixture
def enroll(session: Session, studied: World) -> Enroll:
    """Enrols so many more trainees in the cohort."""

    def add(n: int) -> list[User]:
        people = [
            accounts.create_user(
                session, email=f"t{i}@test.example", name=f"교육생{i}", password=None, at=NOW
            )
            for i in range(n)
        ]
        for one in people:
            enrollments.enroll(session, one, studied.cohort, at=NOW)
        session.commit()
        return people

    return add
