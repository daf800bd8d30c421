"""Going on at the heading where one stopped, on any device and after a new revision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.lessons.models import LessonProgress
from lms.lessons.places import nearest
from tests.courses.small_course import COURSE, lesson
from tests.lms.catalog.publishing import publish
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
ADDRESS = "/runs/1/lessons/more/place"
COURSE_FILE = {"course.yml": COURSE.replace("small", "tiny", 1)}
MORE = "01-one/02-more.md"


def headings(*ids: str) -> list[list[object]]:
    return [[2, one, one] for one in ids]


@pytest.mark.parametrize(
    ("place", "now", "expected"),
    [
        ("c", "abc", "c"),
        ("c", "ab", "b"),
        ("c", "a", "a"),
        ("c", "d", ""),
        ("c", "dab", "b"),
        ("x", "abc", ""),
        ("B", "aA", "A"),
    ],
)
def test_what_is_gone_falls_back_to_the_nearest_before(place: str, now: str, expected: str) -> None:
    before = [headings(*"abcd"), headings(*"ABCD")]

    assert nearest(place, before, [headings(*now)]) == expected


def test_any_device_goes_on_at_the_heading(
    app: Flask, session: Session, studied: World, client_of: ClientOf, tmp_path: Path
) -> None:
    text = lesson("more", "더", "## 하나\n\nx\n\n## 둘\n\ny\n\n## 셋\n\nz")
    publish(app, session, tmp_path / "course", COURSE_FILE | {MORE: text})
    phone, desk = client_of(studied.ben), client_of(studied.ben)
    phone.get("/runs/1/lessons/more")
    assert 'href="/runs/1/lessons/more"' in desk.get("/").text

    assert phone.post(ADDRESS, data={"place": "셋"}).status_code == 204

    target = 'href="/runs/1/lessons/more#%EC%85%8B"'
    assert target in desk.get("/").text
    assert target in desk.get("/runs/1").text

    shorter = lesson("more", "더", "## 하나\n\nx\n\n## 둘\n\ny")
    publish(app, session, tmp_path / "course", COURSE_FILE | {MORE: shorter})
    target = 'href="/runs/1/lessons/more#%EB%91%98"'
    assert target in desk.get("/").text
    phone.get("/runs/1/lessons/more")
    assert target in desk.get("/").text


def test_what_is_no_heading_is_the_top_and_others_note_nothing(
    session: Session, studied: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    answer = client_of(studied.ben).post(ADDRESS, data={"place": '"><script>' * 100})

    assert answer.status_code == 204
    assert session.scalars(select(LessonProgress.place)).one() == ""
    assert client_of(studied.ann).post(ADDRESS, data={"place": "x"}).status_code == 403
    assert client_of(studied.cho).post(ADDRESS, data={"place": "x"}).status_code == 404
    assert anonymous.post(ADDRESS, data={"place": "x"}).status_code == 303
