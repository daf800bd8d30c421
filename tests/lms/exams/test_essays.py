"""Essays in exams: marked by people, by question, without names; the result waits for them."""

import html
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from assessments.model import Demand, Exam
from lms.accounts.models import User
from lms.enrollments.services import enroll
from lms.exams import services
from lms.exams.essay_models import EssayMark
from lms.grades.models import Grade, GradeHistory
from tests.assessments.samples import bank_of, choice_item, exam_of
from tests.lms.exams.conftest import Sit, Sitting
from tests.lms.exams.test_types import typed
from tests.lms.lessons.conftest import counted
from tests.lms.people import NOW, World

__all__ = ["counted"]

ClientOf = Callable[[User], FlaskClient]
ESSAY = "extended-text"


@pytest.fixture
def exam(session: Session, world: World) -> Exam:
    """One choice and one essay, whose rubric has 3 and 1 points; 60 % to pass."""
    found = exam_of(Demand("a", 2))
    bank = bank_of([choice_item("a-single", "a", key="b"), typed(ESSAY)])
    services.publish_exams(session, world.course.id, [bank], [found], at=NOW)
    session.commit()
    return found


@pytest.fixture
def written(sit: Sit) -> Sitting:
    """Ben has the choice right and wrote something."""
    sitting = sit()
    sitting.save("a-single", "b")
    sitting.save(ESSAY, "벤이 쓴 글 <b>입니다</b>")
    sitting.hand_in()
    return sitting


def address(sitting: Sitting) -> str:
    return f"/exam-answers/{sitting.place(ESSAY).id}/marking"


def mark(
    browser: FlaskClient, sitting: Sitting, first: str, second: str, **more: Any
) -> TestResponse:
    data = {"points_0": first, "points_1": second, "comment": "근거가 좋다", **more}
    return browser.post(address(sitting), data=data)


def result(sitting: Sitting) -> str:
    return html.unescape(sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").text)


def test_a_result_waits_for_what_people_mark_and_says_so(
    session: Session, world: World, exam: Exam, written: Sitting
) -> None:
    page = result(written)
    before = written.browser.get(f"/runs/{world.run.id}/exams/{exam.id}").text

    assert "결과를 기다리는 중입니다" in page
    assert "1개가 아직 채점되지 않았습니다" in page
    assert "score__percent" not in page
    assert "채점 대기" in before
    assert "불합격" not in before
    assert session.scalars(select(Grade)).all() == []


def test_marks_by_the_rubric_make_the_result_and_the_grade(
    session: Session, world: World, written: Sitting, client_of: ClientOf
) -> None:
    answer = mark(client_of(world.ann), written, "1.5", "1")

    assert answer.status_code == 303
    attempt = written.attempt()
    # 1 for the choice, (1.5 + 1) / 4 for the essay
    assert (attempt.earned, attempt.is_passed) == (Decimal("1.625"), True)
    assert written.place(ESSAY).outcome == "partly"
    (grade,) = session.scalars(select(Grade))
    assert (grade.earned, grade.possible) == (Decimal("1.625"), Decimal(2))
    page = result(written)
    assert "81.2" in page
    assert "근거가 좋다" in page
    assert "결과를 기다리는 중입니다" not in page


def test_a_changed_mark_counts_and_the_earlier_one_is_kept(
    session: Session, world: World, written: Sitting, client_of: ClientOf
) -> None:
    mark(client_of(world.ann), written, "3", "1")
    page = client_of(world.eun).get(address(written)).text
    mark(client_of(world.eun), written, "0", "0", comment="다시 보니 다르다")

    assert 'value="3"' in page
    assert written.attempt().is_passed is False
    marks = session.scalars(select(EssayMark).order_by(EssayMark.id))
    assert [each.earned for each in marks] == [1, 0]
    grades = session.scalars(select(GradeHistory).order_by(GradeHistory.id))
    assert [each.earned for each in grades] == [2, 1]


def test_the_marker_sees_question_answer_and_rubric_but_no_name(
    world: World, exam: Exam, written: Sitting, client_of: ClientOf
) -> None:
    browser = client_of(world.ann)
    listed = browser.get(f"/runs/{world.run.id}/exams/{exam.id}/marking").text
    page = browser.get(address(written)).text

    assert address(written) in listed
    assert "1개 대기" in listed
    assert "벤이 쓴 글 &lt;b&gt;입니다&lt;/b&gt;" in page
    assert "secret" in page
    main = page[page.index("<main") :]
    assert world.ben.name not in main.replace("벤이 쓴 글", "")
    assert world.ben.email not in main


def test_after_one_answer_comes_the_next_that_waits(
    session: Session, world: World, sit: Sit, written: Sitting, client_of: ClientOf
) -> None:
    enroll(session, world.cho, world.cohort, at=NOW)
    session.commit()
    other = sit(world.cho)
    other.save(ESSAY, "조가 쓴 글")
    other.hand_in()
    browser = client_of(world.ann)

    first = mark(browser, written, "3", "1")
    second = mark(browser, other, "3", "1")

    assert first.location == address(other)
    assert second.location.endswith("/marking")
    assert "모두 채점함" in browser.get(second.location).text


def test_an_essay_left_empty_earns_nothing_and_waits_for_nobody(sit: Sit) -> None:
    sitting = sit()
    sitting.save("a-single", "b")
    sitting.hand_in()

    attempt = sitting.attempt()
    assert (attempt.earned, attempt.is_passed) == (Decimal(1), False)
    assert sitting.place(ESSAY).outcome == "unanswered"


@pytest.mark.parametrize(
    "points", [("4", "0"), ("-1", "0"), ("", "1"), ("x", "1"), ("NaN", "1"), ("1", "1.01")]
)
def test_points_that_cannot_be_are_refused_and_what_was_typed_stays(
    session: Session, world: World, written: Sitting, client_of: ClientOf, points: tuple[str, str]
) -> None:
    answer = mark(client_of(world.ann), written, *points, comment="남아야 할 말")

    assert answer.status_code == 422
    assert "남아야 할 말" in answer.text
    assert session.scalars(select(EssayMark)).all() == []
    assert written.attempt().is_waiting


def test_only_those_who_teach_mark(
    world: World, exam: Exam, written: Sitting, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    listed = f"/runs/{world.run.id}/exams/{exam.id}/marking"

    for person in (world.ben, world.cho, world.dan):
        assert client_of(person).get(address(written)).status_code == 404
        assert mark(client_of(person), written, "1", "1").status_code == 404
        assert client_of(person).get(listed).status_code in {403, 404}
    assert anonymous.get(listed).status_code == 303
    assert client_of(world.ann).get("/exam-answers/999/marking").status_code == 404
    choice = f"/exam-answers/{written.place('a-single').id}/marking"
    assert client_of(world.ann).get(choice).status_code == 404


def test_what_runs_or_was_reopened_is_not_marked(
    world: World, sit: Sit, written: Sitting, client_of: ClientOf
) -> None:
    running = sit()
    running.save(ESSAY, "아직 쓰는 중")
    browser = client_of(world.ann)

    assert browser.get(address(running)).status_code == 404
    running.hand_in()
    browser.post(f"/attempts/{written.attempt_id}/reopen", data={"minutes": 5, "reason": "정전"})
    assert mark(browser, written, "1", "1").status_code == 404


def test_the_list_costs_the_same_queries_for_any_number_of_answers(
    world: World, sit: Sit, written: Sitting, client_of: ClientOf, counted: Any
) -> None:
    browser, listed = client_of(world.ann), f"/runs/{world.run.id}/exams/mock/marking"
    with counted() as one:
        browser.get(listed)
    again = sit()
    again.save(ESSAY, "두 번째 글")
    again.hand_in()

    with counted() as two:
        browser.get(listed)

    assert len(one) == len(two)
