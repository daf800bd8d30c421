"""Those who teach set class hours, and nobody else."""

from collections.abc import Callable
from datetime import time
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.catalog.models import Course
from lms.enrollments.services import open_run
from lms.errors import Invalid
from lms.timetable import services
from lms.timetable.models import ClassHour
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries
from tests.lms.timetable.conftest import MONDAY, SATURDAY, TUESDAY, AddHour

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]
PAGE, HOURS, LABS = "/runs/1/timetable", "/runs/1/timetable/hours", "/runs/1/timetable/labs"
NINE_TO_TWELVE = {"begins": "09:00", "ends": "12:00"}


@pytest.fixture
def ann(studied: World, client_of: ClientOf) -> FlaskClient:
    return client_of(studied.ann)


def times(session: Session) -> list[tuple[int, str]]:
    """Every class hour, in the order of the week."""
    session.rollback()
    query = select(ClassHour).order_by(ClassHour.weekday, ClassHour.begins)
    return [(one.weekday, f"{one.begins:%H:%M}-{one.ends:%H:%M}") for one in session.scalars(query)]


def audited(session: Session) -> list[str]:
    query = select(AuditEntry.action).where(AuditEntry.action.startswith("timetable."))
    return list(session.scalars(query.order_by(AuditEntry.id)))


def test_several_days_are_added_at_once_and_stand_in_the_order_of_the_week(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    ann = client_of(studied.ann)
    ann.post(HOURS, data={"weekdays": ["4"], "begins": "14:00", "ends": "15:30"})
    answer = ann.post(HOURS, data={"weekdays": ["2", "0"], **NINE_TO_TWELVE})

    assert answer.status_code == 303
    assert answer.location == PAGE
    assert times(session) == [(0, "09:00-12:00"), (2, "09:00-12:00"), (4, "14:00-15:30")]
    page = ann.get(PAGE).text
    listed = page[page.index('id="hours"') : page.index('id="add"')]
    places = [listed.index(f"<strong>{day}요일</strong>") for day in "월수금"]
    assert places == sorted(places)
    assert "14:00–15:30" in listed
    assert audited(session) == ["timetable.add"] * 3


def test_a_run_without_hours_says_so(studied: World, client_of: ClientOf) -> None:
    assert "아직 정한 수업 시간이 없습니다" in client_of(studied.ann).get(PAGE).text


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"begins": "12:00", "ends": "09:00"}, "ends", "시작하는 시각보다 늦어야"),
        ({"begins": "09:00", "ends": "09:00"}, "ends", "시작하는 시각보다 늦어야"),
        ({"begins": "soon", "ends": "10:00"}, "begins", "시각을 적어 주세요"),
        ({"begins": "25:00", "ends": "26:00"}, "begins", "시각을 적어 주세요"),
        ({"begins": "", "ends": "10:00"}, "begins", "꼭 필요한 칸"),
        ({"begins": "11:59", "ends": "13:00"}, "begins", "겹칩니다: 화요일 09:00–12:00"),
        ({"begins": "08:00", "ends": "18:00"}, "begins", "겹칩니다"),
        ({"begins": "10:00", "ends": "11:00"}, "begins", "겹칩니다"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    ann: FlaskClient, tuesday: ClassHour, sent: dict[str, str], field: str, words: str
) -> None:
    answer = ann.post(HOURS, data={"weekdays": ["1", "3"], **sent})

    assert answer.status_code == 422
    error = answer.text.split(f'id="{field}-error">')[1].split("</p>", maxsplit=1)[0]
    assert words in unescape(error)
    assert ann.get(PAGE).text.count("/remove") == 1


@pytest.mark.parametrize("days", [[], ["7"], ["-1"], ["today"]])
def test_a_day_that_is_none_is_refused(
    session: Session, studied: World, client_of: ClientOf, days: list[str]
) -> None:
    answer = client_of(studied.ann).post(HOURS, data={"weekdays": days, **NINE_TO_TWELVE})

    assert answer.status_code == 422
    assert 'id="weekdays-error"' in answer.text
    assert times(session) == []


def test_hours_may_follow_each_other_and_runs_do_not_disturb_each_other(
    session: Session, studied: World, tuesday: ClassHour, add_hour: AddHour
) -> None:
    add_hour(TUESDAY, time(12), time(13))
    add_hour(TUESDAY, time(8), time(9))
    course = Course(slug="more")
    session.add(course)
    session.flush()
    other = open_run(session, course, studied.cohort, at=NOW)
    services.add_hours(
        session, other, [TUESDAY], begins=tuesday.begins, ends=tuesday.ends, by_id=1, at=NOW
    )
    session.commit()

    assert len(times(session)) == 4


def test_there_is_an_end_to_how_many_there_are(session: Session, studied: World) -> None:
    def add(hour: int, minute: int) -> None:
        services.add_hours(
            session,
            studied.run,
            range(7),
            begins=time(hour, minute),
            ends=time(hour, minute + 9),
            by_id=studied.ann.id,
            at=NOW,
        )

    for hour in range(7):
        add(hour, 0)

    with pytest.raises(Invalid):
        add(8, 10)


def test_an_hour_is_removed(
    session: Session, studied: World, tuesday: ClassHour, client_of: ClientOf
) -> None:
    ann, address = client_of(studied.ann), f"/class-hours/{tuesday.id}/remove"

    assert ann.post(address).status_code == 303
    assert ann.post(address).status_code == 404
    assert times(session) == []
    assert audited(session) == ["timetable.add", "timetable.remove"]


def test_the_switch_says_how_it_stands(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    ann = client_of(studied.ann)
    assert "미리 켜지 않기" in ann.get(PAGE).text

    assert ann.post(LABS, data={"off": "1"}).status_code == 303
    off = ann.get(PAGE).text
    assert "꺼져 있습니다" in off
    assert ann.post(LABS).status_code == 303
    assert ann.post(LABS).status_code == 303
    assert "10분 전부터" in ann.get(PAGE).text
    assert audited(session) == ["timetable.labs"] * 3


def test_a_course_without_labs_says_that_there_is_nothing_to_start(
    world: World, client_of: ClientOf
) -> None:
    assert "실습실에서 하는 것이 없어" in client_of(world.ann).get(PAGE).text


@pytest.mark.usefixtures("tuesday")
@pytest.mark.parametrize("address", [HOURS, LABS, "/class-hours/1/remove"])
def test_only_those_who_teach_change_anything(
    session: Session, studied: World, client_of: ClientOf, anonymous: FlaskClient, address: str
) -> None:
    sent = {"weekdays": ["5"], **NINE_TO_TWELVE}

    assert client_of(studied.ben).post(address, data=sent).status_code == 403
    assert client_of(studied.cho).post(address, data=sent).status_code == 404
    assert anonymous.post(address, data=sent).location.startswith("/login")
    assert times(session) == [(TUESDAY, "09:00-12:00")]
    assert client_of(studied.eun).post(address, data=sent).status_code == 303


def test_only_those_who_teach_see_the_page(
    studied: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    seen = {name: client_of(getattr(studied, name)).get(PAGE).status_code for name in ("ann", "ben", "cho", "dan", "eun", "fay")}  # fmt: skip

    assert seen == {"ann": 200, "ben": 403, "cho": 404, "dan": 404, "eun": 200, "fay": 200}
    assert anonymous.get(PAGE).location.startswith("/login")
    assert client_of(studied.ann).get("/runs/999/timetable").status_code == 404
    assert PAGE in client_of(studied.ann).get("/runs/1").text
    assert PAGE not in client_of(studied.ben).get("/runs/1").text


def test_more_hours_cost_no_more_queries(
    app: Flask, studied: World, tuesday: ClassHour, add_hour: AddHour, client_of: ClientOf
) -> None:
    ann = client_of(studied.ann)
    with counted_queries(app) as before:
        ann.get(PAGE)
    for weekday in (MONDAY, 3, SATURDAY):
        add_hour(weekday, tuesday.begins, tuesday.ends)
    with counted_queries(app) as after:
        ann.get(PAGE)

    assert len(after) == len(before)
