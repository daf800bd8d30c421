"""Handing in and running out of time: marked once, by the server's clock, nothing left behind."""

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.enrollments.services import enroll
from lms.exams import jobs
from lms.exams.models import ClosedBy, ItemRevision
from lms.grades.models import Grade, GradeHistory
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import JSON, RIGHT, Sit, Sitting
from tests.lms.people import NOW, World

pytestmark = pytest.mark.every_database


def grades(session: Session) -> list[tuple[Decimal, Decimal]]:
    session.expire_all()
    found = [(grade.earned, grade.possible) for grade in session.scalars(select(Grade))]
    session.commit()
    return found


def test_handing_in_marks_the_answers_and_records_the_grade(
    session: Session, sit: Sit, world: World, clock: FakeClock
) -> None:
    sitting = sit()
    for item, answer in RIGHT.items():
        sitting.save(item, answer)
    sitting.save("b-single", "a")
    clock.forward(minutes=5)

    answer = sitting.hand_in()

    assert answer.json == {"location": f"/attempts/{sitting.attempt_id}/result"}
    attempt = sitting.attempt()
    assert (attempt.earned, attempt.possible, attempt.is_passed) == (Decimal(3), Decimal(4), True)
    assert (attempt.closed_by, attempt.closed_at) == (ClosedBy.HAND_IN, clock.at)
    grade = session.scalars(select(Grade)).one()
    assert (grade.user_id, grade.run_id) == (world.ben.id, world.run.id)
    assert (grade.work_kind, grade.work_key, grade.source_id) == ("exam", "mock", attempt.id)
    assert (grade.earned, grade.possible) == (Decimal(3), Decimal(4))


def test_a_second_hand_in_is_refused_and_keeps_the_first_grade(
    session: Session, sit: Sit, clock: FakeClock
) -> None:
    sitting = sit()
    sitting.save("b-number", "41.5")
    sitting.hand_in()
    clock.forward(minutes=1)

    second = sitting.hand_in()

    assert second.status_code == 409
    assert second.json is not None
    assert second.json["error"] == "already_handed_in"
    assert sitting.attempt().closed_at == NOW
    assert grades(session) == [(Decimal(1), Decimal(4))]


def test_two_hand_ins_at_once_mark_once(session: Session, sit: Sit) -> None:
    sittings = [sit() for _ in range(4)]
    start, statuses = Barrier(4), []

    def send(sitting: Sitting) -> None:
        start.wait()
        statuses.append(sitting.hand_in().status_code)

    threads = [Thread(target=send, args=(sitting,)) for sitting in sittings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200, 409, 409, 409]
    assert len(session.scalars(select(GradeHistory)).all()) == 1


def test_hand_in_names_the_answers_that_have_not_arrived(sit: Sit) -> None:
    sitting = sit()
    sitting.save("b-number", "41.5", sequence=5)
    here, lost = sitting.place("b-number").position, sitting.place("a-single").position
    last = {
        here: {"client": "window-one", "sequence": 5},
        lost: {"client": "window-one", "sequence": 9},
    }

    refused = sitting.hand_in(last)

    assert refused.status_code == 409
    assert refused.json is not None
    assert (refused.json["error"], refused.json["missing"]) == ("answers_missing", [lost])
    assert not sitting.attempt().is_closed

    sitting.save("a-single", "b", sequence=9)
    assert sitting.hand_in(last).status_code == 200
    assert sitting.attempt().earned == 2


@pytest.mark.parametrize(
    "last",
    [[], "x", 3, {"x": {"client": "window-one", "sequence": 1}}, {"1": 7}, {"1": {}},
     {"1": {"client": "window-one", "sequence": "1"}}],
)  # fmt: skip
def test_a_hand_in_of_another_form_is_refused(sit: Sit, last: Any) -> None:
    sitting = sit()

    answer = sitting.browser.post(
        f"/attempts/{sitting.attempt_id}/hand-in", json={"last": last}, headers=JSON
    )

    assert answer.status_code == 422
    assert not sitting.attempt().is_closed


def test_a_hand_in_after_the_deadline_closes_by_the_clock_with_what_is_there(
    sit: Sit, clock: FakeClock
) -> None:
    sitting = sit()
    sitting.save("b-number", "41.5")
    clock.forward(minutes=41)

    answer = sitting.hand_in({1: {"client": "window-one", "sequence": 999}})

    attempt = sitting.attempt()
    assert answer.status_code == 200
    assert (attempt.closed_by, attempt.closed_at, attempt.earned) == (
        ClosedBy.DEADLINE, attempt.deadline_at, Decimal(1),
    )  # fmt: skip


def test_an_attempt_out_of_time_is_closed_when_it_is_looked_at(sit: Sit, clock: FakeClock) -> None:
    sitting = sit()
    clock.forward(minutes=40, seconds=3)

    answer = sitting.browser.get(f"/attempts/{sitting.attempt_id}")

    assert answer.location == f"/attempts/{sitting.attempt_id}/result"
    attempt = sitting.attempt()
    assert (attempt.closed_by, attempt.closed_at) == (ClosedBy.DEADLINE, attempt.deadline_at)


def test_the_sweep_closes_attempts_that_nobody_looks_at(
    app: Flask, session: Session, sit: Sit, clock: FakeClock
) -> None:
    sitting = sit()
    sitting.save("b-number", "41.5")
    clock.forward(minutes=40, seconds=11)
    with app.app_context():
        jobs.close_expired()
    assert not sitting.attempt().is_closed

    clock.forward(seconds=2)
    with app.app_context():
        jobs.close_expired()
        jobs.close_expired()

    attempt = sitting.attempt()
    assert (attempt.closed_by, attempt.earned) == (ClosedBy.DEADLINE, Decimal(1))
    assert len(session.scalars(select(GradeHistory)).all()) == 1


def test_an_attempt_that_cannot_be_marked_does_not_hold_up_the_others(
    app: Flask,
    sit: Sit,
    clock: FakeClock,
    world: World,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = sit()
    session = broken.session
    enroll(session, world.cho, world.cohort, at=NOW)
    session.commit()
    sound = sit(world.cho)
    unreadable = ItemRevision(
        bank="b", item_key="a-single", content_hash="x", source={}, rendered={}, created_at=NOW
    )
    broken.place("a-single").item_revision = unreadable
    session.commit()
    clock.forward(minutes=41)

    with app.app_context():
        jobs.close_expired()

    assert sound.attempt().is_closed
    assert not broken.attempt().is_closed
    assert f"attempt {broken.attempt_id} cannot be closed" in caplog.text


def test_the_best_attempt_is_the_grade(session: Session, sit: Sit) -> None:
    first = sit()
    first.save("b-number", "41.5")
    first.save("b-single", "d")
    first.hand_in()
    second = sit()
    second.save("b-number", "41.5")
    second.hand_in()

    assert grades(session) == [(Decimal(2), Decimal(4))]
    assert [first.attempt().earned, second.attempt().earned] == [2, 1]


def test_a_better_attempt_replaces_the_grade(session: Session, sit: Sit) -> None:
    sit().hand_in()
    second = sit()
    second.save("b-number", "41.5")
    second.hand_in()

    assert grades(session) == [(Decimal(1), Decimal(4))]


def test_a_domain_under_its_minimum_fails_the_attempt(sit: Sit) -> None:
    sitting = sit()
    for item in ("a-single", "a-multiple"):
        sitting.save(item, RIGHT[item])
    sitting.hand_in()

    attempt = sitting.attempt()
    assert (attempt.earned, attempt.is_passed) == (Decimal(2), False)


def test_only_the_candidate_hands_in(
    sit: Sit, world: World, client_of: Callable[[User], FlaskClient], anonymous: FlaskClient
) -> None:
    sitting = sit()
    address = f"/attempts/{sitting.attempt_id}/hand-in"

    assert client_of(world.cho).post(address, json={}, headers=JSON).status_code == 404
    assert client_of(world.ann).post(address, json={}, headers=JSON).status_code == 403
    assert anonymous.post(address, json={}, headers=JSON).status_code == 401
    assert not sitting.attempt().is_closed
