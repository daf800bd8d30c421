"""From a lesson to the lab, and what the lab then asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.lab_tokens import issue_lab_token
from lms.accounts.models import User
from tests.lms.conftest import FakeClock
from tests.lms.lessons.conftest import FakeHub
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
MATERIALS = "/api/lab/v1/runs/tiny-c1/lessons/lab/materials"


def bearer(session: Session, person: User) -> dict[str, str]:
    token = issue_lab_token(session, person, at=NOW).token
    session.commit()
    return {"Authorization": f"Bearer {token}"}


def test_the_button_leads_to_the_own_lab(studied: World, client_of: ClientOf, hub: FakeHub) -> None:
    answer = client_of(studied.ben).get("/runs/1/lessons/lab/lab?lang=en")

    assert answer.status_code == 303
    assert answer.location == (
        "http://127.0.0.1:8001/hub/user-redirect/baeum/open?run=tiny-c1&lesson=lab&lang=en"
    )


def test_a_hub_that_is_down_is_named_and_the_lesson_still_works(
    studied: World, client_of: ClientOf, hub: FakeHub
) -> None:
    hub.is_up = False
    browser = client_of(studied.ben)

    answer = browser.get("/runs/1/lessons/lab/lab")

    assert answer.status_code == 503
    assert "실습실이 지금 응답하지 않습니다" in answer.text
    assert browser.get("/runs/1/lessons/lab").status_code == 200


def test_a_lesson_without_a_notebook_has_no_lab(
    studied: World, client_of: ClientOf, hub: FakeHub
) -> None:
    browser = client_of(studied.ben)

    assert browser.get("/runs/1/lessons/start/lab").status_code == 404
    assert "실습실에서 열기" not in browser.get("/runs/1/lessons/start").text
    assert "실습실에서 열기" in browser.get("/runs/1/lessons/lab").text


def test_outsiders_and_the_anonymous_are_not_led_to_a_lab(
    studied: World, client_of: ClientOf, anonymous: FlaskClient, hub: FakeHub
) -> None:
    assert client_of(studied.cho).get("/runs/1/lessons/lab/lab").status_code == 404
    assert anonymous.get("/runs/1/lessons/lab/lab").location.startswith("/login")


def test_a_lab_gets_the_notebook_and_its_data(
    session: Session, studied: World, anonymous: FlaskClient
) -> None:
    headers = bearer(session, studied.ben)

    told = anonymous.get(f"{MATERIALS}?lang=ko", headers=headers).get_json()

    assert told["path"] == "tiny/02-two/01-lab.ipynb"
    assert [file["path"] for file in told["files"]] == [
        "tiny/02-two/01-lab.ipynb",
        "tiny/02-two/data/numbers.csv",
    ]
    for file in told["files"]:
        assert file["url"].startswith("http://localhost/api/lab/v1/")
        data = anonymous.get(urlsplit(file["url"]).path, headers=headers).data
        assert len(data) == file["size"]
        assert hashlib.sha256(data).hexdigest() == file["sha256"]


def test_a_lab_gets_the_notebook_in_the_language_asked_for_or_the_first_one(
    session: Session, studied: World, anonymous: FlaskClient
) -> None:
    headers = bearer(session, studied.ben)

    english = anonymous.get(f"{MATERIALS}?lang=en", headers=headers).get_json()
    unknown = anonymous.get(f"{MATERIALS}?lang=xx", headers=headers).get_json()

    assert english["path"] == "tiny/02-two/01-lab.en.ipynb"
    assert unknown["path"] == "tiny/02-two/01-lab.ipynb"


def test_a_lab_gets_nothing_of_a_run_its_person_may_not_see(
    session: Session, studied: World, anonymous: FlaskClient
) -> None:
    mine = bearer(session, studied.ben)
    file = anonymous.get(MATERIALS, headers=mine).get_json()["files"][0]
    theirs = bearer(session, studied.cho)

    assert anonymous.get(MATERIALS, headers=theirs).status_code == 404
    assert anonymous.get(urlsplit(file["url"]).path, headers=theirs).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}])
def test_a_lab_without_a_valid_token_gets_nothing(
    studied: World, anonymous: FlaskClient, headers: dict[str, str]
) -> None:
    answer = anonymous.get(MATERIALS, headers=headers)

    assert answer.status_code == 401
    assert answer.get_json()["error"] == "not_logged_in"


def test_a_cookie_counts_for_nothing_there_and_old_tokens_expire(
    session: Session, studied: World, client_of: ClientOf, anonymous: FlaskClient, clock: FakeClock
) -> None:
    headers = bearer(session, studied.ben)
    clock.forward(hours=25)

    assert anonymous.get(MATERIALS, headers=headers).status_code == 401
    assert client_of(studied.ben).get(MATERIALS).status_code == 401


@pytest.mark.parametrize(
    "address",
    [
        "/api/lab/v1/runs/none/lessons/lab/materials",
        "/api/lab/v1/runs/tiny-c1/lessons/none/materials",
        "/api/lab/v1/runs/tiny-c1/lessons/start/materials",
        f"{MATERIALS}/{'0' * 64}",
        f"{MATERIALS}/..%2F..%2Fsecret",
        f"{MATERIALS}/%00",
        "/api/lab/v1/runs/%00/lessons/lab/materials",
    ],
)
def test_what_a_lesson_does_not_deliver_is_not_found(
    app: Flask, session: Session, studied: World, anonymous: FlaskClient, address: str
) -> None:
    assert anonymous.get(address, headers=bearer(session, studied.ben)).status_code == 404
