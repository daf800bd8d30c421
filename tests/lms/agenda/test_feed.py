"""The secret feed."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.agenda.models import CalendarFeed
from lms.notebooks.models import AssignmentSetting
from tests.lms.agenda.conftest import LATE_ON_THE_NINTH
from tests.lms.people import World

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]


def new_address(browser: FlaskClient) -> str:
    """Make a feed and take its address from the page."""
    page = browser.post("/calendar/feed").text
    found = re.search(r'value="(http://localhost/calendar/[\w-]+\.ics)"', page)
    assert found is not None
    return urlsplit(found[1]).path


def events(client: FlaskClient, address: str) -> dict[str, Event]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.data).walk("VEVENT")
    return {str(each["uid"]): each for each in found}


def test_the_feed_has_moments_in_utc_and_identities_that_stay(
    session: Session, world: World, dated: AssignmentSetting, client_of: ClientOf, anonymous: FlaskClient
) -> None:  # fmt: skip
    address = new_address(client_of(world.ben))
    first = events(anonymous, address)
    due = first[f"run-{world.run.id}-assignment-{dated.assignment_id}-due@localhost"]

    assert due.decoded("dtstart") == LATE_ON_THE_NINTH
    assert b"DTSTART:20260309T143000Z" in due.to_ical()
    assert str(due["summary"]) == "마감: 제곱 구하기"
    assert str(due["url"]) == f"http://localhost/runs/{world.run.id}/assignments/square"
    starts = first[f"cohort-{world.cohort.id}-starts@localhost"]
    assert starts.decoded("dtstart") == date(2026, 3, 2)

    setting = session.get_one(AssignmentSetting, (dated.run_id, dated.assignment_id))
    setting.due_at = setting.closes_at = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
    session.commit()

    assert set(events(anonymous, address)) == set(first)


def test_the_feed_speaks_its_persons_language(
    session: Session, world: World, dated: AssignmentSetting, client_of: ClientOf, anonymous: FlaskClient
) -> None:  # fmt: skip
    address = new_address(client_of(world.ben))
    world.ben.locale = "en"
    session.commit()

    titles = {str(each["summary"]) for each in events(anonymous, address).values()}

    assert "Due: Squares" in titles
    assert dated.run_id == world.run.id


def test_only_a_hash_of_the_address_is_kept(
    session: Session, world: World, client_of: ClientOf
) -> None:
    address = new_address(client_of(world.ben))

    (feed,) = session.scalars(select(CalendarFeed)).all()
    assert feed.digest not in address
    assert address.rpartition("/")[2].removesuffix(".ics") not in str(vars(feed))
    assert address not in client_of(world.ben).get("/calendar").text


def test_a_new_address_ends_the_old_one_and_switching_off_ends_it_too(
    world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    ben = client_of(world.ben)
    old = new_address(ben)
    new = new_address(ben)
    assert old != new
    assert anonymous.get(old).status_code == 404
    assert anonymous.get(new).status_code == 200

    for _ in range(2):
        assert ben.post("/calendar/feed/off").status_code == 303

    assert anonymous.get(new).status_code == 404


def test_who_lost_the_account_lost_the_feed(
    session: Session, world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    address = new_address(client_of(world.ben))
    world.ben.is_enabled = False
    session.commit()

    assert anonymous.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 5000, "..%2F", "%E2%80%AE"])
def test_an_address_nobody_made_leads_nowhere(
    world: World, client_of: ClientOf, anonymous: FlaskClient, token: str
) -> None:
    new_address(client_of(world.ben))

    assert anonymous.get(f"/calendar/{token}.ics").status_code == 404


def test_nobody_makes_a_feed_without_logging_in(anonymous: FlaskClient) -> None:
    assert "/login" in anonymous.post("/calendar/feed").location
    assert "/login" in anonymous.post("/calendar/feed/off").location
