"""Practice: feedback at once, weak and due items again, and nothing of it in a running exam."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from assessments.model import Demand, Exam
from assessments.practice import is_for_mocks
from lms.accounts.models import User
from lms.exams import services
from lms.exams.models import ItemRevision
from lms.exams.practice_models import PracticeCard
from lms.exams.readiness import first_sights
from lms.grades.models import Grade
from tests.assessments.samples import bank_of, choice_item, exam_of
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import JSON, Sit
from tests.lms.lessons.conftest import counted
from tests.lms.people import NOW, World

__all__ = ["counted"]

ClientOf = Callable[[User], FlaskClient]
NAMES = [f"a-{n:02}" for n in range(20)]
FREE = [name for name in NAMES if not is_for_mocks("b", name)]
KEPT = [name for name in NAMES if is_for_mocks("b", name)]
BASE = "/runs/1/exams/mock/practice"


@pytest.fixture
def exam(session: Session, world: World) -> Exam:
    """Twenty items, about half of them kept for mocks; option b is right."""
    found = exam_of(Demand("a", 20))
    bank = bank_of([choice_item(name, "a", key="b") for name in NAMES])
    services.publish_exams(session, world.course.id, [bank], [found], at=NOW)
    session.commit()
    return found


@pytest.fixture
def ben(world: World, exam: Exam, client_of: ClientOf) -> FlaskClient:
    return client_of(world.ben)


def number_of(session: Session, name: str) -> int:
    query = select(ItemRevision.id).where(ItemRevision.item_key == name)
    found = session.scalars(query).one()
    session.commit()
    return found


def reply(
    browser: FlaskClient, session: Session, name: str, option: str, sure: str = "yes"
) -> TestResponse:
    """Answer an item with the option that the page shows under some label."""
    address = f"{BASE}/{number_of(session, name)}"
    page = html.unescape(browser.get(address).text)
    if f"선택 {option}" not in page:
        return browser.post(address, data={"answer": "x", "sure": sure}, headers=JSON)
    before = page.split(f"선택 {option}")[0]
    label = before.rsplit('value="', 1)[1].split('"')[0]
    return browser.post(f"{address}?mode=weak", data={"answer": label, "sure": sure})


def card(session: Session, name: str) -> PracticeCard:
    session.expire_all()
    found = session.scalars(select(PracticeCard).where(PracticeCard.item_key == name)).one()
    session.commit()
    return found


def test_an_answer_is_marked_at_once_with_every_reason(session: Session, ben: FlaskClient) -> None:
    before = ben.get(f"{BASE}/{number_of(session, FREE[0])}").text
    answer = reply(ben, session, FREE[0], "b")

    assert "까닭" not in before
    assert answer.status_code == 303
    page = ben.get(answer.location).text
    assert "맞음" in page
    assert "까닭 a" in page
    assert card(session, FREE[0]).outcome == "right"
    assert session.scalars(select(Grade)).all() == []


def test_right_but_unsure_is_weak_and_comes_again(session: Session, ben: FlaskClient) -> None:
    sure = ben.get(reply(ben, session, FREE[0], "b").location).text
    unsure = ben.get(reply(ben, session, FREE[1], "b", sure="no").location).text

    assert "약한 것으로 둡니다" not in sure
    assert "약한 것으로 둡니다" in unsure
    following = ben.get(f"{BASE}/next?mode=weak")
    assert f"/{number_of(session, FREE[1])}?" in following.location


def test_an_item_comes_back_when_it_is_due_later_the_better_it_was_known(
    session: Session, ben: FlaskClient, clock: FakeClock
) -> None:
    reply(ben, session, FREE[0], "b")
    reply(ben, session, FREE[1], "a")

    assert NOW < card(session, FREE[1]).due_at < card(session, FREE[0]).due_at
    assert ben.get(f"{BASE}/next?mode=due").location.endswith(BASE)
    clock.forward(days=3)
    assert f"/{number_of(session, FREE[1])}?" in ben.get(f"{BASE}/next?mode=due").location


def test_what_is_kept_for_mocks_is_practised_only_after_one(
    session: Session, ben: FlaskClient, sit: Sit
) -> None:
    kept = f"{BASE}/{number_of(session, KEPT[0])}"
    assert ben.get(kept).status_code == 404
    assert ben.post(kept, data={"answer": "x"}).status_code == 404
    assert f"{len(FREE)}개 있습니다" in ben.get(BASE).text

    sit().hand_in()

    assert ben.get(kept).status_code == 200
    assert "20문항 풀기" in ben.get(BASE).text, "all were left out, so all are weak"


def test_nobody_practises_a_bank_while_sitting_an_exam_of_it(
    session: Session, ben: FlaskClient, sit: Sit
) -> None:
    """A page that was opened before the exam began must not tell a key either."""
    number = number_of(session, FREE[0])
    done = reply(ben, session, FREE[0], "a").location
    sitting = sit()
    addresses = [f"{BASE}/{number}", done, f"{BASE}/next?mode=mix", BASE]

    told = "\n".join(html.unescape(ben.get(each).text) for each in addresses)
    posted = ben.post(f"{BASE}/{number}", data={"answer": "x"}, headers=JSON)

    assert (posted.status_code, posted.json and posted.json["error"]) == (409, "exam_under_way")
    for secret in ("까닭", "reason", "is_correct", "맞음", "틀림"):
        assert secret not in told
    assert "시험을 보는 동안에는" in told
    sitting.hand_in()
    assert "까닭" in ben.get(done).text


def test_what_was_practised_is_no_first_sight_in_a_mock(
    session: Session, world: World, ben: FlaskClient, sit: Sit, clock: FakeClock
) -> None:
    reply(ben, session, FREE[0], "b")
    clock.forward(minutes=1)

    sit().hand_in()

    assert len(first_sights(session, "b", world.ben.id)) == 19


@pytest.mark.parametrize("sent", [{}, {"answer": "nonsense"}, {"answer": ""}])
def test_no_answer_and_one_that_cannot_be_are_refused(
    session: Session, ben: FlaskClient, sent: dict[str, str]
) -> None:
    answer = ben.post(f"{BASE}/{number_of(session, FREE[0])}", data=sent)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert session.scalars(select(PracticeCard)).all() == []


def test_an_unknown_mode_or_item_is_refused(ben: FlaskClient) -> None:
    assert ben.get(f"{BASE}/next?mode=all").status_code == 422
    assert ben.get(f"{BASE}/9999").status_code == 404


def test_practice_is_for_those_who_study(
    session: Session, world: World, exam: Exam, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    number = number_of(session, FREE[0])

    for address in (BASE, f"{BASE}/next", f"{BASE}/{number}"):
        assert client_of(world.ann).get(address).status_code == 403
        assert client_of(world.cho).get(address).status_code == 404
        assert anonymous.get(address).status_code == 303


def test_the_overview_costs_the_same_queries_after_any_practice(
    session: Session, ben: FlaskClient, counted: Any
) -> None:
    with counted() as none:
        ben.get(BASE)
    for name in FREE[:4]:
        reply(ben, session, name, "b")

    with counted() as some:
        assert ben.get(BASE).status_code == 200

    assert len(none) == len(some)
