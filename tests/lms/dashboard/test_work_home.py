"""The first page of who teaches, operates and administers, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.access import Grant, Role, ScopeKind
from lms.accounts.models import User
from lms.accounts.services import create_user, grant_role
from lms.enrollments import services as enrollments
from lms.notebooks.models import Assignment, AssignmentSetting
from lms.programs.models import Cohort
from tests.courses.small_course import COURSE
from tests.lms.catalog.publishing import publish
from tests.lms.conftest import FakeClock
from tests.lms.notebooks.conftest import Lab
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]


def add_people(session: Session, world: World, n: int, cohort: Cohort | None = None) -> list[User]:
    people = []
    for number in range(n):
        email = f"p{cohort.id if cohort else 0}-{number}@test.example"
        person = create_user(session, email=email, name=f"사람{number}", password=None, at=NOW)
        enrollments.enroll(session, person, cohort or world.cohort, at=NOW)
        people.append(person)
    session.commit()
    return people


def test_who_missed_a_due_date_is_named_with_the_reason_and_leads_to_the_gradebook(  # noqa: PLR0917
    session: Session, studied: World, assignment: Assignment, client_of: ClientOf, clock: FakeClock, bens_lab: Lab,
) -> None:  # fmt: skip
    add_people(session, studied, 2)
    day = timedelta(days=1)
    setting = AssignmentSetting(run_id=1, assignment_id=assignment.id, opens_at=NOW - day, due_at=NOW + day, closes_at=NOW + 9 * day, max_attempts=3)  # fmt: skip
    session.add(setting)
    session.commit()
    assert "지금은 뒤처지는 교육생이 없습니다" in client_of(studied.ann).get("/").text
    assert bens_lab.submit().status_code == 201
    clock.forward(days=2)

    page = client_of(studied.ann).get("/").text

    behind = page[page.index('id="behind"') : page.index('id="opening"')]
    assert behind.count("지난 마감 1개") == 2
    assert "벤" not in behind
    gradebook = client_of(studied.ann).get("/runs/1/gradebook").text
    for link in behind.split('href="/runs/1/gradebook#')[1:]:
        assert f'id="{link.split(chr(34))[0]}"' in gradebook


def test_a_week_of_silence_and_lessons_behind_the_middle_show_too(
    session: Session, studied: World, client_of: ClientOf, clock: FakeClock
) -> None:
    people = add_people(session, studied, 2)
    clock.forward(days=8)
    for person in people:
        browser = client_of(person)
        for key in ("start", "more", "lab"):
            browser.get(f"/runs/1/lessons/{key}")
            browser.post(f"/runs/1/lessons/{key}/done")

    page = client_of(studied.ann).get("/").text

    behind = page[page.index('id="behind"') : page.index('id="opening"')]
    assert "벤" in behind
    assert "강의 3개 뒤" in behind
    assert "8일째 조용함" in behind
    assert "사람0" not in behind


def test_a_run_that_is_over_asks_nobody_to_hurry_and_what_opens_in_two_weeks_is_listed(
    session: Session, studied: World, assignment: Assignment, client_of: ClientOf, clock: FakeClock
) -> None:
    day = timedelta(days=1)
    setting = AssignmentSetting(run_id=1, assignment_id=assignment.id, opens_at=NOW + 5 * day, due_at=NOW + 9 * day, closes_at=NOW + 9 * day, max_attempts=3)  # fmt: skip
    session.add(setting)
    session.commit()

    assert "2026.03.07.(토) 18:00" in client_of(studied.ann).get("/").text.split('id="opening"')[1]

    clock.forward(days=6)
    assert "앞으로 2주 안에 새로 열리는 것이 없습니다" in client_of(studied.ann).get("/").text
    clock.forward(days=300)
    assert "지금은 뒤처지는 교육생이 없습니다" in client_of(studied.ann).get("/").text


def test_an_operator_sees_each_cohort_s_people_progress_submissions_and_next_due_date(
    studied: World, assignment: Assignment, client_of: ClientOf, bens_lab: Lab, clock: FakeClock
) -> None:
    client_of(studied.ben).post("/runs/1/lessons/start/done")
    assert bens_lab.submit().status_code == 201

    page = client_of(studied.eun).get("/").text

    assert "1명 · 제출 1건 (이번 주 1건) · 다음 마감 2026.07.31.(금) 23:59" in page
    assert "33%" in page
    clock.forward(days=8)
    assert "제출 1건 (이번 주 0건)" in client_of(studied.eun).get("/").text


def test_only_an_administrator_sees_the_health_of_the_system(
    studied: World, client_of: ClientOf, bens_lab: Lab
) -> None:
    assert bens_lab.submit().status_code == 201

    page = client_of(studied.fay).get("/").text

    health = page[page.index('id="health"') :]
    assert "기다리는 것 1건" in health
    assert "최근 기록" in health
    assert 'href="/system"' in health
    assert 'id="health"' not in client_of(studied.eun).get("/").text


@pytest.mark.parametrize(
    ("who", "most"), [("ben", 15), ("ann", 17), ("eun", 14), ("fay", 17), ("dan", 9)]
)
def test_no_first_page_costs_more_with_more_courses_and_people(  # noqa: PLR0917
    who: str, most: int, app: Flask, session: Session, studied: World, assignment: Assignment,
    client_of: ClientOf, counted: Callable[[], Any], tmp_path: Path,
) -> None:  # fmt: skip
    person = getattr(studied, who)
    grant_role(session, studied.ann, Grant(Role.INSTRUCTOR, ScopeKind.COHORT, 1), at=NOW)
    session.commit()

    browser = client_of(person)
    browser.get("/")

    def n_queries() -> int:
        with counted() as sent:
            assert browser.get("/").status_code == 200
        return len(sent)

    few = n_queries()
    for number in range(5):
        name = f"more-{number}"
        publish(app, session, tmp_path / name, {"course.yml": COURSE.replace("small", name, 1)})
        cohort = Cohort(program=studied.cohort.program, campus=studied.campus, number=number + 2, starts_on=date(2026, 3, 2), ends_on=date(2026, 7, 31))  # fmt: skip
        session.add(cohort)
        session.flush()
        enrollments.open_run(session, studied.course, cohort, at=NOW)
        add_people(session, studied, 6, cohort)
        enrollments.enroll(session, studied.ben, cohort, at=NOW)
        grant_role(session, studied.ann, Grant(Role.INSTRUCTOR, ScopeKind.COHORT, cohort.id), at=NOW)  # fmt: skip
        session.commit()
    session.expire_all()

    assert n_queries() == few
    assert few <= most
