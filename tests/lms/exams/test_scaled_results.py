"""Scaled scores and domain bands, on the result page and in the file of all results."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.model import Exam, Scale
from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.enrollments.services import enroll
from lms.exams import services
from tests.lms.exams.conftest import BANK, RIGHT, Sit, definition
from tests.lms.lessons.conftest import counted
from tests.lms.people import NOW, World

__all__ = ["counted"]

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]


@pytest.fixture
def exam(session: Session, world: World) -> Exam:
    """Two domains of two items, 50 % to pass, from 100 to 1000 with the cut at 700."""
    found = replace(definition(), scale=Scale(Decimal(100), Decimal(1000), Decimal(700)))
    services.publish_exams(session, world.course.id, [BANK], [found], at=NOW)
    session.commit()
    return found


def results(browser: FlaskClient, world: World, exam: Exam) -> list[dict[str, str]]:
    answer = browser.post(f"/runs/{world.run.id}/exams/{exam.id}/results.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_the_result_shows_the_scaled_score_its_cut_and_a_band_for_each_domain(sit: Sit) -> None:
    sitting = sit()
    for item in ("a-single", "b-number", "b-single"):
        sitting.save(item, RIGHT[item])
    sitting.hand_in()

    page = sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").text

    assert 'score__percent">850<span> / 1000</span>' in page
    assert "100~1000점 가운데 합격선 700점" in page
    # Wilson, z = 1: 1 of 2: (.75 -+ sqrt(.1875)) / 1.5
    assert "21.1~78.8% · 합격선 언저리" in page
    # 2 of 2: (1.25 -+ .25) / 1.5, the minimum of the domain is 25 %
    assert "66.6~100% · 최소 기준보다 높음" in page


def test_an_attempt_over_the_cut_that_misses_a_minimum_says_which_of_the_two(sit: Sit) -> None:
    sitting = sit()
    for item in ("a-single", "a-multiple"):
        sitting.save(item, RIGHT[item])
    sitting.hand_in()

    page = sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").text

    assert 'score__percent">700<span>' in page
    assert "합격선은 넘었지만 최소 기준에 못 미친 영역이 있습니다" in page


def test_the_page_before_the_exam_says_how_scores_are_scaled(
    world: World, exam: Exam, client_of: ClientOf
) -> None:
    page = client_of(world.ben).get(f"/runs/{world.run.id}/exams/{exam.id}").text

    assert "점수는 100~1000점으로 환산하고, 합격선은 700점입니다." in page


def test_everybodys_results_come_as_a_file_and_that_is_kept(
    session: Session, world: World, exam: Exam, sit: Sit, client_of: ClientOf
) -> None:
    sitting = sit()
    sitting.save("b-number", RIGHT["b-number"])
    sitting.hand_in()
    sit()

    (row,) = results(client_of(world.ann), world, exam)

    assert (row["이름"], row["회차"], row["점수"], row["만점"]) == ("벤", "1", "1", "4")
    assert (row["백분율"], row["환산 점수"], row["결과"]) == ("25", "400", "불합격")
    assert (row["b 점수"], row["b 범위 아래(%)"], row["b 범위 위(%)"]) == ("1", "21.1", "78.8")
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "exam.download"))
    assert (entry.actor_id, entry.subject_id) == (world.ann.id, str(world.run.id))
    assert entry.details == {"exam": "mock", "n_attempts": 1}


def test_the_file_costs_the_same_queries_for_any_number_of_attempts(
    world: World, exam: Exam, sit: Sit, client_of: ClientOf, counted: Any
) -> None:
    first = sit()
    first.hand_in()
    session, browser = first.session, client_of(world.ann)
    with counted() as one:
        results(browser, world, exam)
    enroll(session, world.cho, world.cohort, at=NOW)
    session.commit()
    sit().hand_in()
    sit(world.cho).hand_in()

    with counted() as three:
        assert len(results(browser, world, exam)) == 3

    assert len(three) == len(one)


def test_only_those_who_teach_have_the_file(
    world: World, exam: Exam, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    address = f"/runs/{world.run.id}/exams/{exam.id}/results.csv"

    assert client_of(world.ben).post(address).status_code == 403
    assert client_of(world.cho).post(address).status_code == 404
    assert client_of(world.eun).post(address).status_code == 200
    assert anonymous.post(address).status_code in {303, 401}
    assert client_of(world.ann).get(address).status_code == 405
