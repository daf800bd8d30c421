"""What one person gets: time, pauses, attempts, a window; before the exam and while it runs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from assessments.model import Exam
from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.exams.models import ExamAllowance
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import JSON, Sit
from tests.lms.people import NOW, World

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]
Give = Callable[..., TestResponse]


@pytest.fixture
def give(world: World, exam: Exam, client_of: ClientOf) -> Give:
    """Ann gives Ben something."""

    def send(**given: Any) -> TestResponse:
        nothing = {"percent_more": 0, "extra_minutes": 0, "pause_minutes": 0, "more_attempts": 0}
        data = {"person": world.ben.id, "reason": "장애 지원", **nothing, **given}
        return client_of(world.ann).post(
            f"/runs/{world.run.id}/exams/{exam.id}/allowances", data=data
        )

    return send


def test_more_time_by_a_share_and_by_minutes_counts_from_the_start(sit: Sit, give: Give) -> None:
    assert give(percent_more=50, extra_minutes=5).status_code == 303

    attempt = sit().attempt()

    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=65)


def test_a_running_attempt_gets_its_time_at_once_and_its_page_learns_of_it(
    sit: Sit, give: Give, clock: FakeClock
) -> None:
    sitting = sit()
    clock.forward(minutes=39)
    give(extra_minutes=10)

    state = sitting.browser.get(f"/attempts/{sitting.attempt_id}/answers").json
    assert state is not None
    assert state["seconds_left"] == 11 * 60
    clock.forward(minutes=10)
    assert sitting.save("b-number", "41.5").status_code == 200


def test_no_running_attempt_is_ever_shortened(
    session: Session, sit: Sit, give: Give, client_of: ClientOf, world: World
) -> None:
    give(extra_minutes=20)
    sitting = sit()
    give(extra_minutes=1)
    allowance = session.scalars(select(ExamAllowance)).one()
    session.commit()

    client_of(world.ann).post(f"/exam-allowances/{allowance.id}/withdraw")

    attempt = sitting.attempt()
    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=60)
    assert session.scalars(select(ExamAllowance)).all() == []


def test_a_pause_stops_the_clock_and_gives_back_what_was_not_used(
    sit: Sit, give: Give, clock: FakeClock
) -> None:
    give(pause_minutes=10)
    sitting = sit()
    page = sitting.browser.get(f"/attempts/{sitting.attempt_id}").text
    assert "쉬기 (10분 남음)" in page
    clock.forward(minutes=30)

    sitting.browser.post(f"/attempts/{sitting.attempt_id}/pause")
    clock.forward(minutes=4)
    resting = sitting.browser.get(f"/attempts/{sitting.attempt_id}").text
    sitting.browser.post(f"/attempts/{sitting.attempt_id}/resume")

    assert "쉬는 중입니다" in resting
    assert "문항 a-single" not in resting
    attempt = sitting.attempt()
    assert attempt.seconds_left(clock.at) == 10 * 60
    assert "쉬기 (6분 남음)" in sitting.browser.get(f"/attempts/{sitting.attempt_id}").text


def test_a_pause_that_nobody_ends_ends_by_itself(sit: Sit, give: Give, clock: FakeClock) -> None:
    give(pause_minutes=10)
    sitting = sit()
    sitting.browser.post(f"/attempts/{sitting.attempt_id}/pause")
    clock.forward(minutes=49)
    assert not sitting.attempt().is_over(clock.at)
    assert sitting.save("b-number", "41.5").status_code == 200

    again = sitting.browser.post(f"/attempts/{sitting.attempt_id}/pause", headers=JSON)
    clock.forward(minutes=2)

    assert (again.status_code, again.json and again.json["error"]) == (409, "no_pause_left")
    assert sitting.attempt().is_over(clock.at)


def test_an_answer_that_arrives_while_it_is_paused_is_kept(sit: Sit, give: Give) -> None:
    give(pause_minutes=10)
    sitting = sit()
    sitting.browser.post(f"/attempts/{sitting.attempt_id}/pause")

    assert sitting.save("b-number", "41.5").status_code == 200
    state = sitting.browser.get(f"/attempts/{sitting.attempt_id}/answers").json
    assert state is not None
    assert state["is_paused"] is True


def test_nobody_pauses_who_was_given_no_pause(sit: Sit) -> None:
    sitting = sit()

    answer = sitting.browser.post(f"/attempts/{sitting.attempt_id}/pause", headers=JSON)

    assert answer.status_code == 409


def test_more_attempts_and_a_window_of_ones_own(
    world: World, exam: Exam, give: Give, client_of: ClientOf, clock: FakeClock
) -> None:
    address = f"/runs/{world.run.id}/exams/{exam.id}/start"
    browser = client_of(world.ben)
    give(opens_at="2026-03-02T19:00", closes_at="2026-03-02T19:30")
    early = browser.post(address, headers=JSON)
    clock.forward(minutes=70)
    begun = browser.post(address)
    clock.forward(hours=1)
    late = browser.post(address, headers=JSON)

    assert (early.status_code, early.json and early.json["error"]) == (409, "outside_window")
    assert begun.status_code == 303
    assert late.status_code == 409
    give(more_attempts=1)
    page = browser.get(f"/runs/{world.run.id}/exams/{exam.id}").text
    assert "2번 남았습니다" in page
    assert "응시 1번 더" in page


def test_the_window_cuts_the_time(sit: Sit, give: Give) -> None:
    give(closes_at="2026-03-02T18:15")

    attempt = sit().attempt()

    assert attempt.deadline_at == NOW + timedelta(minutes=15)


def test_what_is_given_is_on_record_with_its_reason(
    session: Session, world: World, give: Give
) -> None:
    give(percent_more=25, reason="시각 장애")

    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "exam.allow"))

    assert (entry.actor_id, entry.subject_id) == (world.ann.id, str(world.ben.id))
    assert (entry.details["percent_more"], entry.details["reason"]) == (25, "시각 장애")


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "}, {"percent_more": -1}, {"percent_more": 301}, {"extra_minutes": "x"},
        {"person": 9999}, {"opens_at": "soon"},
        {"opens_at": "2026-03-02T19:00", "closes_at": "2026-03-02T18:00"},
    ],
)  # fmt: skip
def test_what_cannot_be_given_is_refused(
    session: Session, give: Give, wrong: dict[str, Any]
) -> None:
    assert give(**wrong).status_code == 422
    assert session.scalars(select(ExamAllowance)).all() == []


def test_only_those_who_teach_give_and_withdraw(
    session: Session, world: World, exam: Exam, give: Give, client_of: ClientOf
) -> None:
    give(extra_minutes=5)
    allowance = session.scalars(select(ExamAllowance)).one()
    session.commit()
    board = f"/runs/{world.run.id}/exams/{exam.id}"

    assert client_of(world.ben).post(f"{board}/allowances").status_code == 403
    assert client_of(world.cho).post(f"{board}/allowances").status_code == 404
    assert client_of(world.ben).post(f"/exam-allowances/{allowance.id}/withdraw").status_code == 404
    assert client_of(world.ann).post("/exam-allowances/999/withdraw").status_code == 404
