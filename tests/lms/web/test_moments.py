"""A moment in a form is the person's own time, wherever they are and whatever the clocks do."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import login_user
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import Form

from lms.accounts.models import User
from lms.notebooks.models import Assignment, AssignmentSetting
from lms.web.moments import MomentField
from tests.lms.lessons.conftest import studied
from tests.lms.notebooks.conftest import assignment
from tests.lms.people import World

__all__ = ["assignment", "studied"]
FIRST_130 = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # Paris, 02:30 summer time
SECOND_130 = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # Paris, 02:30 an hour later


class Sample(Form):
    """One moment."""

    at = MomentField("때")


@pytest.fixture
def in_paris(app: Flask, world: World, session: Session) -> Iterator[None]:
    world.ben.time_zone = "Europe/Paris"
    session.commit()
    with app.test_request_context():
        login_user(world.ben)
        yield


def typed(text: str, shown: datetime | None = None) -> Sample:
    form = Sample(MultiDict({"at": text}), at=shown)
    form.validate()
    return form


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-07-09T14:30", datetime(2026, 7, 9, 12, 30, tzinfo=UTC)),
        ("2026-12-09T14:30", datetime(2026, 12, 9, 13, 30, tzinfo=UTC)),
        ("2026-10-25T02:30", FIRST_130),
        ("", None),
    ],
)
@pytest.mark.usefixtures("in_paris")
def test_what_is_typed_is_the_time_of_the_person_s_zone(text: str, at: datetime | None) -> None:
    form = typed(text)

    assert not form.errors
    assert form.at.data == at
    assert "Europe/Paris" in form.at.zone_words


@pytest.mark.parametrize(
    "text", ["2026-03-29T02:30", "0001-01-01T00:00", "tomorrow", "2026-02-30T10:00"]
)
@pytest.mark.usefixtures("in_paris")
def test_a_time_that_no_clock_shows_is_refused_and_kept_in_the_field(text: str) -> None:
    form = typed(text)

    assert form.at.errors
    assert form.at.data is None or "at" in form.errors
    assert f'value="{text}"' in str(form.at())


@pytest.mark.usefixtures("in_paris")
def test_an_untouched_moment_is_not_moved_by_the_hour_that_comes_twice() -> None:
    shown = str(Sample(at=SECOND_130).at())

    assert 'value="2026-10-25T02:30"' in shown
    assert typed("2026-10-25T02:30", SECOND_130).at.data == SECOND_130
    assert typed("2026-10-25T02:31", SECOND_130).at.data == FIRST_130.replace(minute=31)


def test_an_instructor_abroad_sets_a_window_in_their_own_time(
    session: Session,
    studied: World,
    assignment: Assignment,
    client_of: Callable[[User], FlaskClient],
) -> None:
    studied.ann.time_zone = "America/New_York"
    session.commit()
    browser = client_of(studied.ann)
    typed_there = {
        "opens_at": "2026-03-07T09:00",
        "due_at": "2026-03-09T09:00",
        "closes_at": "2026-03-09T23:59",
        "max_attempts": "3",
    }

    answer = browser.post("/runs/1/assignments/square/window", data=typed_there)

    assert answer.status_code == 303
    found = session.get_one(AssignmentSetting, (1, assignment.id))
    assert found.opens_at == datetime(2026, 3, 7, 14, 0, tzinfo=UTC)
    assert found.due_at == datetime(2026, 3, 9, 13, 0, tzinfo=UTC), "summer time began on the 8th"
    page = browser.get("/runs/1/assignments/square").text
    assert 'value="2026-03-09T09:00"' in page
    assert "America/New_York" in page
