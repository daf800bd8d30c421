"""What people are told by themselves."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.notices.models import Notice, NoticeKind
from lms.outbox import OutboxMessage
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import Sit
from tests.lms.notebooks.conftest import FakeGrader, Lab
from tests.lms.notices.conftest import PostOffice, notices_of
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
DATES = {
    "opens_at": "2026-03-02T09:00",
    "due_at": "2026-03-09T23:59",
    "closes_at": "2026-03-10T23:59",
    "max_attempts": "3",
}


def test_a_graded_submission_is_told_once_to_whoever_handed_in(
    session: Session, world: World, bens_lab: Lab, grader: FakeGrader, post: PostOffice
) -> None:
    bens_lab.submit()
    (mail,) = post.mails()
    (notice,) = notices_of(session, world.ben)

    assert (notice.kind, notice.link) == (NoticeKind.GRADED, "/submissions/1")
    assert mail.subject == "과제 채점이 끝났습니다: 제곱 구하기"
    assert "5점 / 7점, 1번째 제출" in mail.text


def test_an_exam_result_is_told_after_the_time_ran_out(
    session: Session, world: World, sit: Sit, clock: FakeClock, client_of: ClientOf
) -> None:
    sitting = sit()
    sitting.save("a-single", "b")
    clock.forward(hours=2)
    client_of(world.ben).get(f"/attempts/{sitting.attempt_id}/result")
    sitting.hand_in()

    (notice,) = notices_of(session, world.ben)
    assert (notice.kind, notice.facts["earned"]) == (NoticeKind.RESULT, "1")
    assert client_of(world.ben).get(notice.link).status_code == 200


def test_changed_dates_are_told_to_the_cohort_and_the_same_dates_are_no_news(
    session: Session, world: World, bens_lab: Lab, client_of: ClientOf
) -> None:
    ann, address = client_of(world.ann), f"/runs/{world.run.id}/assignments/square/window"
    for _ in range(2):
        assert ann.post(address, data=DATES).status_code == 303

    (notice,) = notices_of(session, world.ben)
    assert notice.kind is NoticeKind.DATES
    assert "마감 2026.03.09.(월) 23:59" in client_of(world.ben).get("/notices").text
    assert notices_of(session, world.cho) == []


def test_an_enrolment_is_told(world: World, client_of: ClientOf) -> None:
    page = client_of(world.ben).get("/notices").text

    assert "등록되었습니다: AI 기초 과정 1기 (마포 캠퍼스)" in page
    assert "2026년 3월 2일에 시작합니다." in page


@pytest.mark.parametrize("table", [Notice, OutboxMessage])
def test_what_is_refused_is_not_told(
    session: Session, world: World, bens_lab: Lab, client_of: ClientOf, table: type[Notice]
) -> None:
    before = len(session.scalars(select(table)).all())
    session.commit()
    ann, address = client_of(world.ann), f"/runs/{world.run.id}/assignments/square/window"

    assert ann.post(address, data=DATES | {"due_at": "2026-03-01T00:00"}).status_code == 422

    assert len(session.scalars(select(table)).all()) == before
