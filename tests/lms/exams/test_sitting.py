"""A sitting may ask for the code of the room, and for Safe Exam Browser."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, request_started
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from assessments.model import Exam
from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.exams.models import AnswerLog, Attempt
from lms.exams.sitting import seb_hash
from lms.exams.sitting_models import SittingRule
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import JSON
from tests.lms.people import World
from tests.lms.statements import counted_queries

ClientOf = Callable[[User], FlaskClient]
EXAM = "/runs/1/exams/mock"
START = f"{EXAM}/start"
KEY = "0123456789abcdef" * 4
OTHER_KEY = "f" * 64
SAVE = {"position": 1, "client": "window-one", "sequence": 10, "answer": None, "is_flagged": False}
CONFIG, REQUEST = "X-SafeExamBrowser-ConfigKeyHash", "X-SafeExamBrowser-RequestHash"


def demand(client_of: ClientOf, world: World, **typed: str) -> None:
    answer = client_of(world.ann).post(f"{EXAM}/sitting", data=typed)
    assert answer.status_code == 303, answer.text


def attempt_id(session: Session) -> int:
    session.expire_all()
    return session.scalars(select(Attempt.id)).one()


def seb(path: str, key: str = KEY, header: str = CONFIG) -> dict[str, str]:
    return {header: hashlib.sha256(f"http://localhost{path}{key}".encode()).hexdigest()}


def save(browser: FlaskClient, number: int, sequence: int = 10, **headers: str) -> TestResponse:
    path = f"/attempts/{number}/answers"
    return browser.post(path, json=SAVE | {"sequence": sequence}, headers=JSON | headers)


@contextmanager
def ways(app: Flask) -> Iterator[list[object]]:
    """The requests that go through Flask meanwhile."""
    seen: list[object] = []

    def note(sender: object, **_: object) -> None:
        seen.append(sender)

    with request_started.connected_to(note, app):
        yield seen


def test_the_hash_is_that_of_the_documentation() -> None:
    """SHA-256 of the URL followed by the key, in small hexadecimal digits."""
    url = "https://exam.example/attempts/1"
    assert seb_hash(url, KEY) == hashlib.sha256((url + KEY).encode()).hexdigest()


def test_the_code_is_needed_to_start_and_then_no_more(
    exam: Exam, client_of: ClientOf, world: World, session: Session
) -> None:
    demand(client_of, world, code="Fjord 42")
    ben = client_of(world.ben)
    assert "입장 코드" in ben.get(EXAM).text

    for wrong in ({}, {"code": ""}, {"code": "fjord"}):
        refused = ben.post(START, data=wrong)
        assert refused.status_code == 422
        assert session.scalars(select(Attempt)).all() == []
    assert ben.post(START, data={"code": " fjord42"}).status_code == 303
    number = attempt_id(session)
    other_machine = client_of(world.ben)
    assert other_machine.get(f"/attempts/{number}").status_code == 200
    assert save(other_machine, number).status_code == 200


def test_another_machine_is_asked_where_that_was_chosen(
    exam: Exam, client_of: ClientOf, world: World, session: Session, app: Flask
) -> None:
    demand(client_of, world, code="fjord", asks_again="y")
    ben, other = client_of(world.ben), client_of(world.ben)
    ben.post(START, data={"code": "fjord"})
    number = attempt_id(session)

    assert ben.get(f"/attempts/{number}").status_code == 200
    assert save(ben, number).status_code == 200
    asked = other.get(f"/attempts/{number}")
    assert asked.status_code == 403
    assert 'name="code"' in asked.text
    refused = save(other, number, 20)
    assert refused.status_code == 403
    assert refused.get_json()["error"] == "access_code_needed"
    assert other.get(f"/attempts/{number}/answers", headers=JSON).status_code == 403
    assert other.post(f"/attempts/{number}/hand-in", json={"last": {}}, headers=JSON).status_code == 403  # fmt: skip
    assert [one.sequence for one in session.scalars(select(AnswerLog))] == [10]
    assert other.post(f"/attempts/{number}/code", data={"code": "nono"}).status_code == 422
    assert other.post(f"/attempts/{number}/code", data={"code": "fjord"}).status_code == 303
    assert save(other, number, 30).status_code == 200
    with ways(app) as seen:
        assert save(other, number, 40).status_code == 200
    assert seen == []


def test_guessing_has_to_wait_and_keeps_nobody_else_out(
    exam: Exam, client_of: ClientOf, world: World, clock: FakeClock, session: Session
) -> None:
    demand(client_of, world, code="fjord")
    ben = client_of(world.ben)
    statuses = [ben.post(START, data={"code": f"{n}"}).status_code for n in range(7)]
    assert statuses[:5] == [422] * 5
    assert statuses[6] == 429
    assert ben.post(START, data={"code": "fjord"}).status_code == 429
    assert session.scalars(select(Attempt)).all() == []
    clock.forward(hours=2)
    assert client_of(world.ben).post(START, data={"code": "fjord"}).status_code == 303


def test_trainees_never_see_the_code_and_those_who_teach_do(
    exam: Exam, client_of: ClientOf, world: World, session: Session
) -> None:
    demand(client_of, world, code="geheimnis", asks_again="y", seb_keys=KEY)
    ben = client_of(world.ben)
    ben.post(START, data={"code": "geheimnis"}, headers=seb(START))
    number = attempt_id(session)
    pages = [EXAM, f"/attempts/{number}", f"/attempts/{number}/answers", "/runs/1/exams", "/"]
    for page in pages:
        for headers in ({}, seb(page)):
            text = ben.get(page, headers=headers).text
            assert "geheimnis" not in text, page
            assert KEY not in text, page
    assert ben.get(f"{EXAM}/board").status_code == 403
    assert "geheimnis" in client_of(world.ann).get(f"{EXAM}/board").text
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "sitting.set_rule")).one()
    assert noted.details["has_code"] is True
    assert "geheimnis" not in str(noted.details)


@pytest.mark.parametrize("header", [CONFIG, REQUEST])
def test_only_safe_exam_browser_is_let_in(
    exam: Exam, client_of: ClientOf, world: World, session: Session, app: Flask, *, header: str
) -> None:
    demand(client_of, world, seb_keys=f"{OTHER_KEY}\n{KEY.upper()}")
    ben = client_of(world.ben)
    refused = ben.post(START)
    assert refused.status_code == 403
    assert "Safe Exam Browser가 필요합니다" in refused.text
    assert "이미 저장된 답은 그대로 있습니다" in refused.text
    assert ben.post(START, headers=seb(f"{EXAM}")).status_code == 403
    assert session.scalars(select(Attempt)).all() == []
    assert ben.post(START, headers=seb(START, header=header)).status_code == 303

    number = attempt_id(session)
    sheet, answers, hand_in = (f"/attempts/{number}{rest}" for rest in ("", "/answers", "/hand-in"))
    assert ben.get(sheet).status_code == 403
    assert ben.get(sheet, headers=seb(sheet, header=header)).status_code == 200
    assert ben.get(answers, headers=JSON).status_code == 403
    assert save(ben, number).status_code == 403
    assert save(ben, number, **seb(answers, "a" * 64, header)).status_code == 403
    assert session.scalars(select(AnswerLog)).all() == []
    assert save(ben, number, **seb(answers, header=header)).status_code == 200
    with ways(app) as seen:
        assert save(ben, number, 20, **seb(answers, OTHER_KEY, header)).status_code == 200
    assert seen == []
    sent = {"last": {"1": {"client": "window-one", "sequence": 20}}}
    assert ben.post(hand_in, json=sent, headers=JSON).status_code == 403
    closed = ben.post(hand_in, json=sent, headers=JSON | seb(hand_in, header=header))
    assert closed.status_code == 200
    assert ben.get(f"{sheet}/result").status_code == 200


def test_what_is_set_or_cleared_holds_for_attempts_under_way(
    exam: Exam, client_of: ClientOf, world: World, session: Session
) -> None:
    ben = client_of(world.ben)
    ben.post(START)
    number = attempt_id(session)
    assert save(ben, number).status_code == 200
    demand(client_of, world, seb_keys=KEY)
    assert save(ben, number, 20).status_code == 403
    demand(client_of, world, code="", seb_keys="")
    assert save(ben, number, 20).status_code == 200
    assert session.scalars(select(SittingRule)).one().seb_keys == []


def test_a_save_asks_the_database_no_more_with_or_without_a_rule(
    exam: Exam, client_of: ClientOf, world: World, session: Session, app: Flask
) -> None:
    ben = client_of(world.ben)
    ben.post(START)
    number = attempt_id(session)
    counts = []
    for sequence in (10, 20, 30):
        save(ben, number, sequence)
        with counted_queries(app) as sent:
            assert save(ben, number, sequence + 5, **seb(f"/attempts/{number}/answers")).status_code == 200  # fmt: skip
        counts.append(len(sent))
        demand(client_of, world, seb_keys=KEY)

    assert len(set(counts)) == 1


def test_nobody_else_sets_it_and_bad_keys_are_refused(
    exam: Exam, client_of: ClientOf, world: World, anonymous: FlaskClient, session: Session
) -> None:
    address = f"{EXAM}/sitting"
    assert client_of(world.ben).post(address, data={"code": "mine"}).status_code == 403
    assert client_of(world.cho).post(address, data={"code": "mine"}).status_code == 404
    assert anonymous.post(address, data={"code": "mine"}).status_code in {302, 303, 401}
    for wrong in ({"code": "abc"}, {"code": "x" * 41}, {"seb_keys": "zz"}, {"seb_keys": "a" * 63}):
        assert client_of(world.ann).post(address, data=wrong).status_code == 422
    assert session.scalars(select(SittingRule)).all() == []


def test_only_the_candidate_enters_a_code(
    exam: Exam, client_of: ClientOf, world: World, anonymous: FlaskClient, session: Session
) -> None:
    demand(client_of, world, code="fjord", asks_again="y")
    client_of(world.ben).post(START, data={"code": "fjord"})
    address = f"/attempts/{attempt_id(session)}/code"
    assert client_of(world.ann).post(address, data={"code": "fjord"}).status_code == 403
    assert client_of(world.cho).post(address, data={"code": "fjord"}).status_code == 404
    assert anonymous.post(address, data={"code": "fjord"}).status_code in {302, 303, 401}
