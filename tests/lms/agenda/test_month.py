"""The calendar page."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.catalog.models import Course
from lms.enrollments.services import open_run
from lms.notebooks.models import AssignmentSetting
from tests.lms.people import NOW, World

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]


def day(page: str, on: str) -> str:
    """The cell of a day in the grid."""
    return page.split(f'<time class="month__day" datetime="{on}">')[1].split("</td>", maxsplit=1)[0]


def test_what_opens_is_due_and_begins_stands_on_its_day(
    world: World, dated: AssignmentSetting, client_of: ClientOf
) -> None:
    page = client_of(world.ben).get("/calendar").text

    assert "2026년 3월" in page
    assert "열림: 제곱 구하기" in day(page, "2026-03-03")
    assert "09:00" in day(page, "2026-03-03")
    assert "마감: 제곱 구하기" in day(page, "2026-03-09")
    assert "23:30" in day(page, "2026-03-09")
    assert "기수 시작: AI 기초 과정 1기 (마포 캠퍼스)" in day(page, "2026-03-02")
    assert f'href="/runs/{world.run.id}/assignments/square"' in page
    assert dated.run_id == world.run.id


def test_weeks_begin_on_monday_and_today_is_marked(world: World, client_of: ClientOf) -> None:
    page = client_of(world.ben).get("/calendar").text

    assert page.index('<th scope="col">월</th>') < page.index('<th scope="col">일</th>')
    assert 'datetime="2026-02-23">23' in page
    assert "오늘" in day(page, "2026-03-02")
    assert page.count('aria-current="date"') == 2


def test_a_day_is_that_of_the_readers_time_zone(
    session: Session, world: World, dated: AssignmentSetting, client_of: ClientOf
) -> None:
    world.ben.time_zone, world.ben.locale = "Pacific/Auckland", "en"
    session.commit()

    page = client_of(world.ben).get("/calendar?month=2026-03").text

    assert "March 2026" in page
    assert "Squares" in day(page, "2026-03-10")
    assert "03:30" in day(page, "2026-03-10")
    assert dated.due_at.day == 9


def test_other_months_are_one_step_away(world: World, client_of: ClientOf) -> None:
    page = client_of(world.ben).get("/calendar?month=2026-12").text

    assert "/calendar?month=2026-11" in page
    assert "/calendar?month=2027-01" in page
    assert "이 달에는 일정이 없습니다" in page
    assert client_of(world.ben).get("/calendar?month=1970-01").status_code == 200
    assert client_of(world.ben).get("/calendar?month=2999-12").status_code == 200


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "soon", "2026", "0001-01", "२०२६-०३", "2026-3"])  # fmt: skip
def test_a_month_that_is_none_is_refused(world: World, client_of: ClientOf, month: str) -> None:
    assert client_of(world.ben).get("/calendar", query_string={"month": month}).status_code == 422


def second_run(session: Session, world: World) -> int:
    """One more course in Ben's cohort."""
    course = Course(slug="more")
    session.add(course)
    session.flush()
    run = open_run(session, course, world.cohort, at=NOW)
    session.commit()
    return run.id


def test_one_course_can_be_chosen(
    session: Session, world: World, dated: AssignmentSetting, client_of: ClientOf
) -> None:
    other = second_run(session, world)
    ben = client_of(world.ben)

    assert "마감: 제곱 구하기" in ben.get("/calendar").text
    assert "마감: 제곱 구하기" in ben.get(f"/calendar?run={dated.run_id}").text
    assert "마감: 제곱 구하기" not in ben.get(f"/calendar?run={other}").text
    assert ben.get("/calendar?run=").status_code == 200
    assert ben.get("/calendar?run=999").status_code == 404


def test_everybody_sees_their_own_calendar_alone(
    world: World, dated: AssignmentSetting, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    seen = {
        name: "마감: 제곱 구하기" in client_of(getattr(world, name)).get("/calendar").text
        for name in ("ann", "ben", "cho", "dan", "eun")
    }

    assert seen == {"ann": True, "ben": True, "cho": False, "dan": False, "eun": False}
    assert client_of(world.cho).get(f"/calendar?run={dated.run_id}").status_code == 404
    assert "/login" in anonymous.get("/calendar").location


def test_more_courses_cost_no_more_queries(
    app: Flask, session: Session, world: World, dated: AssignmentSetting, client_of: ClientOf
) -> None:
    def cost() -> int:
        seen: list[object] = []

        def note(*facts: object) -> None:
            seen.append(facts[2])

        event.listen(app.extensions["engine"], "before_cursor_execute", note)
        client_of(world.ben).get("/calendar")
        event.remove(app.extensions["engine"], "before_cursor_execute", note)
        return len(seen)

    before = cost()
    second_run(session, world)

    assert cost() == before
    assert dated.run_id == world.run.id
