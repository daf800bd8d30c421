"""Classes stand in the calendar, as a page and as a feed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.timetable import services
from tests.lms.agenda.test_feed import events, new_address
from tests.lms.agenda.test_month import day
from tests.lms.conftest import FakeClock
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]


@pytest.fixture
def classes(session: Session, world: World) -> World:
    """The run has class on Tuesdays from nine to twelve and on Thursdays in the afternoon."""
    for weekday, begins, ends in ((1, time(9), time(12)), (3, time(13, 30), time(15))):
        services.add_hours(
            session, world.run, [weekday], begins=begins, ends=ends, by_id=world.ann.id, at=NOW
        )
    session.commit()
    return world


def test_each_class_stands_on_its_day_with_its_times(classes: World, client_of: ClientOf) -> None:
    page = client_of(classes.ben).get("/calendar").text

    for on in ("2026-03-03", "2026-03-10", "2026-03-31"):
        assert "09:00–12:00" in day(page, on)
        assert "수업: tiny" in day(page, on)
    assert "13:30–15:00" in day(page, "2026-03-05")
    assert "수업" not in day(page, "2026-03-04")
    assert 'href="/runs/1"' in day(page, "2026-03-03")


def test_there_are_none_beyond_the_dates_of_the_run(classes: World, client_of: ClientOf) -> None:
    ben = client_of(classes.ben)

    before, last = ben.get("/calendar?month=2026-02").text, ben.get("/calendar?month=2026-07").text
    after = ben.get("/calendar?month=2026-08").text
    assert "수업:" not in before + after.split("<table")[0]
    assert "수업:" not in day(before, "2026-02-24")
    assert "수업:" in day(last, "2026-07-30")  # the run ends on the 31st
    assert "수업:" not in day(after, "2026-08-04")


def test_a_reader_elsewhere_sees_their_own_time(
    session: Session, classes: World, client_of: ClientOf
) -> None:
    classes.ben.time_zone, classes.ben.locale = "America/New_York", "en"
    session.commit()

    page = client_of(classes.ben).get("/calendar?month=2026-03").text

    assert "19:00–22:00" in day(page, "2026-03-02")  # before summer time begins there
    assert "20:00–23:00" in day(page, "2026-03-09")  # and after
    assert "Class: tiny" in day(page, "2026-03-02")


def test_a_feed_has_each_class_of_a_season_with_an_end_and_a_name_that_stays(
    classes: World, client_of: ClientOf, anonymous: FlaskClient, clock: FakeClock
) -> None:
    address = new_address(client_of(classes.ben))
    found = {uid: one for uid, one in events(anonymous, address).items() if "-class-" in uid}

    first = next(one for uid, one in found.items() if uid.endswith("-2026-03-03@localhost"))
    assert first.decoded("dtstart") == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    assert first.decoded("dtend") == datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    days = sorted(one.decoded("dtstart").date() for one in found.values())
    assert (days[0], days[-1]) == (date(2026, 3, 3), date(2026, 5, 28))
    assert len(found) == 26

    clock.forward(days=21)
    later = {uid for uid in events(anonymous, address) if "-class-" in uid}
    assert set(found) < later


def test_everybody_sees_the_classes_of_their_runs_alone(
    classes: World, client_of: ClientOf
) -> None:
    seen = {name: "수업:" in client_of(getattr(classes, name)).get("/calendar").text for name in ("ann", "ben", "cho", "dan")}  # fmt: skip

    assert seen == {"ann": True, "ben": True, "cho": False, "dan": False}


def test_classes_cost_one_query_however_many_there_are(
    app: Flask, session: Session, classes: World, client_of: ClientOf
) -> None:
    ben = client_of(classes.ben)
    with counted_queries(app) as before:
        ben.get("/calendar")
    services.add_hours(
        session, classes.run, [0, 2, 4], begins=time(9), ends=time(18), by_id=1, at=NOW
    )
    session.commit()
    with counted_queries(app) as after:
        ben.get("/calendar")

    assert len(after) == len(before)
