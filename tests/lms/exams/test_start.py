"""Starting: the form is drawn once, attempts are counted, one is open at a time."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments.model import Exam
from lms.accounts.models import User
from lms.exams.models import Attempt
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import Sit
from tests.lms.people import NOW, World

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]


def test_starting_draws_a_form_and_starts_the_clock(sit: Sit) -> None:
    attempt = sit().attempt()

    assert (attempt.number, attempt.started_at) == (1, NOW)
    assert attempt.deadline_at == NOW + timedelta(minutes=40)
    assert Counter(item.domain for item in attempt.items) == {"a": 2, "b": 2}
    assert [item.position for item in attempt.items] == [1, 2, 3, 4]
    assert not attempt.is_closed


def test_starting_again_goes_on_with_the_open_attempt(sit: Sit) -> None:
    assert sit().attempt_id == sit().attempt_id


def test_attempts_are_limited(sit: Sit, world: World, exam: Exam) -> None:
    for number in (1, 2):
        sitting = sit()
        assert sitting.attempt().number == number
        sitting.hand_in()

    answer = sitting.browser.post(f"/runs/{world.run.id}/exams/{exam.id}/start")

    assert answer.status_code == 409
    assert "횟수를 모두" in answer.text


def test_two_starts_at_once_make_one_attempt(
    app: Flask, session: Session, world: World, exam: Exam, client_of: ClientOf
) -> None:
    start, answers = Barrier(4), []

    def press() -> None:
        browser = client_of(world.ben)
        start.wait()
        answers.append(browser.post(f"/runs/{world.run.id}/exams/{exam.id}/start").status_code)

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [303] * 4
    assert session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_the_overview_says_what_awaits(world: World, exam: Exam, client_of: ClientOf) -> None:
    browser = client_of(world.ben)

    listing = browser.get(f"/runs/{world.run.id}/exams").text
    page = browser.get(f"/runs/{world.run.id}/exams/{exam.id}").text

    assert "모의시험" in listing
    assert "4문항을 40분" in page
    assert "50% 이상이면 합격" in page
    assert "시험 시작" in page


def test_an_open_attempt_is_offered_to_go_on(sit: Sit, world: World, exam: Exam) -> None:
    page = sit().browser.get(f"/runs/{world.run.id}/exams/{exam.id}").text

    assert "이어서 풀기" in page
    assert "시험 시작" not in page


def test_a_trainee_of_another_cohort_does_not_learn_of_the_exam(
    world: World, exam: Exam, client_of: ClientOf
) -> None:
    browser = client_of(world.cho)
    address = f"/runs/{world.run.id}/exams/{exam.id}"

    assert browser.get(f"/runs/{world.run.id}/exams").status_code == 404
    assert browser.get(address).status_code == 404
    assert browser.post(f"{address}/start").status_code == 404


def test_the_teacher_sees_the_exam_but_does_not_take_it(
    sit: Sit, world: World, exam: Exam, client_of: ClientOf
) -> None:
    sit()
    browser = client_of(world.ann)
    address = f"/runs/{world.run.id}/exams/{exam.id}"

    page = browser.get(address)
    assert page.status_code == 200
    assert "벤" in page.text
    assert "시험 시작" not in page.text
    assert browser.post(f"{address}/start").status_code == 403


def test_nobody_is_led_to_the_log_in_page(world: World, exam: Exam, anonymous: FlaskClient) -> None:
    address = f"/runs/{world.run.id}/exams/{exam.id}"

    for answer in (
        anonymous.get(f"/runs/{world.run.id}/exams"),
        anonymous.get(address),
        anonymous.post(f"{address}/start"),
    ):
        assert answer.status_code == 303
        assert answer.location.startswith("/login")


def test_an_unknown_exam_is_not_there(world: World, exam: Exam, client_of: ClientOf) -> None:
    browser = client_of(world.ben)

    assert browser.get(f"/runs/{world.run.id}/exams/none").status_code == 404
    assert browser.get(f"/runs/999/exams/{exam.id}").status_code == 404
    assert browser.post(f"/runs/{world.run.id}/exams/none/start").status_code == 404


def test_an_attempt_out_of_time_does_not_stand_in_the_way_of_the_next(
    sit: Sit, clock: FakeClock
) -> None:
    first = sit()
    clock.forward(minutes=41)

    assert sit().attempt_id != first.attempt_id
