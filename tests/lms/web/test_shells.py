"""Pages that are the same for everybody but for their holes."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder

from lms.accounts.models import User
from lms.web import express, maintenance
from lms.web.shells import Page, PersonInShell, Shell, Shells, _cut, personal_page
from tests.lms.catalog.publishing import publish
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
LESSON = "/runs/1/lessons/start"


@pytest.fixture
def studied(app: Flask, session: Session, world: World, tmp_path: Path) -> World:
    publish(app, session, tmp_path / "course")
    return world


def reading(client_of: ClientOf, person: User) -> FlaskClient:
    """The browser of someone who has been at the lesson, so that the fast lane knows them."""
    browser = client_of(person)
    for _ in range(2):
        browser.get(LESSON)
    return browser


@given(st.lists(st.text(alphabet="가나 <>&\n"), min_size=1), st.text(max_size=200))
def test_a_packed_page_unpacks_to_the_filled_one(pieces: list[str], value: str) -> None:
    shell = _cut("\0markname\0".join(pieces), "mark")
    values = {"name": value.encode()}

    assert gzip.decompress(shell.packed(values)) == shell.filled(values)
    assert shell.filled(values).decode() == value.join(pieces)


def test_shells_unused_for_longest_make_room() -> None:
    shells = Shells(most_bytes=250)
    for name in "abc":
        shells.keep(name, Shell((b"x" * 100,), (b"",), (), b""))

    assert shells.find("a") is None
    assert shells.find("c") is not None


def test_what_a_hole_holds_is_the_reader_s_and_the_rest_everybody_s(
    studied: World, client_of: ClientOf
) -> None:
    ben, ann = reading(client_of, studied.ben), reading(client_of, studied.ann)

    assert f"{studied.ben.name}님" in ben.get(LESSON).text
    page = ann.get(LESSON).text
    assert f"{studied.ann.name}님" in page
    assert studied.ben.name not in page
    assert "\0" not in page


def test_a_shell_that_asks_who_reads_is_never_made(
    app: Flask, studied: World, client_of: ClientOf
) -> None:
    def nosy() -> str:
        return render_template_string("{{ current_user.name }}")

    with client_of(studied.ben) as browser:
        browser.get(LESSON)
        with pytest.raises(PersonInShell):
            personal_page(Page(nosy, ()))


def test_the_fast_lane_and_the_view_give_the_same_page(studied: World, client_of: ClientOf) -> None:
    browser = reading(client_of, studied.ben)

    fast, slow = browser.get(LESSON), browser.get(f"{LESSON}?")

    assert fast.text == slow.text
    ordinary = browser.get(f"{LESSON}?x=1")
    assert fast.text == ordinary.text
    assert fast.headers["ETag"] == ordinary.headers["ETag"]
    left_out = {"Content-Length", "Set-Cookie"}
    assert set(fast.headers.keys()) | left_out == set(ordinary.headers.keys()) | left_out


def test_what_has_not_changed_is_not_sent_again(studied: World, client_of: ClientOf) -> None:
    browser = reading(client_of, studied.ben)
    etag = browser.get(LESSON).headers["ETag"]

    again = browser.get(LESSON, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert client_of(studied.ann).get(LESSON, headers={"If-None-Match": etag}).status_code == 200

    browser.post(f"{LESSON}/done", data={})
    changed = browser.get(LESSON, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert "이 강의를 마쳤습니다" in changed.text


def test_who_was_logged_out_or_shut_out_reads_nothing_more(
    app: Flask, session: Session, studied: World, client_of: ClientOf
) -> None:
    browser = reading(client_of, studied.ben)
    studied.ben.is_enabled = False
    session.add(studied.ben)
    session.commit()

    assert browser.get(LESSON).status_code == 303


def test_the_fast_lane_is_closed_during_maintenance(
    app: Flask, studied: World, client_of: ClientOf
) -> None:
    browser = reading(client_of, studied.ben)
    settings = app.extensions["settings"]
    maintenance.switch_on(settings, maintenance.Notice())
    try:
        assert browser.get(LESSON).status_code == 503
    finally:
        maintenance.switch_off(settings)


def test_an_unknown_step_before_requests_keeps_the_fast_lane_from_starting(app: Flask) -> None:
    other = Flask("other")
    other.before_request(lambda: None)

    with pytest.raises(express.UnknownStep):
        express.FastLane(other, app.extensions["settings"], lambda _session: None)


def test_who_waits_long_behind_another_goes_the_ordinary_way(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = express.FastLane(app, app.extensions["settings"], lambda _session: None)
    monkeypatch.setattr(express, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(lane, "_answer", lambda _environ: (200, [], b"filled"))
    monkeypatch.setattr(lane, "_behind", lambda _environ, _start: (b"ordinary",))
    visit = {**EnvironBuilder(LESSON).get_environ(), "HTTP_COOKIE": "session=x"}

    with lane._turn:
        assert lane(visit, print) == (b"ordinary",)
    assert lane(visit, print) == (b"filled",)


def test_a_lesson_read_again_costs_three_queries(
    studied: World, client_of: ClientOf, app: Flask
) -> None:
    browser = reading(client_of, studied.ben)
    sent: list[Any] = []

    def note(*facts: Any) -> None:
        sent.append(facts[2])

    event.listen(app.extensions["engine"], "before_cursor_execute", note)
    browser.get(LESSON)
    event.remove(app.extensions["engine"], "before_cursor_execute", note)

    assert len(sent) == 3
