"""Importing people from a page: administrators anywhere, operators in their own cohorts."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.access import Grant, Permission, Role, ScopeKind, may
from lms.accounts.models import User
from lms.accounts.queries import user_by_email
from lms.admin.queries import may_give
from lms.audit import AuditEntry
from lms.enrollments.queries import trainees_of
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
PAGE = "/people/import"


def send(browser: FlaskClient, text: str | bytes) -> TestResponse:
    data = text.encode() if isinstance(text, str) else text
    return browser.post(PAGE, data={"file": (BytesIO(data), "people.csv")})


def n_people(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(User)) or 0


def test_an_administrator_imports_every_role(
    session: Session, world: World, client_of: ClientOf
) -> None:
    browser = client_of(world.fay)
    text = "이메일,이름,역할,범위,기수\r\na@t.kr,가,관리자,,\r\nb@t.kr,나,,,2\r\nben@test.example,벤,,,\r\n"

    answer = send(browser, text.encode("cp949"))

    assert answer.location == "/people"
    page = browser.get("/people").text
    assert "2명을 더했습니다. 이미 있던 사람 1명은 그대로입니다." in page
    session.expire_all()
    boss = user_by_email(session, "a@t.kr")
    assert boss is not None
    assert may(boss.actor, Permission.ADMINISTER)
    assert [one.name for one in trainees_of(session, world.other_cohort)] == ["나", "조"]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "user.import")).one()
    assert (entry.actor_id, entry.details) == (world.fay.id, {"created": 2, "unchanged": 1})


def test_a_campus_operator_imports_trainees_and_instructors_of_their_cohorts(
    session: Session, world: World, client_of: ClientOf
) -> None:
    browser = client_of(world.eun)
    text = "email,name,role,cohort,scope\na@t.kr,가,,1,\nb@t.kr,나,강사,1,\nc@t.kr,다,,,\nd@t.kr,라,강사,,course_run:1\n"

    assert send(browser, text).status_code == 303

    session.expire_all()
    assert [one.name for one in trainees_of(session, world.cohort)] == ["가", "벤"]
    roles = {
        name: {grant.role for grant in person.role_grants}
        for name in "abcd"
        if (person := user_by_email(session, f"{name}@t.kr"))
    }
    assert roles == {
        "a": {Role.TRAINEE},
        "b": {Role.INSTRUCTOR},
        "c": set(),
        "d": {Role.INSTRUCTOR},
    }


@pytest.mark.parametrize(
    "row",
    [
        "관리자,,",
        "운영자,,",
        "운영자,,campus:1",
        "운영자,,campus:2",
        "교육생,2,",
        "강사,2,",
        "교육파트너,,organisation:1",
        "멘토,,project:1",
    ],
)
def test_a_campus_operator_gives_no_other_role_and_nobody_is_added(
    session: Session, world: World, client_of: ClientOf, row: str
) -> None:
    before = n_people(session)

    answer = send(
        client_of(world.eun), f"email,name,role,cohort,scope\na@t.kr,가,,1,\nb@t.kr,나,{row}\n"
    )

    assert answer.status_code == 422
    assert "3번째 줄: " in answer.text
    assert "2번째 줄" not in answer.text
    assert n_people(session) == before


def test_who_may_give_which_role(session: Session, world: World) -> None:
    def gifts(person: User) -> set[str]:
        grants = [
            Grant(role, kind, number)
            for role in (Role.TRAINEE, Role.INSTRUCTOR, Role.OPERATOR, Role.ADMIN)
            for kind, number in (
                (ScopeKind.COHORT, 1),
                (ScopeKind.COHORT, 2),
                (ScopeKind.COURSE_RUN, 1),
                (ScopeKind.CAMPUS, 1),
                (ScopeKind.CITY, None),
            )
        ]
        given = [one for one in grants if may_give(session, person.actor, one)]
        return {f"{one.role}:{one.scope_kind}:{one.scope_id}" for one in given}

    assert gifts(world.eun) >= {
        "trainee:cohort:1",
        "instructor:cohort:1",
        "instructor:course_run:1",
    }
    assert not any(
        gift.endswith("cohort:2") or gift.startswith(("operator", "admin"))
        for gift in gifts(world.eun)
    )
    assert gifts(world.ann) == gifts(world.ben) == gifts(world.dan) == set()
    assert len(gifts(world.fay)) == 20


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("이메일,이름\nbad,나\n", "2번째 줄: 이메일 주소가 아닙니다. bad"),
        ("이메일,이름\nx@t.kr,<b>\nx@t.kr,나\n", "3번째 줄: 같은 이메일이 앞에 또 있습니다."),
        ("", "이메일과 이름 열이 있어야 합니다."),
        ("이메일,이름\n", "파일에 사람이 없습니다."),
        ("이메일,이름\nx@t.kr,가\0나\n", "CSV 파일이 아닙니다."),
        ("이메일\nx@t.kr\n", "이메일과 이름 열이 있어야 합니다."),
        (b"\xff\x00\x81", "UTF-8도 CP949도 아닙니다"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "CSV"),
    ],
)
def test_a_file_with_faults_names_them_in_korean_and_adds_nobody(
    session: Session, world: World, client_of: ClientOf, data: str | bytes, sentence: str
) -> None:
    before = n_people(session)

    answer = send(client_of(world.fay), data)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "the file" not in answer.text
    assert n_people(session) == before


def test_no_file_at_all_is_said(world: World, client_of: ClientOf) -> None:
    answer = client_of(world.fay).post(PAGE)

    assert answer.status_code == 422
    assert "파일을 골라 주세요" in answer.text


def test_the_page_lists_the_numbers_of_the_cohorts_one_may_fill(
    world: World, client_of: ClientOf
) -> None:
    mine, all_of_them = (client_of(person).get(PAGE).text for person in (world.eun, world.fay))

    assert "<dt>1</dt><dd>AI 기초 과정 1기 (마포 캠퍼스)</dd>" in mine
    assert "종로" not in mine
    assert "내가 운영하는 기수의" in mine
    assert "<dt>2</dt><dd>AI 기초 과정 1기 (종로 캠퍼스)</dd>" in all_of_them


def test_outsiders_and_the_anonymous_import_nobody(
    session: Session, world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    before = n_people(session)
    for person in (world.ann, world.ben, world.cho, world.dan):
        assert send(client_of(person), "email,name\nx@t.kr,x\n").status_code == 403
    assert send(anonymous, "email,name\nx@t.kr,x\n").location.startswith("/login")

    assert n_people(session) == before
