"""Logging in with e-mail and password, and out again."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.accounts.models import User
from lms.accounts.passwords import is_password
from lms.audit import AuditEntry
from tests.lms.accounts.conftest import PASSWORD, without_tokens
from tests.lms.people import World

LogIn = Callable[..., TestResponse]


def _actions(session: Session) -> list[str]:
    wanted = select(AuditEntry.action).where(AuditEntry.action.like("session.%"))
    return list(session.scalars(wanted.order_by(AuditEntry.id)))


def test_the_right_password_opens_the_account(
    ben: User, log_in: LogIn, anonymous: FlaskClient
) -> None:
    answer = log_in(" BEN@test.example ")

    assert answer.status_code == 303
    assert answer.location == "/"
    assert "벤님" in anonymous.get("/account").text


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(
    ben: User, log_in: LogIn
) -> None:
    known = log_in(ben.email, "wrong")
    unknown = log_in("nobody@test.example", "wrong")

    assert known.status_code == unknown.status_code == 422
    assert without_tokens(known.text).replace("ben@", "nobody@") == without_tokens(unknown.text)


def test_someone_without_a_password_or_with_a_stopped_account_stays_outside(
    ben: User, world: World, session: Session, log_in: LogIn
) -> None:
    ben.is_enabled = False
    session.commit()

    assert log_in(ben.email).status_code == 422
    assert log_in(world.cho.email, "").status_code == 422
    assert log_in(world.cho.email, "nobody's password").status_code == 422


def test_nobody_hash_is_nobodys_password() -> None:
    assert not is_password(None, "nobody's password")


def test_an_anonymous_reader_is_led_to_the_log_in_page(anonymous: FlaskClient) -> None:
    answer = anonymous.get("/account")

    assert answer.status_code == 303
    assert answer.location == "/login?next=/account"


def test_a_session_of_an_earlier_epoch_is_over(
    session: Session, world: World, client_of: Callable[[User], FlaskClient]
) -> None:
    browser = client_of(world.ben)
    world.ben.session_epoch += 1
    session.commit()

    assert browser.get("/account").status_code == 303


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "/%09/evil.example\t",
        "javascript:alert(1)",
        "evil.example",
        " //evil.example",
    ],
)
def test_log_in_leads_nowhere_else(ben: User, log_in: LogIn, target: str) -> None:
    assert log_in(ben.email, url="/login", query_string={"next": target}).location == "/"


def test_log_in_leads_back_to_the_page_asked_for(
    ben: User, log_in: LogIn, anonymous: FlaskClient
) -> None:
    target = "/account?a=1"

    assert log_in(ben.email, query_string={"next": target}).location == target
    assert anonymous.get("/login", query_string={"next": target}).location == target


def test_log_in_log_out_and_failure_are_in_the_audit_trail(
    ben: User, log_in: LogIn, anonymous: FlaskClient, session: Session
) -> None:
    log_in(ben.email, "wrong")
    log_in(ben.email)
    anonymous.post("/logout")

    assert _actions(session) == ["session.refuse", "session.begin", "session.end"]
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert (last.subject_id, last.address) == (str(ben.id), "127.0.0.1")
    assert anonymous.get("/account").status_code == 303


def test_logging_in_leaves_nothing_of_the_session_before(
    ben: User, log_in: LogIn, anonymous: FlaskClient
) -> None:
    with anonymous.session_transaction() as cookie:
        cookie.update(language="en", csrf_token="planted", logged_in_at=1, session_key="planted")
    log_in(ben.email)

    with anonymous.session_transaction() as cookie:
        assert cookie["language"] == "en"
        assert cookie.get("csrf_token") != "planted"
        assert cookie["session_key"] != "planted"
        assert cookie["logged_in_at"] > 1
        assert cookie.permanent


def test_log_in_and_log_out_need_the_token_of_their_form(
    csrf_app: Flask, ben: User, log_in: LogIn, anonymous: FlaskClient
) -> None:
    assert log_in(ben.email).status_code == 400
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', anonymous.get("/login").text)
    assert token is not None
    data = {"email": ben.email, "password": PASSWORD, "csrf_token": token[1]}
    assert anonymous.post("/login", data=data).status_code == 303
    assert anonymous.post("/logout").status_code == 400
    assert anonymous.post("/oauth/logout").status_code == 400
    assert anonymous.get("/account").status_code == 200


def test_programs_need_no_token_but_their_own_proof(
    csrf_app: Flask, anonymous: FlaskClient
) -> None:
    assert anonymous.post("/oauth/token").status_code == 400
    assert anonymous.post("/oauth/token").json["error"] == "unsupported_grant_type"
    assert anonymous.post("/api/hub/v1/lab-tokens").status_code == 401


def test_the_demo_addresses_are_shown_in_demo_mode_only(
    demo_app: Flask, anonymous: FlaskClient
) -> None:
    page = anonymous.get("/login").text

    assert "trainee2@baeum.example" in page
    password = demo_app.extensions["settings"].demo_password
    assert not password or password not in page


def test_there_are_no_demo_addresses_elsewhere(anonymous: FlaskClient) -> None:
    assert "baeum.example" not in anonymous.get("/login").text
