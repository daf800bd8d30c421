"""What a browser kept while offline arrives once, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.lessons import receipts
from lms.lessons.evidence import QuizAnswer
from lms.lessons.models import LessonProgress
from lms.lessons.receipts import Receipt
from tests.lms.conftest import FakeClock
from tests.lms.lessons.test_quizzes import PAGE, asked, label_of
from tests.lms.people import World

__all__ = ["asked"]

ClientOf = Callable[[User], FlaskClient]
KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"


def test_the_same_answer_again_is_kept_once_and_answered_alike(
    session: Session, asked: World, client_of: ClientOf
) -> None:
    browser = client_of(asked.ben)
    address, label = f"{PAGE}/quizzes/check/q1", label_of(browser.get(PAGE).text, "no")
    sent = {"answer": label, "lang": "ko", "part": "1"}

    first = browser.post(address, data=sent, headers={receipts.HEADER: KEY})
    again = browser.post(address, data=sent, headers={receipts.HEADER: KEY})

    assert (first.status_code, first.text) == (200, again.text)
    assert len(session.scalars(select(QuizAnswer)).all()) == 1


def test_an_answer_that_could_not_be_read_can_be_sent_again(
    session: Session, asked: World, client_of: ClientOf
) -> None:
    browser = client_of(asked.ben)
    address = f"{PAGE}/quizzes/check/q2"
    sent = {"lang": "ko", "part": "1"}

    wrong = browser.post(address, data={**sent, "answer": "drei"}, headers={receipts.HEADER: KEY})
    right = browser.post(address, data={**sent, "answer": "3"}, headers={receipts.HEADER: KEY})

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert [row.outcome for row in session.scalars(select(QuizAnswer))] == ["right"]


def test_a_done_mark_sent_again_does_not_undo_what_came_after(
    session: Session, asked: World, client_of: ClientOf
) -> None:
    browser = client_of(asked.ben)
    browser.post(f"{PAGE}/done", headers={receipts.HEADER: KEY})
    browser.post(f"{PAGE}/done", data={"undo": "1"})

    answer = browser.post(f"{PAGE}/done", headers={receipts.HEADER: KEY})

    assert answer.status_code == 303
    assert session.scalars(select(LessonProgress.done_at)).one() is None


def test_keys_of_two_people_have_nothing_to_do_with_each_other(
    session: Session, asked: World, client_of: ClientOf
) -> None:
    client_of(asked.ben).post(f"{PAGE}/done", headers={receipts.HEADER: KEY})
    refused = client_of(asked.cho).post(f"{PAGE}/done", headers={receipts.HEADER: KEY})

    assert refused.status_code == 404
    assert [row.user_id for row in session.scalars(select(Receipt))] == [asked.ben.id]


def test_a_key_that_is_none_is_refused(asked: World, client_of: ClientOf) -> None:
    answer = client_of(asked.ben).post(f"{PAGE}/done", headers={receipts.HEADER: "x" * 65})

    assert answer.status_code == 422


def test_old_keys_are_forgotten(
    session: Session, asked: World, client_of: ClientOf, clock: FakeClock
) -> None:
    client_of(asked.ben).post(f"{PAGE}/done", headers={receipts.HEADER: KEY})
    clock.forward(days=181)

    receipts.forget_old(session, at=clock())

    assert session.scalars(select(Receipt)).all() == []
