"""The desk of those who run an exam: the live board, extending, reopening, declaring void."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.model import Exam
from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.enrollments.services import enroll
from lms.exams.models import Exam as StoredExam
from lms.exams.queries import analysis_in_run
from lms.grades.models import Grade
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import JSON, RIGHT, Sit, Sitting
from tests.lms.lessons.conftest import counted
from tests.lms.people import NOW, World

__all__ = ["counted"]

ClientOf = Callable[[User], FlaskClient]


def closed(sit: Sit, *items: str) -> Sitting:
    sitting = sit()
    for item in items:
        sitting.save(item, RIGHT[item])
    sitting.hand_in()
    return sitting


def grade(session: Session) -> tuple[Decimal, int]:
    session.expire_all()
    found = session.scalars(select(Grade)).one()
    session.commit()
    return found.earned, found.source_id


def test_the_board_shows_who_sits_where(
    world: World, exam: Exam, sit: Sit, client_of: ClientOf, clock: FakeClock
) -> None:
    sitting = sit()
    sitting.save("b-number", RIGHT["b-number"])
    sitting.save("a-single", None)
    clock.forward(minutes=10)

    page = client_of(world.ann).get(f"/runs/{world.run.id}/exams/{exam.id}/board").text

    assert "벤" in page
    assert "진행 중" in page
    assert "1 / 4" in page
    assert "30분" in page
    assert "41.5" not in page


def test_the_board_costs_the_same_queries_for_any_number_of_people(
    world: World, exam: Exam, sit: Sit, client_of: ClientOf, counted: Any
) -> None:
    first = sit()
    browser, address = client_of(world.ann), f"/runs/{world.run.id}/exams/{exam.id}/board"
    with counted() as one:
        browser.get(address)
    enroll(first.session, world.cho, world.cohort, at=NOW)
    first.session.commit()
    sit(world.cho)
    first.hand_in()
    sit()

    with counted() as three:
        assert browser.get(address).status_code == 200

    assert len(one) == len(three)


def test_a_running_attempt_is_extended_with_a_reason(
    session: Session, world: World, sit: Sit, client_of: ClientOf, clock: FakeClock
) -> None:
    sitting = sit()
    clock.forward(minutes=39)
    desk = client_of(world.ann)

    answer = desk.post(
        f"/attempts/{sitting.attempt_id}/extend", data={"minutes": 15, "reason": "정전"}
    )

    clock.forward(minutes=10)
    assert answer.status_code == 303
    assert sitting.save("b-number", "41.5").status_code == 200
    page = desk.get(f"/attempts/{sitting.attempt_id}/desk").text
    assert "정전" in page
    assert "앤" in page
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "attempt.extend"))
    assert (entry.actor_id, entry.details["minutes"]) == (world.ann.id, 15)


def test_a_closed_attempt_goes_on_with_its_answers_and_is_marked_again(
    session: Session, world: World, sit: Sit, client_of: ClientOf, clock: FakeClock
) -> None:
    sitting = closed(sit, "b-number")
    clock.forward(hours=2)

    client_of(world.ann).post(
        f"/attempts/{sitting.attempt_id}/reopen", data={"minutes": 5, "reason": "잘못 눌림"}
    )

    assert grade(session) == (Decimal(1), sitting.attempt_id), "until it is closed again"
    assert sitting.browser.get(f"/attempts/{sitting.attempt_id}/result").status_code == 303
    assert sitting.attempt().seconds_left(clock.at) == 300
    sitting.sequence += 10_000
    assert sitting.save("a-single", RIGHT["a-single"]).status_code == 200
    sitting.hand_in()
    assert grade(session) == (Decimal(2), sitting.attempt_id)


def test_a_void_attempt_counts_for_nothing_and_uses_up_no_attempt(
    session: Session, world: World, exam: Exam, sit: Sit, client_of: ClientOf
) -> None:
    first = closed(sit, "b-number")
    second = closed(sit, "b-number", "b-single")
    desk = client_of(world.ann)

    desk.post(f"/attempts/{second.attempt_id}/invalidate", data={"why": "대신 응시"})

    assert grade(session) == (Decimal(1), first.attempt_id)
    attempt = second.attempt()
    assert (attempt.earned, attempt.is_passed) == (Decimal(2), False)
    page = second.browser.get(f"/runs/{world.run.id}/exams/{exam.id}").text
    assert "1번 남았습니다" in page
    assert "무효" in page
    assert "무효로 처리되어" in second.browser.get(f"/attempts/{second.attempt_id}/result").text
    desk.post(f"/attempts/{first.attempt_id}/invalidate", data={"why": "대신 응시"})
    assert grade(session) == (Decimal(0), first.attempt_id)
    stored = session.scalars(select(StoredExam)).one()
    assert analysis_in_run(session, world.run.id, stored.id).items == ()


def test_what_does_not_fit_the_state_is_refused(
    world: World, sit: Sit, client_of: ClientOf
) -> None:
    sitting = sit()
    desk, timed = client_of(world.ann), {"minutes": 5, "reason": "까닭"}
    base = f"/attempts/{sitting.attempt_id}"

    assert desk.post(f"{base}/reopen", data=timed).status_code == 409
    assert desk.post(f"{base}/invalidate", data={"why": "까닭"}).status_code == 409
    sitting.hand_in()
    assert desk.post(f"{base}/extend", data=timed).status_code == 409
    assert desk.post(f"{base}/invalidate", data={"why": "까닭"}).status_code == 303
    assert desk.post(f"{base}/invalidate", data={"why": "까닭"}).status_code == 409
    assert desk.post(f"{base}/reopen", data=timed).status_code == 409


def test_two_attempts_of_one_person_never_run_at_once(
    world: World, sit: Sit, client_of: ClientOf
) -> None:
    first = closed(sit)
    sit()

    answer = client_of(world.ann).post(
        f"/attempts/{first.attempt_id}/reopen", data={"minutes": 5, "reason": "까닭"}
    )

    assert answer.status_code == 409


def test_the_desk_is_for_those_who_teach(
    world: World, exam: Exam, sit: Sit, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    sitting = sit()
    board = f"/runs/{world.run.id}/exams/{exam.id}/board"
    desk = f"/attempts/{sitting.attempt_id}/desk"

    for address in (board, desk):
        assert client_of(world.ben).get(address).status_code == 403
        assert client_of(world.cho).get(address).status_code == 404
        assert client_of(world.eun).get(address).status_code == 200
        assert anonymous.get(address).status_code == 303
    for act in ("extend", "reopen", "invalidate"):
        address = f"/attempts/{sitting.attempt_id}/{act}"
        assert client_of(world.ben).post(address, headers=JSON).status_code == 403
        assert client_of(world.cho).post(address, headers=JSON).status_code == 404
