"""Finding people, giving roles, stopping accounts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.access import Grant, Role, ScopeKind
from lms.accounts.models import RoleGrant, User
from lms.accounts.services import create_user, grant_role
from lms.audit import AuditEntry
from lms.enrollments import services as enrollments
from lms.programs.models import Organisation
from lms.projects.models import Project
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
ACTS = [
    ("grant", {"grant": "operator:campus:1"}),
    ("revoke", {"grant": "instructor:course_run:1"}),
    ("stop", {}),
    ("reopen", {}),
]


@pytest.fixture
def browser(world: World, client_of: ClientOf) -> FlaskClient:
    """Fay's, who administers."""
    return client_of(world.fay)


def roles_of(session: Session, person: User) -> set[str]:
    session.expire_all()
    rows = session.scalars(select(RoleGrant).where(RoleGrant.user_id == person.id))
    return {f"{row.role}:{row.scope_kind}:{row.scope_key}" for row in rows}


def add_people(session: Session, n: int) -> None:
    for number in range(n):
        create_user(
            session,
            email=f"t{number:03}@many.example",
            name=f"교육생 {number:03}",
            password=None,
            at=NOW,
        )
    session.commit()


def named(page: str) -> list[str]:
    return re.findall(r'<a href="/people/\d+">([^<]+)</a>', page)


def test_people_are_found_by_part_of_name_or_address(world: World, browser: FlaskClient) -> None:
    assert len(named(browser.get("/people").text)) == 6
    assert named(browser.get("/people?q=페이").text) == ["페이"]
    assert named(browser.get("/people?q=BEN@").text) == ["벤"]
    assert named(browser.get("/people?q=%25").text) == []
    assert named(browser.get("/people?q=_").text) == []
    assert "찾는 사람이 없습니다" in browser.get("/people?q=없는사람").text
    assert '"&gt;&lt;b&gt;' not in browser.get('/people?q="><b>').text
    assert "<b>" not in browser.get('/people?q="><b>').text


def test_many_people_come_in_pages_that_keep_the_words(
    session: Session, world: World, browser: FlaskClient
) -> None:
    add_people(session, 120)

    pages = [named(browser.get(f"/people?q=many&page={n}").text) for n in (1, 2, 3)]

    assert [len(page) for page in pages] == [50, 50, 20]
    assert [name for page in pages for name in page] == [f"교육생 {n:03}" for n in range(120)]
    second = browser.get("/people?q=many&page=2").text
    assert 'href="/people?page=1&amp;q=many" rel="prev"' in second
    assert 'href="/people?page=3&amp;q=many" rel="next"' in second
    assert "모두 120명" in second


@pytest.mark.parametrize("page", ["0", "-1", "99", "9" * 30, "x", ""])
def test_a_page_that_is_none_is_the_first_or_the_last(
    world: World, browser: FlaskClient, page: str
) -> None:
    answer = browser.get(f"/people?page={page}")

    assert answer.status_code == 200
    assert len(named(answer.text)) == 6


@pytest.mark.parametrize("address", ["/people", "/people/1", "/people/import"])
def test_outsiders_and_the_anonymous_see_nobody(
    world: World, client_of: ClientOf, anonymous: FlaskClient, address: str
) -> None:
    for person in (world.ann, world.ben, world.cho, world.dan):
        assert client_of(person).get(address).status_code in {403, 404}
    assert anonymous.get(address).location.startswith("/login")
    assert client_of(world.eun).get(address).status_code == 200


def test_a_campus_operator_looks_up_the_people_of_the_campus_alone(
    world: World, client_of: ClientOf
) -> None:
    browser = client_of(world.eun)

    page = browser.get("/people").text
    assert "ben@test.example" in page
    assert "ann@test.example" in page
    assert "cho@test.example" not in page
    assert browser.get(f"/people/{world.ben.id}").status_code == 200
    assert browser.get(f"/people/{world.cho.id}").status_code == 404


@pytest.mark.parametrize(("act", "form"), ACTS)
def test_only_an_administrator_changes_people(
    session: Session, world: World, client_of: ClientOf, act: str, form: dict[str, str]
) -> None:
    address = f"/people/{world.ann.id}/{act}"
    before = roles_of(session, world.ann)

    for person in (world.ann, world.ben, world.dan, world.eun):
        assert client_of(person).post(address, data=form).status_code in {403, 404}

    assert roles_of(session, world.ann) == before
    assert session.get_one(User, world.ann.id).is_enabled


@pytest.mark.parametrize("number", [99, 2**31, 10**20])
def test_a_person_who_does_not_exist_is_not_found(browser: FlaskClient, number: int) -> None:
    assert browser.get(f"/people/{number}").status_code == 404
    for act, form in ACTS:
        assert browser.post(f"/people/{number}/{act}", data=form).status_code == 404


@pytest.mark.parametrize(("act", "form"), ACTS)
def test_the_anonymous_change_nobody(
    world: World, anonymous: FlaskClient, act: str, form: dict[str, str]
) -> None:
    answer = anonymous.post(f"/people/{world.ann.id}/{act}", data=form)

    assert answer.location.startswith("/login")


def test_roles_are_given_and_taken(session: Session, world: World, browser: FlaskClient) -> None:
    address = f"/people/{world.cho.id}"
    before = roles_of(session, world.cho)
    page = browser.get(address).text
    assert '<option value="operator:campus:1">운영자 · 마포 캠퍼스</option>' in page
    assert '<option value="operator:city:0">운영자 · 시 전체</option>' in page

    answer = browser.post(f"{address}/grant", data={"grant": "operator:campus:1"})

    assert answer.location == address
    assert "역할을 주었습니다" in browser.get(address).text
    assert roles_of(session, world.cho) == before | {"operator:campus:1"}

    browser.post(f"{address}/revoke", data={"grant": "operator:campus:1"})
    browser.post(f"{address}/revoke", data={"grant": "operator:campus:1"})

    assert roles_of(session, world.cho) == before
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == world.fay.id))
    assert sorted(acts) == ["role.grant", "role.revoke"]


@pytest.mark.parametrize(
    "grant",
    [
        "",
        "admin",
        "king:city:0",
        "admin:campus:1",
        "operator:campus:99",
        "operator:campus:x",
        "mentor:project:1",
        "trainee:cohort:1",
        "admin:city:0:0",
        "admin:city:00",
    ],
)
@pytest.mark.parametrize("act", ["grant", "revoke"])
def test_only_roles_that_are_offered_are_given_or_taken(
    session: Session, world: World, browser: FlaskClient, act: str, grant: str
) -> None:
    before = roles_of(session, world.ben)

    answer = browser.post(f"/people/{world.ben.id}/{act}", data={"grant": grant})

    assert answer.status_code == 422
    assert "그런 역할은 줄 수 없습니다" in answer.text
    assert roles_of(session, world.ben) == before


def test_every_kind_of_scope_is_offered_by_its_name(
    session: Session, world: World, browser: FlaskClient
) -> None:
    session.add(Project(cohort=world.cohort, organisation=Organisation(name="한강"), title="배"))
    session.commit()

    page = browser.get(f"/people/{world.dan.id}").text

    for choice in (
        "관리자 · 시 전체",
        "교육파트너 · 한강",
        "강사 · AI 기초 과정 1기 (종로 캠퍼스)",
        "강사 · tiny · AI 기초 과정 1기 (마포 캠퍼스)",
        "기업 멘토 · 배",
    ):
        assert f">{choice}</option>" in page
    assert "교육생 ·" not in page


def test_a_trainee_s_role_is_not_taken_here(world: World, browser: FlaskClient) -> None:
    page = browser.get(f"/people/{world.ben.id}").text

    assert "AI 기초 과정 1기 (마포 캠퍼스)" in page
    assert "/revoke" not in page


def test_a_campus_operator_does_not_learn_of_other_campuses_cohorts(
    session: Session, world: World, client_of: ClientOf
) -> None:
    enrollments.enroll(session, world.ben, world.other_cohort, at=NOW)
    session.commit()
    address = f"/people/{world.ben.id}"

    seen = client_of(world.eun).get(address).text

    assert "마포 캠퍼스" in seen
    assert "종로" not in seen
    assert "운영하지 않는 곳" in seen
    assert "역할 주기" not in seen
    assert "종로" in client_of(world.fay).get(address).text


def test_stopping_an_account_ends_its_sessions_until_it_is_reopened(
    session: Session, world: World, browser: FlaskClient, client_of: ClientOf
) -> None:
    ben, address = client_of(world.ben), f"/people/{world.ben.id}"
    assert ben.get("/runs/1").status_code == 200

    assert browser.post(f"{address}/stop").location == address

    assert ben.get("/runs/1").location.startswith("/login")
    session.expire_all()
    assert client_of(world.ben).get("/runs/1").location.startswith("/login")
    assert "지금은 로그인할 수 없습니다" in browser.get(address).text
    assert "멈춤" in browser.get("/people?q=ben").text

    assert browser.post(f"{address}/stop").location == address
    assert browser.post(f"{address}/reopen").location == address

    session.expire_all()
    assert ben.get("/runs/1").location.startswith("/login")
    assert client_of(world.ben).get("/runs/1").status_code == 200
    acts = session.scalars(
        select(AuditEntry.action).where(AuditEntry.actor_id == world.fay.id).order_by(AuditEntry.id)
    )
    assert acts.all() == ["user.disable", "user.enable"]


def test_nobody_stops_their_own_account_or_gives_up_administering(
    session: Session, world: World, browser: FlaskClient
) -> None:
    mine = f"/people/{world.fay.id}"

    stopped = browser.post(f"{mine}/stop")
    given_up = browser.post(f"{mine}/revoke", data={"grant": "admin:city:0"})

    assert (stopped.status_code, given_up.status_code) == (409, 409)
    assert "자기 계정은 멈출 수 없습니다" in stopped.text
    assert roles_of(session, world.fay) == {"admin:city:0"}
    assert session.get_one(User, world.fay.id).is_enabled
    assert f"{mine}/stop" not in browser.get(mine).text
    assert browser.get("/system").status_code == 200


def test_a_second_administrator_may_be_dismissed(
    session: Session, world: World, browser: FlaskClient
) -> None:
    grant_role(session, world.dan, Grant(Role.ADMIN, ScopeKind.CITY, None), at=NOW)
    session.commit()

    browser.post(f"/people/{world.dan.id}/revoke", data={"grant": "admin:city:0"})

    assert roles_of(session, world.dan) == {"mentor:project:1"}
