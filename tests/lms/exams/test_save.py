"""Saving answers: every one kept, the newest counts, repeats change nothing, time is the server's."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.exams.models import Answer, AnswerLog
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import Sit, Sitting
from tests.lms.people import NOW, World

pytestmark = pytest.mark.every_database


def current(session: Session, sitting: Sitting, item: str) -> Any:
    session.expire_all()
    place = sitting.place(item)
    answer = session.get(Answer, place.id)
    session.commit()
    return None if answer is None else answer.value


def logged(session: Session) -> list[tuple[str, int, bool]]:
    rows = session.scalars(select(AnswerLog).order_by(AnswerLog.id)).all()
    session.commit()
    return [(row.client, row.sequence, row.is_applied) for row in rows]


def test_a_save_is_kept_and_acknowledged(session: Session, sit: Sit, clock: FakeClock) -> None:
    sitting = sit()
    clock.forward(minutes=10)

    answer = sitting.save("a-single", "b", is_flagged=True)

    label = sitting.given("a-single", "b")
    assert answer.status_code == 200
    assert answer.json == {
        "position": sitting.place("a-single").position,
        "client": "window-one",
        "sequence": 10,
        "is_applied": True,
        "current": {
            "client": "window-one",
            "sequence": 10,
            "answer": label,
            "is_flagged": True,
        },
        "server_time": (NOW + timedelta(minutes=10)).isoformat(),
        "seconds_left": 1800.0,
    }
    assert current(session, sitting, "a-single") == label


@pytest.mark.parametrize(
    ("item", "answer"),
    [("a-single", "a"), ("a-single", None), ("a-multiple", ["a", "b"]), ("a-multiple", []),
     ("b-number", "1,234.5"), ("b-number", None)],
)  # fmt: skip
def test_every_kind_of_answer_is_kept_as_given(
    session: Session, sit: Sit, item: str, answer: Any
) -> None:
    sitting = sit()

    assert sitting.save(item, answer).status_code == 200
    assert current(session, sitting, item) == sitting.given(item, answer)


def test_a_repeat_gets_the_first_receipt_and_changes_nothing(session: Session, sit: Sit) -> None:
    sitting = sit()
    first = sitting.save("b-number", "1", sequence=5)
    repeat = sitting.save("b-number", "2", sequence=5)

    assert first.json is not None
    assert repeat.json == first.json
    assert current(session, sitting, "b-number") == "1"
    assert logged(session) == [("window-one", 5, True)]


def test_an_older_save_is_kept_in_the_log_but_never_overwrites_a_newer(
    session: Session, sit: Sit
) -> None:
    sitting = sit()
    sitting.save("b-number", "2", sequence=20)

    late = sitting.save("b-number", "1", sequence=10)

    assert late.json is not None
    assert not late.json["is_applied"]
    assert late.json["current"]["answer"] == "2"
    assert current(session, sitting, "b-number") == "2"
    assert logged(session) == [("window-one", 20, True), ("window-one", 10, False)]


def test_of_two_windows_the_later_change_counts_and_both_are_kept(
    session: Session, sit: Sit
) -> None:
    one, two = sit(), sit()
    two.client = "window-two"
    one.save("b-number", "1", sequence=100)
    two.save("b-number", "2", sequence=200)
    offline = one.save("b-number", "3", sequence=150)

    assert offline.json is not None
    assert not offline.json["is_applied"]
    assert current(session, one, "b-number") == "2"
    assert len(logged(session)) == 3


def test_another_machine_goes_on_where_the_first_stopped(sit: Sit) -> None:
    one = sit()
    one.save("a-single", "c", is_flagged=True)
    two = sit()

    page = two.browser.get(f"/attempts/{two.attempt_id}").text
    state = two.browser.get(f"/attempts/{two.attempt_id}/answers").json

    assert state is not None
    label = one.given("a-single", "c")
    assert f'value="{label}" checked' in page
    position = str(one.place("a-single").position)
    assert state["answers"] == {
        position: {"client": "window-one", "sequence": 10, "answer": label, "is_flagged": True}
    }
    assert not state["is_over"]


@pytest.mark.parametrize(
    "changes",
    [
        {"position": 99}, {"position": "1"}, {"position": -1}, {"position": True}, {"position": None},
        {"sequence": -1}, {"sequence": 1.5}, {"sequence": "7"}, {"sequence": 2**60},
        {"client": ""}, {"client": "x"}, {"client": "ü" * 9}, {"client": "a" * 37}, {"client": 7},
        {"is_flagged": "yes"}, {"answer": "nolabel"}, {"answer": 3}, {"answer": ["x"]},
        {"answer": {"a": 1}}, {"answer": True}, {"answer": "\x00"}, {"answer": "\ud800"},
    ],
)  # fmt: skip
def test_what_cannot_be_an_answer_is_refused_and_not_kept(
    session: Session, sit: Sit, changes: dict[str, Any]
) -> None:
    sitting = sit()

    answer = sitting.save("a-single", "b", **changes)

    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["error"] in {"invalid", "wrong_shape"}
    assert logged(session) == []


@pytest.mark.parametrize("body", [None, [], "x", 3, {}, {"position": 1}])
def test_a_message_of_another_form_is_refused(sit: Sit, body: Any) -> None:
    assert sit().post(body).status_code == 422


@pytest.mark.parametrize("answer", ["nan", "inf", "abc", "1,5", "9" * 61])
def test_a_number_that_is_none_is_refused_and_the_earlier_one_stays(
    session: Session, sit: Sit, answer: str
) -> None:
    sitting = sit()
    sitting.save("b-number", "1")

    refused = sitting.save("b-number", answer)

    assert refused.status_code == 422
    assert refused.json is not None
    assert refused.json["error"] == "wrong_shape"
    assert current(session, sitting, "b-number") == "1"


def test_a_huge_message_is_refused(sit: Sit) -> None:
    assert sit().save("b-number", "1" * 70_000).status_code == 413


@pytest.mark.parametrize(("late_s", "status"), [(-1, 200), (0, 200), (2, 200), (2.001, 409)])
def test_an_answer_counts_until_two_seconds_after_the_deadline(
    sit: Sit, clock: FakeClock, late_s: float, status: int
) -> None:
    sitting = sit()
    clock.forward(seconds=40 * 60 + late_s)

    answer = sitting.save("b-number", "1")

    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json.get("error") == (None if status == 200 else "attempt_closed")


def test_after_hand_in_no_answer_is_taken_but_a_repeat_is_still_acknowledged(sit: Sit) -> None:
    sitting = sit()
    sitting.save("b-number", "1", sequence=5)
    sitting.hand_in()

    late = sitting.save("b-number", "2", sequence=6)
    repeat = sitting.save("b-number", "1", sequence=5)

    assert late.status_code == 409
    assert late.json is not None
    assert late.json["error"] == "already_handed_in"
    assert repeat.status_code == 200


def test_a_save_sent_many_times_at_once_is_kept_once(session: Session, sit: Sit) -> None:
    sittings = [sit() for _ in range(4)]
    start, statuses = Barrier(4), []
    body = {
        "position": sittings[0].place("b-number").position,
        "client": "window-one",
        "sequence": 7,
        "answer": "3",
        "is_flagged": False,
    }

    def send(sitting: Sitting) -> None:
        start.wait()
        statuses.append(sitting.post(body).status_code)

    threads = [Thread(target=send, args=(sitting,)) for sitting in sittings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 4
    assert logged(session) == [("window-one", 7, True)]


def test_only_the_candidate_saves(
    sit: Sit, world: World, client_of: Callable[[User], FlaskClient], anonymous: FlaskClient
) -> None:
    sitting = sit()
    address = f"/attempts/{sitting.attempt_id}/answers"
    headers = {"Accept": "application/json"}

    assert client_of(world.cho).post(address, json={}, headers=headers).status_code == 404
    assert client_of(world.ann).post(address, json={}, headers=headers).status_code == 403
    assert anonymous.post(address, json={}, headers=headers).status_code == 401
    assert client_of(world.cho).get(address).status_code == 404
    assert client_of(world.ann).get(address).status_code == 403
    assert anonymous.get(address, headers=headers).status_code == 401
    assert sitting.browser.post("/attempts/999/answers", json={}).status_code == 404
