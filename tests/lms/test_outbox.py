"""What must happen after a transaction happens, and a failure is tried again later."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import outbox
from lms.db import transaction
from lms.outbox import OutboxMessage, carry_out, due_messages
from tests.lms.people import NOW


def put(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        outbox.put(session, "note", {"text": "안녕"}, at=NOW)


def test_a_message_wakes_the_worker_once_its_transaction_is_committed(app: Flask) -> None:
    put(app)

    assert app.extensions["queue"].huey.pending_count() == 1


def test_a_rolled_back_transaction_wakes_nobody(app: Flask) -> None:
    with app.app_context():
        try:
            with transaction() as session:
                outbox.put(session, "note", {}, at=NOW)
                raise RuntimeError
        except RuntimeError:
            pass

    assert app.extensions["queue"].huey.pending_count() == 0


def test_a_message_is_carried_out_once(app: Flask, session: Session) -> None:
    put(app)
    seen: list[dict[str, Any]] = []
    for message in due_messages(session, at=NOW):
        carry_out(message, {"note": seen.append}, at=NOW)
    session.commit()

    assert seen == [{"text": "안녕"}]
    assert due_messages(session, at=NOW) == []


def test_a_failure_is_noted_and_tried_again_later(app: Flask, session: Session) -> None:
    def fail(_payload: dict[str, Any]) -> None:
        raise ConnectionError("mail server away")

    put(app)
    [message] = due_messages(session, at=NOW)
    carry_out(message, {"note": fail}, at=NOW)
    session.commit()

    kept = session.scalars(select(OutboxMessage)).one()
    assert kept.last_error == "ConnectionError: mail server away"
    assert due_messages(session, at=NOW) == []
    assert due_messages(session, at=NOW + timedelta(minutes=1)) == [kept]
