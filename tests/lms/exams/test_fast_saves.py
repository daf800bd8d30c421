"""Saves take the fast lane where nothing is to be said, and the ordinary way everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import BoundedSemaphore

import pytest
from flask import Flask, request_started
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms import prepared
from lms.accounts.models import User
from lms.exams.models import AnswerLog
from lms.web.express_posts import MOST_BYTES
from lms.web.turnstile import AT_ONCE, Turnstile
from tests.lms.exams.conftest import JSON, Sit, Sitting
from tests.lms.people import World

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]
SAVE = {"position": 1, "client": "window-one", "sequence": 10, "answer": None, "is_flagged": False}


@contextmanager
def ways(app: Flask) -> Iterator[list[object]]:
    """The requests that go through Flask meanwhile."""
    seen: list[object] = []

    def note(sender: object, **_: object) -> None:
        seen.append(sender)

    with request_started.connected_to(note, app):
        yield seen


def send(sitting: Sitting, **changes: object) -> TestResponse:
    path = f"/attempts/{sitting.attempt_id}/answers"
    return sitting.browser.post(path, json={**SAVE, **changes}, headers=JSON)


@pytest.fixture
def sitting(sit: Sit) -> Sitting:
    """Ben in the exam; the server has seen his browser before."""
    return sit()


def test_a_save_goes_the_fast_way_and_says_the_same(app: Flask, sitting: Sitting) -> None:
    send(sitting)
    with ways(app) as seen:
        fast = send(sitting, sequence=11)
    ordinary = sitting.browser.post(
        f"/attempts/{sitting.attempt_id}/answers?ordinary=1",
        json={**SAVE, "sequence": 11},
        headers=JSON,
    )

    assert seen == []
    assert fast.status_code == ordinary.status_code == 200
    assert fast.json == ordinary.json
    own = {"Content-Type", "Cache-Control", "Vary", "Content-Security-Policy", "Content-Length"}
    assert {name: fast.headers[name] for name in own} == {
        name: ordinary.headers[name] for name in own
    }


def test_a_save_goes_past_the_pages_that_wait(app: Flask, sitting: Sitting) -> None:
    send(sitting)
    with ThreadPoolExecutor(2) as browsers, ExitStack() as every_place:
        for _ in range(AT_ONCE):
            every_place.enter_context(places_of(app))
        page = browsers.submit(app.test_client().get, "/login")
        saved = browsers.submit(send, sitting, sequence=11).result(timeout=60)
        has_waited = not page.done()
        every_place.close()
        shown = page.result(timeout=60)

    assert has_waited
    assert (saved.status_code, shown.status_code) == (200, 200)


def places_of(app: Flask) -> BoundedSemaphore:
    """The places of the turnstile behind both fast lanes."""
    turnstile = app.wsgi_app._behind._behind  # type: ignore[attr-defined]
    assert isinstance(turnstile, Turnstile)
    return turnstile._places


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"position": 99}, 422),
        ({"answer": {"no": "such"}}, 422),
        ({"client": "x"}, 422),
        ({"sequence": -1}, 422),
    ],
)
def test_what_is_refused_is_refused_with_words_and_changes_nothing(
    app: Flask, session: Session, sitting: Sitting, changes: dict[str, object], status: int
) -> None:
    send(sitting)
    with ways(app) as seen:
        answer = send(sitting, **{"sequence": 12, **changes})

    assert len(seen) == 1
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["reason"]
    assert [row.sequence for row in session.scalars(select(AnswerLog))] == [10]


def test_somebody_elses_attempt_is_not_there(
    app: Flask, world: World, sitting: Sitting, client_of: ClientOf
) -> None:
    other = client_of(world.cho)
    other.get("/")
    path = f"/attempts/{sitting.attempt_id}/answers"

    assert other.post(path, json=SAVE, headers=JSON).status_code == 404


def test_nobody_is_asked_to_log_in(app: Flask, sitting: Sitting) -> None:
    path = f"/attempts/{sitting.attempt_id}/answers"

    assert app.test_client().post(path, json=SAVE, headers=JSON).status_code == 401


def test_another_sites_page_cannot_send_a_save(
    app: Flask, session: Session, sitting: Sitting
) -> None:
    send(sitting)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        bare = send(sitting, sequence=11)
        forged = sitting.browser.post(
            f"/attempts/{sitting.attempt_id}/answers",
            json={**SAVE, "sequence": 12},
            headers={**JSON, "X-CSRFToken": "Im9uZSI.aaaa.bbbb"},
        )
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert (bare.status_code, forged.status_code) == (400, 400)
    assert [row.sequence for row in session.scalars(select(AnswerLog))] == [10]


def test_a_page_of_ours_sends_with_its_token(app: Flask, sitting: Sitting) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for _ in range(2):
            page = sitting.browser.get(f"/attempts/{sitting.attempt_id}").text
        token = page.split('name="csrf-token" content="')[1].split('"')[0]
        with ways(app) as seen:
            answer = sitting.browser.post(
                f"/attempts/{sitting.attempt_id}/answers",
                json=SAVE,
                headers={**JSON, "X-CSRFToken": token},
            )
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert (answer.status_code, seen) == (200, [])


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 422), (b"[" * 50_000, 422), (b'"' + b"x" * MOST_BYTES + b'"', 413), (b"", 422)],
    ids=["cut off", "deep", "large", "empty"],
)
def test_what_is_no_save_reaches_the_ordinary_way_whole(
    sitting: Sitting, body: bytes, status: int
) -> None:
    send(sitting)
    answer = sitting.browser.post(
        f"/attempts/{sitting.attempt_id}/answers",
        data=body,
        headers=JSON,
        content_type="application/json",
    )

    assert answer.status_code == status


def test_a_save_that_the_database_does_not_take_is_not_acknowledged(
    app: Flask, session: Session, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(sitting)
    real = prepared._execute

    def failing(connection: Connection, sql: str, parameters: object = ()) -> object:
        if sql == "COMMIT":
            raise DBAPIError(sql, None, OSError("disk full"))
        return real(connection, sql, parameters)

    monkeypatch.setattr(prepared, "_execute", failing)
    answer = send(sitting, sequence=11)
    monkeypatch.undo()

    assert answer.status_code == 500
    assert [row.sequence for row in session.scalars(select(AnswerLog))] == [10]
    session.commit()
    assert send(sitting, sequence=11).status_code == 200
