"""The cohort's page: trainees, instructors and courses, for its own operators alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.access import Grant, Role, ScopeKind
from lms.accounts.models import RoleGrant, User
from lms.accounts.services import create_user, grant_role
from lms.audit import AuditEntry
from lms.enrollments import services
from lms.enrollments.models import CourseRun, Enrollment, EnrollmentStatus
from lms.enrollments.queries import instructors_of, runs_taught_by, trainees_of
from lms.enrollments.services import AlreadyRunning
from tests.courses.small_course import COURSE
from tests.lms.catalog.publishing import publish
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
PAGE = "/operate/cohorts/1"
CHANGES: list[tuple[str, dict[str, str]]] = [
    ("enroll", {"emails": "cho@test.example"}),
    ("runs", {"course_id": "1", "starts_on": "2026-03-02", "ends_on": "2026-07-31"}),
    ("instructors", {"email": "dan@test.example"}),
    ("instructors/1/remove", {}),
]


@pytest.fixture
def browser(world: World, client_of: ClientOf) -> FlaskClient:
    """Eun's, who operates the cohort's campus."""
    return client_of(world.eun)


@pytest.fixture
def taught(session: Session, world: World) -> World:
    """The world in which Ann teaches the whole cohort."""
    grant_role(
        session, world.ann, Grant(Role.INSTRUCTOR, ScopeKind.COHORT, world.cohort.id), at=NOW
    )
    session.commit()
    return world


@pytest.fixture
def second_course(app: Flask, session: Session, world: World, tmp_path: Path) -> None:
    publish(app, session, tmp_path, {"course.yml": COURSE.replace("small", "second", 1)})


def state(session: Session) -> list[list[tuple[Any, ...]]]:
    """Everything that the page can change."""
    session.expire_all()
    queries = (
        select(Enrollment.user_id, Enrollment.cohort_id, Enrollment.status),
        select(RoleGrant.user_id, RoleGrant.role, RoleGrant.scope_kind, RoleGrant.scope_key),
        select(CourseRun.course_id, CourseRun.cohort_id),
    )
    return [sorted(tuple(row) for row in session.execute(query)) for query in queries]


def test_the_page_shows_who_is_there_and_what_runs(taught: World, browser: FlaskClient) -> None:
    page = browser.get(PAGE)

    assert page.status_code == 200
    for word in ("벤", "ben@test.example", "수강 중 1명", "앤", "ann@test.example", "/runs/1"):
        assert word in page.text
    assert "조" not in page.text.split("<main", 1)[1].split("종로", 1)[0].split('class="list"')[1]
    assert "cho@test.example" not in page.text


def test_a_new_cohort_says_how_to_begin(
    session: Session, world: World, client_of: ClientOf
) -> None:
    for enrollment in session.scalars(select(Enrollment)):
        session.delete(enrollment)
    session.commit()

    page = client_of(world.fay).get(f"/operate/cohorts/{world.other_cohort.id}").text

    for sentence in ("아직 교육생이 없습니다", "아직 열린 강의가 없습니다", "아직 강사가 없습니다"):
        assert sentence in page


def test_outsiders_see_and_change_nothing(
    session: Session, taught: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    before = state(session)
    for person in (taught.ann, taught.ben, taught.cho, taught.dan):
        outsider = client_of(person)
        assert outsider.get(PAGE).status_code == 404
        assert outsider.post("/operate/enrollments/1/withdraw").status_code == 404
        for change, form in CHANGES:
            assert outsider.post(f"{PAGE}/{change}", data=form).status_code == 404
    assert anonymous.get(PAGE).location.startswith("/login")
    for change, form in CHANGES:
        assert anonymous.post(f"{PAGE}/{change}", data=form).location.startswith("/login")

    assert state(session) == before


def test_an_operator_of_one_campus_never_touches_another_s_cohort(
    session: Session, world: World, browser: FlaskClient
) -> None:
    place = f"/operate/cohorts/{world.other_cohort.id}"
    theirs = session.scalars(
        select(Enrollment).where(Enrollment.cohort_id == world.other_cohort.id)
    ).one()
    before = state(session)

    assert browser.get(place).status_code == 404
    assert browser.post(f"/operate/enrollments/{theirs.id}/withdraw").status_code == 404
    for change, form in CHANGES:
        assert browser.post(f"{place}/{change}", data=form).status_code == 404
    assert state(session) == before


@pytest.mark.parametrize("number", [99, 2**31, 10**20])
def test_what_does_not_exist_is_not_found(taught: World, client_of: ClientOf, number: int) -> None:
    browser = client_of(taught.fay)

    assert browser.get(f"/operate/cohorts/{number}").status_code == 404
    assert browser.post(f"/operate/enrollments/{number}/withdraw").status_code == 404
    assert browser.post(f"{PAGE}/instructors/{number}/remove").status_code == 404
    assert browser.post(f"{PAGE}/instructors/{taught.ben.id}/remove").status_code == 404


def test_people_are_enrolled_by_their_addresses_however_separated(
    session: Session, world: World, browser: FlaskClient
) -> None:
    typed = " CHO@test.example,\r\ndan@test.example; ann@test.example\ncho@test.example "

    answer = browser.post(f"{PAGE}/enroll", data={"emails": typed})

    assert (answer.status_code, answer.location) == (303, PAGE)
    assert "3명을 등록했습니다" in browser.get(PAGE).text
    session.expire_all()
    names = [person.name for person in trainees_of(session, world.cohort)]
    assert names == ["단", "벤", "앤", "조"]
    assert world.dan.actor.has(Role.TRAINEE, ScopeKind.COHORT, world.cohort.id)


@pytest.mark.parametrize(
    "typed",
    [
        "cho@test.example, nobody@test.example",
        "nobody@test.example",
        "조",
        "",
        " ,; \n",
        " ".join(f"p{n}@test.example" for n in range(501)),
        "x" * 60_001,
    ],
)
def test_one_address_that_does_not_fit_and_nobody_is_enrolled(
    session: Session, world: World, browser: FlaskClient, typed: str
) -> None:
    before = state(session)

    answer = browser.post(f"{PAGE}/enroll", data={"emails": typed})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert state(session) == before


def test_unknown_addresses_are_named_and_what_was_typed_stays(browser: FlaskClient) -> None:
    typed = "cho@test.example\r\nno.one@test.example\r\n<b>@test.example"

    page = browser.post(f"{PAGE}/enroll", data={"emails": typed}).text

    assert "계정이 없는 이메일: no.one@test.example, &lt;b&gt;@test.example" in page
    assert "cho@test.example\r\nno.one@test.example" in page


def test_enrolling_someone_twice_changes_nothing(
    session: Session, world: World, browser: FlaskClient
) -> None:
    before = state(session)

    assert browser.post(f"{PAGE}/enroll", data={"emails": "ben@test.example"}).status_code == 303
    assert state(session) == before
    acts = session.scalars(select(AuditEntry.at).where(AuditEntry.actor_id == world.eun.id))
    assert acts.all() == []


def test_withdrawing_ends_access_and_enrolling_again_gives_it_back(
    session: Session, world: World, browser: FlaskClient, client_of: ClientOf
) -> None:
    ben = client_of(world.ben)
    assert ben.get("/runs/1").status_code == 200

    answer = browser.post("/operate/enrollments/1/withdraw")

    assert answer.location == PAGE
    page = browser.get(PAGE).text
    assert "벤님의 등록을 끝냈습니다" in page
    assert "중단" in page
    assert ben.get("/runs/1").status_code == 404
    session.expire_all()
    assert trainees_of(session, world.cohort) == []

    browser.post(f"{PAGE}/enroll", data={"emails": "ben@test.example"})

    assert ben.get("/runs/1").status_code == 200
    session.expire_all()
    place = session.get_one(Enrollment, 1)
    assert (place.status, place.enrolled_at) == (EnrollmentStatus.ACTIVE, NOW)
    acts = session.scalars(
        select(AuditEntry.action).where(AuditEntry.actor_id == world.eun.id).order_by(AuditEntry.id)
    )
    assert acts.all() == [
        "role.revoke", "enrollment.withdraw", "role.grant", "enrollment.enroll",
    ]  # fmt: skip


@pytest.mark.parametrize("status", [EnrollmentStatus.WITHDRAWN, EnrollmentStatus.COMPLETED])
def test_a_place_that_ended_already_is_left_as_it_is(
    session: Session, world: World, browser: FlaskClient, status: EnrollmentStatus
) -> None:
    session.get_one(Enrollment, 1).status = status
    session.commit()

    assert browser.post("/operate/enrollments/1/withdraw").status_code == 303
    session.expire_all()
    assert session.get_one(Enrollment, 1).status is status


def test_instructors_are_appointed_and_removed(
    session: Session, world: World, browser: FlaskClient, client_of: ClientOf
) -> None:
    dan = client_of(world.dan)
    assert dan.get("/runs/1/gradebook").status_code == 404

    answer = browser.post(f"{PAGE}/instructors", data={"email": " Dan@test.example "})

    assert answer.location == PAGE
    assert "단님을 강사로 정했습니다" in browser.get(PAGE).text
    session.expire_all()
    assert instructors_of(session, world.cohort) == [world.dan]
    assert runs_taught_by(session, world.dan.actor) == [world.run]
    assert dan.get("/runs/1/gradebook").status_code == 200

    browser.post(f"{PAGE}/instructors", data={"email": "dan@test.example"})
    session.expire_all()
    assert instructors_of(session, world.cohort) == [world.dan]

    answer = browser.post(f"{PAGE}/instructors/{world.dan.id}/remove")

    assert answer.location == PAGE
    assert "단님을 강사에서 뺐습니다" in browser.get(PAGE).text
    session.expire_all()
    assert instructors_of(session, world.cohort) == []
    assert dan.get("/runs/1/gradebook").status_code == 404
    assert world.dan.actor.has(Role.MENTOR, ScopeKind.PROJECT, 1)


@pytest.mark.parametrize("typed", ["", "nobody@test.example", "x" * 500])
def test_an_instructor_without_account_is_refused_and_the_address_stays(
    session: Session, world: World, browser: FlaskClient, typed: str
) -> None:
    before = state(session)

    answer = browser.post(f"{PAGE}/instructors", data={"email": typed})

    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert state(session) == before


def test_a_course_is_opened_for_the_days_of_the_cohort_or_others(
    session: Session, second_course: None, browser: FlaskClient
) -> None:
    page = browser.get(PAGE).text
    assert 'value="2">작은 과정</option>' in page
    assert 'name="ends_on" required type="date" value="2026-07-31"' in page

    answer = browser.post(
        f"{PAGE}/runs", data={"course_id": 2, "starts_on": "2026-04-01", "ends_on": "2026-05-01"}
    )

    assert answer.location == PAGE
    run = session.scalars(select(CourseRun).where(CourseRun.course_id == 2)).one()
    assert (run.slug, str(run.starts_on), str(run.ends_on)) == (
        "second-c1", "2026-04-01", "2026-05-01",
    )  # fmt: skip
    page = browser.get(PAGE).text
    assert f"/runs/{run.id}/gradebook" in page
    assert "더 열 수 있는 강의가 없습니다" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"course_id": "1"}, "이 기수에 이미 열려 있습니다"),
        ({"course_id": "99"}, "목록에 있는 강의를 골라 주세요"),
        ({"course_id": "99999999999999999999"}, "목록에 있는 강의를 골라 주세요"),
        ({"course_id": "x"}, "강의"),
        ({"course_id": ""}, "강의"),
        ({"starts_on": ""}, "꼭 필요한 칸"),
        ({"ends_on": "2026-03-01"}, "끝나는 날이 시작하는 날보다"),
        ({"ends_on": "2026-13-01"}, "끝나는 날"),
    ],
)
def test_a_course_that_cannot_be_opened_is_refused_with_a_reason(
    session: Session, second_course: None, browser: FlaskClient,
    changes: dict[str, str], sentence: str,
) -> None:  # fmt: skip
    before = state(session)
    form = {"course_id": "2", "starts_on": "2026-03-02", "ends_on": "2026-07-30"}

    answer = browser.post(f"{PAGE}/runs", data={**form, **changes})

    assert answer.status_code == 422
    assert sentence in answer.text.split('role="alert"', 1)[1].split("</div>", 1)[0]
    assert 'value="2026-07-30"' in answer.text or "ends_on" in changes
    assert state(session) == before


def test_the_reason_is_seen_even_when_no_course_is_left_to_open(browser: FlaskClient) -> None:
    form = {"course_id": "1", "starts_on": "2026-03-02", "ends_on": "2026-07-31"}

    assert "이 기수에 이미 열려 있습니다" in browser.post(f"{PAGE}/runs", data=form).text


def test_the_service_opens_no_course_twice(session: Session, world: World) -> None:
    with pytest.raises(AlreadyRunning) as already:
        services.open_run(session, world.course, world.cohort, at=NOW)

    assert already.value.status == 409
    assert "이미 열려 있습니다" in already.value.reason
    other = services.open_run(session, world.course, world.other_cohort, at=NOW)
    assert (other.starts_on, other.ends_on) == (
        world.other_cohort.starts_on, world.other_cohort.ends_on,
    )  # fmt: skip


def test_a_full_cohort_s_page_needs_few_queries(
    session: Session, world: World, browser: FlaskClient, counted: Callable[[], Any]
) -> None:
    def n_queries() -> int:
        with counted() as sent:
            assert browser.get(PAGE).status_code == 200
        return len(sent)

    few = n_queries()
    for number in range(30):
        person = create_user(
            session, email=f"t{number}@test.example", name=f"교육생 {number}", password=None, at=NOW
        )
        services.enroll(session, person, world.cohort, at=NOW)
    session.commit()

    assert n_queries() == few
    assert "수강 중 31명" in browser.get(PAGE).text
