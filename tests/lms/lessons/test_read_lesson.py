"""Reading the lessons of a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.lessons.models import LessonProgress
from tests.courses.small_course import COURSE, lesson
from tests.lms.catalog.publishing import publish
from tests.lms.conftest import FakeClock
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
PAGES = ["/runs/1", "/runs/1/lessons/start", "/runs/1/lessons/lab/notebook"]


@pytest.fixture
def reader(world: World, client_of: ClientOf) -> FlaskClient:
    return client_of(world.ben)


def test_a_lesson_is_shown_with_its_neighbours_and_contents(
    studied: World, client_of: ClientOf
) -> None:
    page = client_of(studied.ben).get("/runs/1/lessons/more")

    assert page.status_code == 200
    assert "<h1>더</h1>" in page.text
    assert 'alt="점"' in page.text
    assert '<a rel="prev" href="/runs/1/lessons/start">' in page.text
    assert '<a rel="next" href="/runs/1/lessons/lab">' in page.text
    first = client_of(studied.ben).get("/runs/1/lessons/start")
    assert 'rel="prev"' not in first.text
    assert '<a href="#%EC%9D%B8%EC%82%AC">인사</a>' in first.text


def test_links_inside_a_lesson_lead_to_lessons(studied: World, client_of: ClientOf) -> None:
    browser = client_of(studied.ben)

    assert 'href="lab"' in browser.get("/runs/1/lessons/start").text
    assert browser.get("/runs/1/lessons/lab").status_code == 200


def test_the_language_is_chosen_once_and_kept(studied: World, client_of: ClientOf) -> None:
    browser = client_of(studied.ben)

    assert "<h1>시작</h1>" in browser.get("/runs/1/lessons/start").text
    english = browser.get("/runs/1/lessons/start?lang=en").text
    assert "<h1>Start</h1>" in english
    assert '<article class="lesson" lang="en">' in english
    assert "<h1>More</h1>" in browser.get("/runs/1/lessons/more").text
    assert "<h1>더</h1>" in browser.get("/runs/1/lessons/more?lang=ko").text
    assert "<h1>시작</h1>" in browser.get("/runs/1/lessons/start").text
    assert browser.get("/runs/1/lessons/start?lang=<script>").status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_trainee_instructor_operator_and_admin_may_read(
    studied: World, client_of: ClientOf, address: str
) -> None:
    for person in (studied.ben, studied.ann, studied.eun, studied.fay):
        assert client_of(person).get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_outsiders_learn_nothing_and_the_anonymous_log_in(
    studied: World, client_of: ClientOf, anonymous: FlaskClient, address: str
) -> None:
    assert client_of(studied.cho).get(address).status_code == 404
    assert client_of(studied.dan).get(address).status_code == 404
    assert anonymous.get(address).status_code == 303


@pytest.mark.parametrize(
    "address",
    [
        "/runs/99",
        "/runs/1/lessons/none",
        "/runs/99/lessons/start",
        "/runs/1/lessons/start/notebook",
        "/runs/1/lessons/%00",
    ],
)
def test_what_does_not_exist_is_not_found(
    studied: World, client_of: ClientOf, address: str
) -> None:
    assert client_of(studied.ben).get(address).status_code == 404


def test_a_run_of_an_unpublished_course_says_so(world: World, client_of: ClientOf) -> None:
    assert "아직 게시된 강의가 없습니다" in client_of(world.ben).get("/runs/1").text


def test_a_visit_is_noted_once_for_a_trainee_and_never_for_others(
    session: Session, studied: World, client_of: ClientOf, clock: FakeClock
) -> None:
    client_of(studied.ann).get("/runs/1/lessons/start")
    browser = client_of(studied.ben)
    for _ in range(3):
        browser.get("/runs/1/lessons/start")
        clock.forward(minutes=1)

    row = session.scalars(select(LessonProgress)).one()

    assert (row.user_id, row.lesson_key, row.done_at) == (studied.ben.id, "start", None)
    assert clock.at.minute - row.opened_at.minute == 3


def test_a_page_needs_five_queries_whatever_the_size_of_the_course(
    app: Flask, session: Session, reader: FlaskClient, counted: Callable[[], Any], tmp_path: Path
) -> None:
    more = {f"01-one/{n:02}-x.md": lesson(f"x{n}", f"글 {n}", f"글 {n}") for n in range(3, 60)}
    publish(app, session, tmp_path, {**more, "course.yml": COURSE.replace("small", "tiny", 1)})
    for address in ("/runs/1/lessons/start", "/runs/1"):
        reader.get(address)

        with counted() as sent:
            assert reader.get(address).status_code == 200

        assert len(sent) <= 5, sent


def test_the_notebook_can_be_downloaded_in_the_language_read(
    studied: World, client_of: ClientOf
) -> None:
    browser = client_of(studied.ben)

    korean = browser.get("/runs/1/lessons/lab/notebook")
    english = browser.get("/runs/1/lessons/lab/notebook?lang=en")

    assert korean.headers["Content-Disposition"] == "attachment; filename=01-lab.ipynb"
    assert "안녕" in korean.text
    assert english.headers["Content-Disposition"] == "attachment; filename=01-lab.en.ipynb"
    assert "hello" in english.text


@pytest.mark.every_database
def test_study_leads_to_the_own_run_and_otherwise_says_who_can_help(
    studied: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    assert client_of(studied.ben).get("/catalog/tiny/study").location == "/runs/1"
    assert client_of(studied.ann).get("/catalog/tiny/study").location == "/runs/1"
    outsider = client_of(studied.cho)
    assert outsider.get("/catalog/tiny/study").location == "/catalog/tiny"
    assert "아직 이 강의에 등록되어 있지 않습니다" in outsider.get("/catalog/tiny").text
    assert anonymous.get("/catalog/tiny/study").status_code == 303
    assert outsider.get("/catalog/none/study").status_code == 404
