"""What trainees did in lessons: shown to those who teach and to themselves, and taken away as CSV."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.enrollments import services as enrollments
from lms.lessons.models import LessonProgress
from tests.lms.lessons.conftest import counted, studied
from tests.lms.lessons.test_quizzes import asked, label_of
from tests.lms.people import NOW, World

__all__ = ["asked", "counted", "studied"]

ClientOf = Callable[[User], FlaskClient]
CLASS, LESSON = "/runs/1/progress", "/runs/1/lessons/start"


def answer_all(browser: FlaskClient) -> None:
    """Answer both questions of the first lesson rightly."""
    label = label_of(browser.get(LESSON).text, "yes")
    browser.post(f"{LESSON}/quizzes/check/q1", data={"answer": label})
    browser.post(f"{LESSON}/quizzes/check/q2", data={"answer": "3"})


def test_evidence_of_one_person_is_what_they_did(asked: World, client_of: ClientOf) -> None:
    browser = client_of(asked.ben)
    browser.post(f"{LESSON}/cells", data={"cell": "1"})
    answer_all(browser)
    page = f"{CLASS}/{asked.ben.id}"

    for reader in (asked.ben, asked.ann, asked.eun):
        text = client_of(reader).get(page).text
        assert "퀴즈 2문항 중 2문항 맞힘" in text
        assert "코드 셀 1개 실행" in text
        assert "읽는 중" in text
    assert f'href="{page}"' in client_of(asked.ann).get(CLASS).text
    assert "퀴즈 2/2" in client_of(asked.ann).get(f"{CLASS}?unit=01-one").text


def test_who_may_look(asked: World, client_of: ClientOf, anonymous: FlaskClient) -> None:
    page = f"{CLASS}/{asked.ben.id}"

    assert client_of(asked.cho).get(page).status_code == 404
    assert client_of(asked.ben).get(f"{CLASS}/{asked.cho.id}").status_code == 404
    assert anonymous.get(page).status_code == 303
    assert client_of(asked.ben).get(CLASS).status_code == 403
    assert client_of(asked.ben).post(f"{CLASS}.csv").status_code == 403
    assert client_of(asked.cho).get(CLASS).status_code == 404


def test_csv_opens_in_korean_and_never_reads_a_score_as_a_date(
    asked: World, client_of: ClientOf
) -> None:
    browser = client_of(asked.ben)
    answer_all(browser)
    browser.post(f"{LESSON}/done")

    answer = client_of(asked.ann).post(f"{CLASS}.csv")

    head, row = answer.data.decode("utf-8-sig").splitlines()
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert head.startswith("이름,이메일,마친 강의,강의 수,시작,시작 퀴즈 (2문항)")
    assert row.startswith("벤,ben@test.example,1,")
    assert "마침 2026-03-02,2" in row


def test_quizzes_finish_a_lesson_only_where_the_run_says_so(
    session: Session, asked: World, client_of: ClientOf
) -> None:
    browser = client_of(asked.ben)
    answer_all(browser)
    assert session.scalars(select(LessonProgress.done_at)).one() is None

    client_of(asked.ann).post("/runs/1/pace/done-by", data={"done_by": "quizzes"})
    browser.post(f"{LESSON}/quizzes/check/q2", data={"answer": "3"})
    session.expire_all()
    assert session.scalars(select(LessonProgress.done_at)).one() == NOW

    browser.post(f"{LESSON}/done", data={"undo": "1"})
    session.expire_all()
    assert session.scalars(select(LessonProgress.done_at)).one() is None


def test_the_class_costs_the_same_however_many_there_are(
    session: Session, studied: World, client_of: ClientOf, counted: Callable[[], Any]
) -> None:
    teacher = client_of(studied.ann)

    def cost() -> int:
        with counted() as sent:
            assert teacher.get(CLASS).status_code == 200
        return len(sent)

    cost()
    few = cost()
    for person in (studied.dan, studied.fay):
        enrollments.enroll(session, session.get_one(User, person.id), studied.cohort, at=NOW)
    session.commit()

    assert cost() == few
