"""What a copy of a course holds, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.catalog.models import LessonPage
from tests.lms.catalog.publishing import publish
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
COPY = "/runs/1/offline/copy.json?lang=ko"


def versions(browser: FlaskClient) -> dict[str, str]:
    return {each["address"]: each["version"] for each in browser.get(COPY).json["files"]}


def test_every_file_of_the_copy_can_be_loaded(studied: World, client_of: ClientOf) -> None:
    browser = client_of(studied.ben)

    files = browser.get(COPY).json["files"]

    assert {"/runs/1", "/runs/1/lessons/start", "/runs/1/lessons/more"} <= {
        each["address"] for each in files
    }
    assert [
        each["source"]
        for each in files
        if browser.get(each["source"], buffered=True).status_code != 200
    ] == []


def test_sizes_are_the_bytes_that_are_stored(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    browser = client_of(studied.ben)
    pages = {len(html.encode()) for (html,) in session.query(LessonPage.html)}

    for each in browser.get(COPY).json["files"]:
        if "/lessons/" in each["address"]:
            assert each["size"] in pages
        elif each["address"].startswith(("/assets/", "/static/")):
            assert each["size"] == len(browser.get(each["source"], buffered=True).data)


def test_the_size_costs_few_queries_whatever_the_course(
    studied: World, client_of: ClientOf, counted: Callable[[], Any]
) -> None:
    browser = client_of(studied.ben)

    with counted() as sent:
        browser.get("/runs/1/offline")

    assert len(sent) <= 9


def test_a_page_of_the_copy_has_nothing_of_its_reader(studied: World, client_of: ClientOf) -> None:
    browser = client_of(studied.ben)
    browser.get("/")

    for each in browser.get(COPY).json["files"]:
        if each["address"].startswith("/runs/"):
            page = browser.get(each["source"]).text
            assert studied.ben.name not in page
            assert "csrf_token" not in page or 'name="csrf_token" value=""' in page


def test_those_who_may_not_see_the_run_get_no_copy(
    studied: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    for path in ("", "/copy.json", "/outline", "/lessons/start"):
        assert client_of(studied.cho).get(f"/runs/1/offline{path}").status_code == 404
        assert anonymous.get(f"/runs/1/offline{path}").status_code == 303
    assert client_of(studied.ben).get("/runs/1/offline/lessons/nowhere").status_code == 404


def test_only_what_changed_has_another_version(
    app: Flask, session: Session, studied: World, client_of: ClientOf, tmp_path: Path
) -> None:
    browser = client_of(studied.ben)
    before = versions(browser)
    text = (tmp_path / "course/01-one/01-start.md").read_text()

    publish(app, session, tmp_path / "course", {"01-one/01-start.md": text + "\n\n한 줄 더.\n"})
    after = versions(browser)

    assert {address for address in after if after[address] != before.get(address)} == {
        "/runs/1",
        "/runs/1/lessons/start",
    }


def test_the_worker_is_another_when_a_file_of_the_interface_is(anonymous: FlaskClient) -> None:
    answer = anonymous.get("/offline-worker.js")

    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.text.startswith('const VERSION = "')
    assert "/static/offline.css?v=" in answer.text.splitlines()[1]


def test_the_token_is_for_those_logged_in_and_says_who(
    studied: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    answer = client_of(studied.ben).get("/offline/token")

    assert answer.json["reader"] == studied.ben.id
    assert answer.json["token"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    refused = anonymous.get("/offline/token", headers={"Accept": "application/json"})
    assert refused.status_code == 401
