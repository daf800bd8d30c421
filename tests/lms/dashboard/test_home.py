"""The first page of each role, full and empty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.model import Exam
from lms.access import Grant, Role, ScopeKind
from lms.accounts.models import RoleGrant, User
from lms.accounts.services import create_user, grant_role
from lms.enrollments import services as enrollments
from lms.enrollments.models import Enrollment
from lms.grades.services import record_grade
from lms.notebooks.models import Assignment
from lms.programs.models import Cohort
from lms.projects.models import Deliverable, Project
from tests.courses.small_course import COURSE, lesson
from tests.lms.catalog.publishing import publish
from tests.lms.conftest import FakeClock
from tests.lms.notebooks.conftest import Lab
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
NOTHING_YET = "아직 등록된 강의가 없습니다"


def test_a_visitor_reads_what_this_is_and_may_log_in(anonymous: FlaskClient) -> None:
    page = anonymous.get("/")

    assert page.status_code == 200
    assert 'href="/login"' in page.text
    assert "/operate" not in page.text


def test_a_trainee_goes_on_where_they_stopped(studied: World, client_of: ClientOf) -> None:
    browser = client_of(studied.ben)
    page = browser.get("/").text
    assert 'href="/runs/1">작은 과정</a>' in page
    assert "0 / 3" in page
    assert "시작하기: 시작" in page
    assert "/runs/1/lessons/start" in page

    browser.post("/runs/1/lessons/start/done")
    page = browser.get("/").text
    assert "1 / 3" in page
    assert "이어서 배우기: 더" in page

    for key in ("more", "lab"):
        browser.post(f"/runs/1/lessons/{key}/done")
    page = browser.get("/").text
    assert "모든 강의를 마쳤습니다" in page
    assert "이어서 배우기" not in page


def test_an_english_reader_goes_on_in_english(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    studied.ben.locale = "en"
    session.commit()

    page = client_of(studied.ben).get("/").text

    assert "A small course" in page
    assert "Start</a>" in page


def test_what_is_to_be_done_is_listed_until_it_is_done_or_closed(
    studied: World, assignment: Assignment, exam: Exam, client_of: ClientOf, bens_lab: Lab
) -> None:
    browser = client_of(studied.ben)
    page = browser.get("/").text
    assert 'href="/runs/1/assignments/square">제곱 구하기</a>' in page
    assert "마감 2026.07.31.(금) 23:59" in page
    assert 'href="/runs/1/exams/mock">모의시험</a>' in page

    assert bens_lab.submit().status_code == 201

    page = browser.get("/").text
    assert "/runs/1/assignments/square" not in page
    assert "/runs/1/exams/mock" in page
    other = client_of(studied.ann).get("/").text
    assert "채점 대기 1건" in other


def test_what_is_due_today_or_late_says_so(
    studied: World, assignment: Assignment, client_of: ClientOf, clock: FakeClock
) -> None:
    assert "오늘</span>" not in client_of(studied.ben).get("/").text
    clock.at = datetime(2026, 7, 31, 1, 0, tzinfo=UTC)

    page = client_of(studied.ben).get("/").text

    assert "오늘</span>" in page
    assert page.count('href="/runs/1/assignments/square"') == 1


def test_deadlines_stand_in_order_over_courses_and_projects(
    session: Session, studied: World, assignment: Assignment, client_of: ClientOf
) -> None:
    project = Project(cohort=studied.cohort, title="강물 예보")
    due = (("먼저", NOW + timedelta(days=2)), ("지난 것", NOW - timedelta(days=2)))
    session.add_all(Deliverable(project=project, title=title, due_at=at) for title, at in due)
    session.commit()

    card = client_of(studied.ben).get("/").text.split('id="deadlines"', 1)[1].split("</section>")[0]

    assert card.index("먼저") < card.index("제곱 구하기")
    assert "지난 것" not in card


def test_a_closed_assignment_is_no_longer_asked_for(
    studied: World, assignment: Assignment, client_of: ClientOf, clock: FakeClock
) -> None:
    clock.forward(days=200)

    assert "/runs/1/assignments/square" not in client_of(studied.ben).get("/").text


def test_the_latest_results_are_shown_to_their_owner_alone(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    for number in range(7):
        record_grade(
            session,
            user_id=studied.ben.id,
            run_id=studied.run.id,
            work_kind="exam",
            work_key=f"e{number}",
            title={"ko": f"시험 {number}"},
            earned=Decimal("7.5"),
            possible=Decimal(10),
            source_id=number,
            at=NOW,
        )
    session.commit()

    page = client_of(studied.ben).get("/").text

    assert "7.5 / 10" in page
    assert [n for n in range(7) if f"시험 {n}" in page] == [2, 3, 4, 5, 6]
    assert "7.5 / 10" not in client_of(studied.ann).get("/").text


def test_an_instructor_sees_the_courses_they_teach(studied: World, client_of: ClientOf) -> None:
    page = client_of(studied.ann).get("/").text

    assert "가르치는 강의" in page
    assert "/runs/1/gradebook" in page
    assert "AI 기초 과정 1기 (마포 캠퍼스)" in page
    assert "이어서 배우기" not in page
    assert "채점 대기" not in page


def test_an_operator_sees_the_cohorts_of_their_campus(studied: World, client_of: ClientOf) -> None:
    mine, all_of_them = (client_of(one).get("/").text for one in (studied.eun, studied.fay))

    assert "/operate/cohorts/1" in mine
    assert "종로" not in mine
    assert "/operate/cohorts/2" in all_of_them


def test_an_operator_with_many_cohorts_sees_the_latest_and_the_way_to_all(
    session: Session, world: World, client_of: ClientOf
) -> None:
    for number in range(2, 12):
        starts_on = date(2026, 3, number)
        session.add(
            Cohort(
                program=world.cohort.program, campus=world.campus, number=number,
                starts_on=starts_on, ends_on=starts_on,
            )
        )  # fmt: skip
    session.commit()

    page = client_of(world.eun).get("/").text

    assert page.count("/operate/cohorts/") == 8
    assert "11기" in page
    assert 'href="/operate">' in page


def test_who_has_nothing_yet_is_told_who_can_help(
    session: Session, world: World, client_of: ClientOf
) -> None:
    newcomer = create_user(session, email="new@test.example", name="새", password=None, at=NOW)
    session.commit()

    page = client_of(newcomer).get("/").text

    assert NOTHING_YET in page
    assert "새님, 안녕하세요" in page
    assert NOTHING_YET in client_of(world.dan).get("/").text


def test_an_operator_without_cohorts_is_told_how_to_begin(
    session: Session, world: World, client_of: ClientOf
) -> None:
    for grant in session.scalars(select(RoleGrant).where(RoleGrant.user_id == world.eun.id)):
        grant.scope_key = 99
    session.commit()

    page = client_of(world.eun).get("/").text

    assert "아직 기수가 없습니다" in page
    assert NOTHING_YET not in page


def test_a_run_whose_course_was_never_published_is_still_shown(
    world: World, client_of: ClientOf
) -> None:
    page = client_of(world.ben).get("/")

    assert page.status_code == 200
    assert "tiny" in page.text
    assert "이어서 배우기" not in page.text


def test_every_role_of_a_person_has_its_part(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    grant_role(session, studied.ben, Grant(Role.INSTRUCTOR, ScopeKind.COHORT, 2), at=NOW)
    enrollments.open_run(session, studied.course, studied.other_cohort, at=NOW)
    grant_role(session, studied.ben, Grant(Role.OPERATOR, ScopeKind.CAMPUS, 2), at=NOW)
    session.commit()

    page = client_of(studied.ben).get("/").text

    for part in ("시작하기: 시작", "가르치는 강의", "운영하는 기수"):
        assert part in page


def test_after_withdrawal_the_course_is_gone_from_the_page(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    enrollments.withdraw(session, session.get_one(Enrollment, 1), at=NOW)
    session.commit()

    assert NOTHING_YET in client_of(studied.ben).get("/").text


@pytest.fixture
def n_queries(studied: World, client_of: ClientOf, counted: Callable[[], Any]) -> Callable[[], int]:
    """How many statements Ben's first page needs."""

    def count() -> int:
        with counted() as sent:
            assert client_of(studied.ben).get("/").status_code == 200
        return len(sent)

    return count


def test_the_number_of_queries_does_not_grow_with_the_course(
    app: Flask, session: Session, client_of: ClientOf, n_queries: Callable[[], int], tmp_path: Path
) -> None:
    browser = client_of(session.scalars(select(User).where(User.name == "벤")).one())
    browser.get("/runs/1/lessons/start")
    few = n_queries()
    more = {f"01-one/{n:02}-x.md": lesson(f"x{n}", f"글 {n}", f"글 {n}") for n in range(3, 60)}
    publish(app, session, tmp_path, {**more, "course.yml": COURSE.replace("small", "tiny", 1)})
    for number in range(3, 40):
        browser.post(f"/runs/1/lessons/x{number}/done")

    assert n_queries() == few
    assert few <= 15
