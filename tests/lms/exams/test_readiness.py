"""The chance to pass: on the trainee's page, kept before an attempt, held against how it ended."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from assessments.model import Demand, Exam
from lms.accounts.models import User
from lms.exams import services
from lms.exams.readiness import first_sights
from tests.assessments.samples import bank_of, choice_item, exam_of
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import Sit, Sitting
from tests.lms.lessons.conftest import counted
from tests.lms.people import NOW, World

__all__ = ["counted"]

ClientOf = Callable[[User], FlaskClient]
SIZE = 30
BANK = bank_of([choice_item(f"a-{n:02}", "a") for n in range(SIZE)])


@pytest.fixture
def exam(session: Session, world: World) -> Exam:
    """An exam of the whole bank, so that the second attempt has nothing new."""
    found = exam_of(Demand("a", SIZE))
    services.publish_exams(session, world.course.id, [BANK], [found], at=NOW)
    session.commit()
    return found


def answer(sitting: Sitting, right: int) -> None:
    for number, item in enumerate(BANK.items):
        sitting.save(item.id, "a" if number < right else "b")
    sitting.hand_in()


def test_before_there_is_enough_the_page_says_what_is_missing(
    sit: Sit, world: World, exam: Exam, client_of: ClientOf
) -> None:
    page = client_of(world.ben).get(f"/runs/{world.run.id}/exams/{exam.id}").text

    assert "아직 말하기에는 자료가 모자랍니다." in page
    assert "30개가 더 필요합니다." in page


@pytest.mark.every_database
def test_a_closed_attempt_gives_a_chance_with_its_range(sit: Sit, world: World, exam: Exam) -> None:
    sitting = sit()
    answer(sitting, 24)

    page = sitting.browser.get(f"/runs/{world.run.id}/exams/{exam.id}").text

    assert "합격 가능성" in page
    assert "처음 보았을 때 답한 문항 30개만으로" in page


def test_an_item_counts_when_it_is_first_seen_and_never_again(
    session: Session, sit: Sit, world: World, clock: FakeClock
) -> None:
    first = sit()
    answer(first, 6)
    clock.forward(minutes=5)
    answer(sit(), 30)

    found = first_sights(session, "b", world.ben.id)

    assert len(found) == SIZE
    assert sum(each.share for each in found) == Decimal(6)


def test_what_an_open_attempt_shows_is_seen_but_not_yet_counted(
    session: Session, sit: Sit, world: World
) -> None:
    sit()

    assert first_sights(session, "b", world.ben.id) == []


@pytest.mark.every_database
def test_what_was_expected_is_kept_before_the_attempt_and_held_against_its_end(
    sit: Sit, world: World, exam: Exam, client_of: ClientOf, clock: FakeClock
) -> None:
    operator = client_of(world.fay)
    empty = operator.get("/operate/forecasts").text
    first = sit()
    answer(first, 27)
    clock.forward(minutes=5)
    second = sit()
    expected = second.attempt().pass_probability
    answer(second, 30)

    page = operator.get("/operate/forecasts").text

    assert "아직 맞추어 볼 예측이 없습니다." in empty
    assert first.attempt().pass_probability is None
    assert expected is not None
    assert Decimal("0.9") < expected <= 1
    assert f"{(expected - 1) ** 2:.3f}" in page
    assert "100%" in page


def test_the_chance_is_the_trainees_and_its_check_the_citys(
    world: World, exam: Exam, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    assert (
        "합격 가능성" not in client_of(world.ann).get(f"/runs/{world.run.id}/exams/{exam.id}").text
    )
    assert client_of(world.ann).get("/operate/forecasts").status_code in {403, 404}
    assert client_of(world.eun).get("/operate/forecasts").status_code in {403, 404}
    assert anonymous.get("/operate/forecasts").status_code == 303


def test_the_page_costs_the_same_queries_after_many_attempts(
    sit: Sit, world: World, exam: Exam, counted: Any
) -> None:
    first = sit()
    address = f"/runs/{world.run.id}/exams/{exam.id}"
    answer(first, 3)
    with counted() as one:
        first.browser.get(address)
    answer(sit(), 3)

    with counted() as two:
        first.browser.get(address)

    assert len(one) == len(two)
