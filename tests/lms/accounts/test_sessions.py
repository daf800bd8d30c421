"""Where a person is logged in: seen, ended one by one or all at once, and forgotten."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.accounts import lab_tokens
from lms.accounts.credentials import LabToken
from lms.accounts.jobs import forget_expired
from lms.accounts.models import User
from lms.accounts.sessions import BrowserSession
from lms.accounts.user_agents import summary_of
from lms.audit import AuditEntry
from tests.lms.accounts.conftest import PASSWORD, HubClient
from tests.lms.conftest import FakeClock
from tests.lms.people import NOW, World

pytestmark = pytest.mark.every_database

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
NEW = "a better sentence 9"
ClientOf = Callable[[User], FlaskClient]
LogIn = Callable[..., TestResponse]


def _rows(session: Session) -> list[BrowserSession]:
    session.expire_all()
    return list(session.scalars(select(BrowserSession).order_by(BrowserSession.id)))


def _is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def _n(session: Session, action: str) -> int | None:
    return session.scalar(
        select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)
    )


def test_a_log_in_is_listed_with_browser_and_address_and_its_key_is_nowhere(
    ben: User, log_in: LogIn, anonymous: FlaskClient, session: Session
) -> None:
    log_in(ben.email, headers={"User-Agent": CHROME})
    page = anonymous.get("/account/sessions").text
    (row,) = _rows(session)
    with anonymous.session_transaction() as cookie:
        key = cookie["session_key"]

    assert "Chrome · Windows" in page
    assert "127.0.0.1" in page
    assert "이 브라우저" in page
    assert key not in (row.digest, page)
    assert row.digest not in page


@pytest.mark.parametrize(
    ("agent", "summary"),
    [
        (CHROME, "Chrome · Windows"),
        (CHROME + " Edg/140.0.0.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari · iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15; SM-S938N) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36",
            "Samsung Internet · Android",
        ),
        ("curl/8.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_two_words(agent: str, summary: str) -> None:
    assert summary_of(agent) == summary


def test_one_log_in_can_be_ended_from_another(
    world: World, client_of: ClientOf, session: Session
) -> None:
    here, there = client_of(world.ben), client_of(world.ben)
    answer = here.post(f"/account/sessions/{_rows(session)[1].id}/end")

    assert answer.status_code == 303
    assert _is_in(here)
    assert not _is_in(there)
    assert _n(session, "session.end") == 1


def test_nobody_ends_or_finds_the_log_in_of_another(
    world: World, client_of: ClientOf, session: Session, anonymous: FlaskClient
) -> None:
    bens = client_of(world.ben)
    url = f"/account/sessions/{_rows(session)[0].id}/end"

    for person in (world.cho, world.eun, world.fay):
        assert client_of(person).post(url).status_code == 404
    assert client_of(world.cho).post("/account/sessions/99999/end").status_code == 404
    assert anonymous.post(url).location == "/login"
    assert anonymous.post("/account/sessions/end-others").location == "/login"
    assert anonymous.get("/account/sessions").location == "/login?next=/account/sessions"
    assert _is_in(bens)


def test_signing_out_elsewhere_ends_labs_and_other_sites_too_but_nobody_elses(
    hub: HubClient, world: World, client_of: ClientOf, session: Session
) -> None:
    elsewhere, chos = client_of(world.ben), client_of(world.cho)
    access = hub.tokens()["access_token"]
    for person in (world.ben, world.cho):
        lab_tokens.issue_lab_token(session, person, at=NOW)
    session.commit()
    assert hub.userinfo(access).status_code == 200

    assert hub.browser.post("/account/sessions/end-others").status_code == 303
    assert _is_in(hub.browser)
    assert not _is_in(elsewhere)
    assert _is_in(chos)
    assert hub.userinfo(access).status_code == 401
    assert session.scalars(select(LabToken.user_id)).all() == [world.cho.id]
    assert _n(session, "session.end_others") == 1


def test_logging_out_ends_its_own_log_in_alone(
    ben: User, log_in: LogIn, anonymous: FlaskClient, client_of: ClientOf, session: Session
) -> None:
    elsewhere = client_of(ben)
    log_in(ben.email)
    with anonymous.session_transaction() as cookie:
        stolen = dict(cookie)
    anonymous.post("/logout")
    with anonymous.session_transaction() as cookie:
        cookie.update(stolen)

    assert not _is_in(anonymous)
    assert _is_in(elsewhere)
    assert len(_rows(session)) == 1


def test_a_changed_password_ends_the_labs_tokens(
    ben: User, hub: HubClient, session: Session, clock: FakeClock
) -> None:
    access = hub.tokens()["access_token"]
    lab_tokens.issue_lab_token(session, ben, at=clock.at)
    session.commit()
    hub.browser.post("/account/password", data={"old": PASSWORD, "new": NEW, "again": NEW})

    assert hub.userinfo(access).status_code == 401
    assert session.scalars(select(LabToken)).all() == []
    assert _is_in(hub.browser)
    assert len(_rows(session)) == 1


def test_a_cookie_with_anothers_id_or_without_a_key_opens_nothing(
    world: World, client_of: ClientOf
) -> None:
    for forged in ({"_user_id": world.fay.get_id()}, {"session_key": ""}, {"session_key": "x"}):
        browser = client_of(world.ben)
        with browser.session_transaction() as cookie:
            cookie.update(forged)

        assert not _is_in(browser)


def test_a_visit_is_noted_at_most_every_ten_minutes(
    world: World, client_of: ClientOf, session: Session, clock: FakeClock
) -> None:
    browser, begun = client_of(world.ben), clock.at
    clock.forward(minutes=9)
    browser.get("/account")
    assert _rows(session)[0].last_seen_at == begun
    clock.forward(minutes=1)
    browser.get("/account", headers={"User-Agent": CHROME})

    (row,) = _rows(session)
    assert (row.created_at, row.last_seen_at, row.agent) == (begun, clock.at, "Chrome · Windows")


def test_a_log_in_unused_for_two_weeks_is_over_and_removed(
    app: Flask, world: World, client_of: ClientOf, session: Session, clock: FakeClock
) -> None:
    browser = client_of(world.ben)
    clock.forward(days=14)
    kept = client_of(world.cho)

    assert not _is_in(browser)
    with app.app_context():
        forget_expired()
    assert [row.user_id for row in _rows(session)] == [world.cho.id]
    assert _is_in(kept)


def test_a_stopped_account_has_no_log_ins_left_when_it_is_opened_again(
    world: World, client_of: ClientOf, session: Session
) -> None:
    browser, admin = client_of(world.ben), client_of(world.fay)
    admin.post(f"/people/{world.ben.id}/stop")
    admin.post(f"/people/{world.ben.id}/reopen")

    assert not _is_in(browser)
    assert [row.user_id for row in _rows(session)] == [world.fay.id]


def test_being_logged_in_costs_one_query(
    world: World, client_of: ClientOf, statements: Callable[[FlaskClient, str], list[str]]
) -> None:
    asked = statements(client_of(world.ben), "/account")

    assert sum("FROM users JOIN browser_sessions" in one for one in asked) == 1
    # the second counts the unread notices of the bell
    assert len(asked) <= 2
