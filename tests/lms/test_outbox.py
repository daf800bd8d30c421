"""What must happen after a transaction happens, once it can."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms import mail, outbox
from lms.outbox import OutboxMessage
from tests.lms.conftest import FakeClock


@pytest.fixture
def handled(app: Flask) -> Iterator[list[str]]:
    done: list[str] = []

    def do(payload: dict[str, object]) -> None:
        if payload["word"] in {"broken", *done}:
            raise RuntimeError("no way")
        done.append(str(payload["word"]))

    known = app.extensions["outbox_handlers"]
    app.extensions["outbox_handlers"] = {"test": do}
    yield done
    app.extensions["outbox_handlers"] = known


def _deliver(app: Flask) -> None:
    with app.app_context():
        outbox.deliver()


def _put(app: Flask, session: Session, *words: str, at: FakeClock) -> None:
    with app.app_context():
        for word in words:
            outbox.put(session, "test", {"word": word}, at=at())
        session.commit()


def test_a_message_is_carried_out_once(
    app: Flask, session: Session, clock: FakeClock, handled: list[str]
) -> None:
    _put(app, session, "one", "two", at=clock)
    app.extensions["queue"].run_waiting()
    _deliver(app)

    assert handled == ["one", "two"]


def test_a_failure_is_tried_again_later_and_stops_nobody(
    app: Flask, session: Session, clock: FakeClock, handled: list[str]
) -> None:
    _put(app, session, "broken", "fine", at=clock)
    _deliver(app)
    _deliver(app)

    message = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).first()
    assert message is not None
    assert handled == ["fine"]
    assert (message.tries, message.done_at) == (1, None)
    assert message.last_error == "RuntimeError: no way"
    for _ in range(20):
        clock.forward(hours=1)
        _deliver(app)
    session.expire_all()
    assert message.tries == outbox.MAX_TRIES


def test_a_message_of_a_worker_that_died_is_taken_again(
    app: Flask, session: Session, clock: FakeClock, handled: list[str]
) -> None:
    _put(app, session, "one", at=clock)
    session.execute(update(OutboxMessage).values(tries=1, due_at=clock.at + outbox.CLAIM))
    with app.app_context():
        session.commit()
    _deliver(app)
    assert handled == []
    clock.forward(minutes=5)
    _deliver(app)

    assert handled == ["one"]


class _Server(socketserver.StreamRequestHandler):
    """Just enough of SMTP to take one mail."""

    mails: list[bytes] = []  # noqa: RUF012  one list for the one server

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                self.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


def test_mail_goes_to_the_mail_server_where_there_is_one(
    app: Flask, session: Session, clock: FakeClock
) -> None:
    settings = app.extensions["settings"]
    with socketserver.TCPServer(("127.0.0.1", 0), _Server) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        url = f"smtp://127.0.0.1:{server.server_address[1]}"
        app.extensions["settings"] = replace(settings, smtp_url=url)
        with app.app_context():
            payload = {"to": "ben@test.example", "subject": "안녕", "text": "본문"}
            outbox.put(session, "mail", payload, at=clock())
            session.commit()
        _deliver(app)
        app.extensions["settings"] = settings

    assert b"To: ben@test.example" in _Server.mails[-1]
    assert session.scalars(select(OutboxMessage.last_error)).all() == [None]
    assert not list(mail.newest(mail.folder(settings)))
