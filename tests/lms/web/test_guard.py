"""Guard, error pages and headers of every answer."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import login_user

from lms.access import Permission, Scope
from lms.accounts.models import User
from lms.app import create_app
from lms.settings import Settings
from lms.web.addresses import client_address, safe_next
from lms.web.guard import UnguardedView, guarded, machine, refuse_unguarded
from tests.lms.people import World


class Thing:
    """Something of Ben's cohort's."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope


def test_an_application_with_an_unguarded_view_does_not_start(app: Flask) -> None:
    bare = Flask("bare")
    bare.add_url_rule("/naked", "naked", lambda: "hello")

    with pytest.raises(UnguardedView, match="naked"):
        refuse_unguarded(bare)
    refuse_unguarded(app)


def test_the_guard_hides_what_one_may_not_see_and_refuses_what_one_may_not_do(
    app: Flask, world: World
) -> None:
    seen = guarded(
        Permission.RUN_TEACH, load=lambda: Thing(world.run.scope), sees=Permission.RUN_VIEW
    )(lambda thing: f"{thing.scope.course_run_id}")

    def answer_for(person: User | None) -> int:
        with app.test_request_context("/api/x"):
            if person is not None:
                login_user(person)
            try:
                seen()
            except Exception as error:  # noqa: BLE001  whichever error it is, its status counts
                return int(getattr(error, "status", 0))
            return 200

    assert [answer_for(who) for who in (None, world.cho, world.ben, world.ann)] == [
        401,
        404,
        403,
        200,
    ]


def test_a_machine_view_wants_a_bearer_token(app: Flask) -> None:
    view = machine(lambda token: token.upper())(lambda who: who)

    with app.test_request_context(headers={"Authorization": "Bearer abc"}):
        assert view() == "ABC"
    with (
        app.test_request_context(headers={"Authorization": "Basic abc"}),
        pytest.raises(Exception, match="bearer token"),
    ):
        view()


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/runs/1?x=2", "/runs/1?x=2"),
        (None, "/home"),
        ("", "/home"),
        ("https://evil.example/", "/home"),
        ("//evil.example/", "/home"),
        ("/\\evil.example", "/home"),
        ("\\\\evil.example", "/home"),
        ("javascript:alert(1)", "/home"),
        ("/\t/evil.example", "/home"),
    ],
)
def test_nobody_is_sent_to_another_site(target: str | None, expected: str) -> None:
    assert safe_next(target, "/home") == expected


def test_pages_that_are_not_there_answer_in_the_readers_kind(anonymous: FlaskClient) -> None:
    page = anonymous.get("/nowhere")
    data = anonymous.get("/api/nowhere")

    assert page.status_code == data.status_code == 404
    assert "찾는 것이 없습니다" in page.text
    assert data.get_json()["error"] == "not_found"
    assert data.get_json()["reference"]


def test_an_address_with_a_nul_in_it_is_nowhere(anonymous: FlaskClient) -> None:
    assert anonymous.get("/catalog/a%00b").status_code == 404


def test_every_answer_carries_the_security_headers(anonymous: FlaskClient) -> None:
    headers = anonymous.get("/login").headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "no-store" in headers["Cache-Control"]


def test_a_form_without_its_csrf_token_is_refused(
    app: Flask, world: World, client_of: Callable[[User], FlaskClient]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = client_of(world.ben).post("/logout")
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert answer.status_code == 400


def test_cookies_are_closed_to_scripts_and_secure_where_there_is_tls(tmp_path: object) -> None:
    env = {
        "BAEUM_MODE": "test",
        "BAEUM_DATA_DIR": str(tmp_path),
        "BAEUM_QUEUE_URL": "memory://",
        "BAEUM_PUBLIC_URL": "https://learn.example",
        "BAEUM_HUB_PUBLIC_URL": "https://labs.example",
    }
    app = create_app(Settings.from_env(env))
    config = app.config
    app.extensions["engine"].dispose()

    assert config["SESSION_COOKIE_HTTPONLY"]
    assert config["SESSION_COOKIE_SECURE"]
    assert config["SESSION_COOKIE_SAMESITE"] == "Lax"


@pytest.mark.parametrize(("proxies", "expected"), [("0", "127.0.0.1"), ("1", "203.0.113.9")])
def test_a_forwarded_address_is_believed_only_from_named_proxies(
    tmp_path: object, proxies: str, expected: str
) -> None:
    env = {
        "BAEUM_MODE": "test",
        "BAEUM_DATA_DIR": str(tmp_path),
        "BAEUM_QUEUE_URL": "memory://",
        "BAEUM_TRUSTED_PROXIES": proxies,
    }
    app = create_app(Settings.from_env(env))
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(client_address()))
    app.test_client().get("/login", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    app.extensions["engine"].dispose()

    assert seen == [expected]
