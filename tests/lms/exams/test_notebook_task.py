"""Notebook tasks in exams: loaded down, sent up, kept whole, graded as assignments are."""

import html
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from assessments.model import Demand, Exam
from lms.accounts.models import User
from lms.enrollments.services import enroll
from lms.exams import services
from lms.exams.code_models import CodeRun, Hitch
from lms.exams.programs import with_releases
from lms.exams.upload_models import TaskUpload
from lms.storage import BlobStore
from tests.assessments.samples import bank_of, choice_item, exam_of
from tests.leaks import leak
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import JSON, Sit, Sitting
from tests.lms.exams.test_types import typed
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]


@pytest.fixture(scope="module")
def banks() -> Any:
    """One choice and one notebook, released by nbgrader's own steps."""
    return with_releases([bank_of([choice_item("a-single", "a", key="b"), typed("notebook")])])


@pytest.fixture
def exam(session: Session, world: World, banks: Any) -> Exam:
    found = exam_of(Demand("a", 2))
    services.publish_exams(session, world.course.id, banks, [found], at=NOW)
    session.commit()
    return found


def address(sitting: Sitting) -> str:
    place = sitting.place("notebook")
    return f"/attempts/{sitting.attempt_id}/questions/{place.position}/notebook"


def filled(sitting: Sitting, source: str) -> bytes:
    """The notebook as it is loaded down, with this in its first cell."""
    book = json.loads(sitting.browser.get(address(sitting)).data)
    book["cells"][0]["source"] = source
    return json.dumps(book).encode()


def send(sitting: Sitting, data: bytes) -> TestResponse:
    """As a browser sends it; the test client would leave a large file open."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="mine.ipynb"\r\n\r\n'
    return sitting.browser.post(
        address(sitting),
        data=head + data + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
        headers=JSON,
    )


def answer_with(sitting: Sitting, source: str) -> None:
    receipt = send(sitting, filled(sitting, source)).json
    assert receipt is not None
    assert sitting.save("notebook", receipt["sha256"]).status_code == 200


def work(app: Flask) -> None:
    app.extensions["queue"].run_waiting()


def test_what_is_loaded_down_holds_no_solution_and_no_hidden_test(sit: Sit) -> None:
    sitting = sit()
    page = html.unescape(sitting.browser.get(f"/attempts/{sitting.attempt_id}").text)
    loaded = sitting.browser.get(address(sitting))

    assert address(sitting) in page
    assert loaded.headers["Content-Disposition"].startswith("attachment")
    assert "assert secret" in loaded.text, "the open test is there"
    for told in (loaded.text, page):
        assert leak(told, ("4096", "HIDDEN")) is None
    assert "secret" not in page


@pytest.mark.parametrize(
    ("source", "earned"), [("secret = 4096", 2), ("secret = 1", 1), ("while True: pass", 1)]
)
def test_an_uploaded_notebook_is_graded_by_the_tests_and_scaled(
    app: Flask, sit: Sit, source: str, earned: int
) -> None:
    sitting = sit()
    sitting.save("a-single", "b")
    answer_with(sitting, source)
    sitting.hand_in()
    assert sitting.attempt().is_waiting
    work(app)

    assert sitting.attempt().earned == earned
    page = html.unescape(sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").text)
    assert "half-tests" in page
    assert ("통과하지 못함" in page) is (earned == 1)
    assert "assert secret == 4096" not in page


def test_the_newest_upload_counts_and_every_one_is_kept_whole(
    app: Flask, session: Session, sit: Sit
) -> None:
    sitting = sit()
    answer_with(sitting, "secret = 1")
    answer_with(sitting, "secret = 4096")
    answer_with(sitting, "secret = 4096")
    sitting.hand_in()
    work(app)

    assert sitting.place("notebook").outcome == "right"
    kept = session.scalars(select(TaskUpload).order_by(TaskUpload.id)).all()
    store: BlobStore = app.extensions["blobs"]
    assert len(kept) == 2
    assert [b"secret = 1" in store.get(each.sha256) for each in kept] == [True, False]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"not a notebook", 422),
        (b'{"nbformat": 5, "cells": []}', 422),
        (b"[" * 100_000, 422),
        (b" " * 5_000_001, 413),
        (b"", 422),
    ],
)
def test_what_can_be_no_notebook_is_refused(
    session: Session, sit: Sit, data: bytes, status: int
) -> None:
    refused = send(sit(), data)

    assert refused.status_code == status
    assert refused.json is not None
    assert refused.json["reason"]
    assert session.scalars(select(TaskUpload)).all() == []


def test_a_file_that_was_not_uploaded_here_is_left_to_people(
    app: Flask, session: Session, world: World, sit: Sit, client_of: ClientOf
) -> None:
    enroll(session, world.cho, world.cohort, at=NOW)
    session.commit()
    other, sitting = sit(world.cho), sit()
    taken = send(other, filled(other, "secret = 4096")).json
    assert taken is not None
    sitting.save("notebook", taken["sha256"])
    sitting.hand_in()
    work(app)

    (run,) = session.scalars(select(CodeRun))
    assert run.hitch is Hitch.NO_FILE
    assert sitting.attempt().is_waiting
    marking = f"/exam-answers/{sitting.place('notebook').id}"
    assert "올라온 적이 없습니다" in client_of(world.ann).get(f"{marking}/marking").text
    assert client_of(world.ann).get(f"{marking}/notebook").status_code == 404


def test_those_who_teach_read_what_was_sent_and_nobody_else(
    world: World, sit: Sit, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    sitting = sit()
    answer_with(sitting, "secret = 77")
    sitting.hand_in()
    sent = f"/exam-answers/{sitting.place('notebook').id}/notebook"

    assert b"secret = 77" in client_of(world.ann).get(sent).data
    for person in (world.ben, world.cho, world.dan):
        assert client_of(person).get(sent).status_code == 404
    assert anonymous.get(sent).status_code == 303


def test_only_the_candidate_loads_and_sends_and_only_while_it_runs(
    world: World, sit: Sit, client_of: ClientOf, anonymous: FlaskClient, clock: FakeClock
) -> None:
    sitting = sit()
    data = filled(sitting, "secret = 1")
    here, choice = address(sitting), sitting.place("a-single").position

    def post(browser: FlaskClient, where: str) -> int:
        return browser.post(where, data={"file": (BytesIO(data), "a.ipynb")}).status_code

    for person in (world.cho, world.dan):
        assert client_of(person).get(here).status_code == 404
        assert post(client_of(person), here) == 404
    assert client_of(world.ann).get(here).status_code == 403
    assert anonymous.get(here).status_code == 303
    elsewhere = f"/attempts/{sitting.attempt_id}/questions/{choice}/notebook"
    assert post(sitting.browser, elsewhere) == 404
    assert sitting.browser.post(here, data={}).status_code == 422
    clock.forward(hours=2)
    assert post(sitting.browser, here) == 409
