"""What tests of accounts share: a known password, and a client of the provider."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms import mail
from lms.accounts.models import User
from lms.accounts.passwords import hash_password
from lms.settings import Mode
from tests.lms.people import World

PASSWORD = "correct horse 7"
PASSWORD_HASH = hash_password(PASSWORD)
VERIFIER = "v" * 20 + "0123456789-._~" + "w" * 20
CALLBACK = "http://127.0.0.1:8001/hub/oauth_callback"


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def without_tokens(page: str) -> str:
    """The page without what protects its forms, which tells the second it was made."""
    return re.sub(r'(name="csrf_token"[^>]* value=)"[^"]*"', r"\1", page)


@pytest.fixture
def ben(session: Session, world: World) -> User:
    """Ben, who studies, with a password."""
    world.ben.password_hash = PASSWORD_HASH
    session.commit()
    return world.ben


@pytest.fixture
def log_in(anonymous: FlaskClient) -> Callable[..., TestResponse]:
    def post(email: str, password: str = PASSWORD, **options: Any) -> TestResponse:
        data = {"email": email, "password": password}
        return anonymous.post(options.pop("url", "/login"), data=data, **options)

    return post


@dataclass
class HubClient:
    """The Hub as the provider sees it: what it sends by the browser and what by itself."""

    browser: FlaskClient
    machine: FlaskClient
    secret: str
    running: str | None = "6.1.0"

    def version(self) -> str | None:
        return self.running

    def authorize(self, **changes: str | None) -> TestResponse:
        asked = {
            "response_type": "code",
            "client_id": "jupyterhub",
            "redirect_uri": CALLBACK,
            "scope": "openid profile email",
            "state": "s t+&=",
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
        } | changes
        kept = {name: value for name, value in asked.items() if value is not None}
        return self.browser.get(f"/oauth/authorize?{urlencode(kept)}")

    def code(self, **changes: str | None) -> str:
        answer = self.authorize(**changes)
        return parse_qs(urlsplit(answer.location).query)["code"][0]

    def exchange(self, code: str, *, basic: bool = True, **changes: str | None) -> TestResponse:
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        return self._post(asked | changes, basic=basic)

    def refresh(self, refresh_token: str, **changes: str | None) -> TestResponse:
        asked = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._post(asked | changes, basic=True)

    def tokens(self) -> dict[str, Any]:
        answer = self.exchange(self.code())
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json
        return found

    def userinfo(self, access_token: str) -> TestResponse:
        bearer = {"Authorization": f"Bearer {access_token}"}
        return self.machine.get("/oauth/userinfo", headers=bearer)

    def _post(self, asked: dict[str, str | None], *, basic: bool) -> TestResponse:
        kept = {name: value for name, value in asked.items() if value is not None}
        proof = ("jupyterhub", self.secret)
        if not basic:
            kept |= {"client_id": proof[0], "client_secret": proof[1]}
        return self.machine.post("/oauth/token", data=kept, auth=proof if basic else None)


@pytest.fixture
def hub(
    app: Flask, ben: User, log_in: Callable[..., TestResponse], anonymous: FlaskClient
) -> Iterator[HubClient]:
    """The Hub, with Ben logged in to the LMS in the browser."""
    log_in(ben.email)
    secret = app.extensions["settings"].secret("hub_client_secret")
    real = app.extensions["hub"]
    app.extensions["hub"] = client = HubClient(anonymous, app.test_client(), secret)
    yield client
    app.extensions["hub"] = real


@pytest.fixture
def csrf_app(app: Flask) -> Iterator[Flask]:
    """The application as people meet it: forms need their token."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def demo_app(app: Flask) -> Iterator[Flask]:
    """The application in demo mode."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, mode=Mode.DEMO)
    yield app
    app.extensions["settings"] = settings


@pytest.fixture
def mails(app: Flask) -> Iterator[Callable[[], list[mail.Mail]]]:
    """Let the worker work, and read what it mailed, newest first."""
    place = mail.folder(app.extensions["settings"])

    def read() -> list[mail.Mail]:
        app.extensions["queue"].run_waiting()
        return list(mail.newest(place))

    yield read
    for path in place.glob("*.eml"):
        path.unlink()


@pytest.fixture
def statements(app: Flask) -> Iterator[Callable[[FlaskClient, str], list[str]]]:
    """What a page asks of the database."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    def of_page(browser: FlaskClient, page: str) -> list[str]:
        said.clear()
        assert browser.get(page).status_code == 200
        return list(said)

    event.listen(app.extensions["engine"], "before_cursor_execute", note)
    yield of_page
    event.remove(app.extensions["engine"], "before_cursor_execute", note)
