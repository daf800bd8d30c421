"""Setting up campuses, partners, programmes and cohorts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.access import Grant, Role, ScopeKind
from lms.accounts.models import User
from lms.accounts.services import grant_role
from lms.audit import AuditEntry
from lms.programs import services
from lms.programs.models import Campus, Cohort, Organisation, Program
from lms.programs.services import NameTaken
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
CITY_FORMS = {
    "/operate/campuses/new": {"name": "은평 캠퍼스", "district": "은평구"},
    "/operate/organisations/new": {"name": "한강소프트"},
    "/operate/programs/new": {"name": "데이터 분석 과정", "partner_id": "0"},
}
TAKEN = "같은 이름이 이미 있습니다"


def cohort_form(world: World, **changes: object) -> dict[str, object]:
    return {
        "program_id": world.cohort.program_id,
        "campus_id": world.campus.id,
        "number": 2,
        "starts_on": "2026-09-01",
        "ends_on": "2026-12-31",
        **changes,
    }


def n_rows(session: Session) -> list[int]:
    session.expire_all()
    tables = (Campus, Organisation, Program, Cohort)
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_an_administrator_sets_up_everything_from_campus_to_cohort(
    session: Session, world: World, client_of: ClientOf
) -> None:
    browser = client_of(world.fay)
    for address, form in CITY_FORMS.items():
        assert browser.get(address).status_code == 200
        answer = browser.post(address, data=form)
        assert (answer.status_code, answer.location) == (303, "/operate")
    session.expire_all()
    campus = session.scalars(select(Campus).where(Campus.name == "은평 캠퍼스")).one()
    program = session.scalars(select(Program).where(Program.name == "데이터 분석 과정")).one()
    assert program.partner is None

    answer = browser.post(
        "/operate/cohorts/new",
        data=cohort_form(world, program_id=program.id, campus_id=campus.id, number=7),
    )

    cohort = session.scalars(select(Cohort).where(Cohort.number == 7)).one()
    assert answer.location == f"/operate/cohorts/{cohort.id}"
    assert (cohort.program, cohort.campus) == (program, campus)
    assert (cohort.starts_on, cohort.ends_on) == (date(2026, 9, 1), date(2026, 12, 31))
    assert cohort.name == "데이터 분석 과정 7기 (은평 캠퍼스)"
    page = browser.get("/operate").text
    for word in ("은평 캠퍼스", "한강소프트", "데이터 분석 과정", "7기"):
        assert word in page
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == world.fay.id))
    assert sorted(acts) == [
        "campus.create",
        "cohort.create",
        "organisation.create",
        "program.create",
    ]


def test_a_programme_may_have_a_partner(
    session: Session, world: World, client_of: ClientOf
) -> None:
    browser = client_of(world.fay)
    browser.post("/operate/organisations/new", data={"name": "한강소프트"})
    partner = session.scalars(select(Organisation)).one()

    browser.post("/operate/programs/new", data={"name": "새 과정", "partner_id": partner.id})

    program = session.scalars(select(Program).where(Program.name == "새 과정")).one()
    assert program.partner == partner
    assert browser.get("/operate").text.count("한강소프트") == 2


@pytest.mark.parametrize("address", ["/operate", "/operate/cohorts/new", *CITY_FORMS])
def test_outsiders_and_the_anonymous_set_up_nothing(
    session: Session, world: World, client_of: ClientOf, anonymous: FlaskClient, address: str
) -> None:
    before = n_rows(session)
    form = CITY_FORMS.get(address, cohort_form(world))
    calls = ["get"] if address == "/operate" else ["get", "post"]
    for call in calls:
        for person in (world.ann, world.ben, world.cho, world.dan):
            assert getattr(client_of(person), call)(address, data=form).status_code == 403
        answer = getattr(anonymous, call)(address, data=form)
        assert (answer.status_code, answer.location[:6]) == (303, "/login")

    assert n_rows(session) == before


@pytest.mark.parametrize("address", CITY_FORMS)
def test_a_campus_operator_does_not_set_up_what_is_the_city_s(
    session: Session, world: World, client_of: ClientOf, address: str
) -> None:
    before = n_rows(session)

    assert client_of(world.eun).post(address, data=CITY_FORMS[address]).status_code == 403
    assert n_rows(session) == before
    assert address not in client_of(world.eun).get("/operate").text
    assert address in client_of(world.fay).get("/operate").text


def test_a_city_operator_sets_up_what_is_the_city_s(
    session: Session, world: World, client_of: ClientOf
) -> None:
    grant_role(session, world.cho, Grant(Role.OPERATOR, ScopeKind.CITY, None), at=NOW)
    session.commit()

    for address, form in CITY_FORMS.items():
        assert client_of(world.cho).post(address, data=form).status_code == 303


def test_a_campus_operator_sees_and_opens_cohorts_of_their_campus_alone(
    session: Session, world: World, client_of: ClientOf
) -> None:
    browser = client_of(world.eun)
    for page in (browser.get("/operate").text, browser.get("/operate/cohorts/new").text):
        assert "마포 캠퍼스" in page
        assert "종로 캠퍼스" not in page
    before = n_rows(session)

    refused = browser.post(
        "/operate/cohorts/new", data=cohort_form(world, campus_id=world.other_campus.id)
    )

    assert refused.status_code == 422
    assert n_rows(session) == before
    assert browser.post("/operate/cohorts/new", data=cohort_form(world)).status_code == 303


@pytest.mark.parametrize("address", CITY_FORMS)
def test_a_name_is_given_once_and_what_was_typed_stays(
    session: Session, world: World, client_of: ClientOf, address: str
) -> None:
    browser, form = client_of(world.fay), CITY_FORMS[address]
    browser.post(address, data=form)
    before = n_rows(session)

    answer = browser.post(address, data={**form, "name": f"  {form['name'].replace(' ', '  ')} "})

    assert answer.status_code == 422
    assert TAKEN in answer.text
    assert f'value="{form["name"]}"' in answer.text
    assert n_rows(session) == before


@pytest.mark.parametrize("address", CITY_FORMS)
@pytest.mark.parametrize("name", ["", "   ", "가" * 101])
def test_a_name_that_is_none_is_refused(
    session: Session, world: World, client_of: ClientOf, address: str, name: str
) -> None:
    before = n_rows(session)

    answer = client_of(world.fay).post(address, data={**CITY_FORMS[address], "name": name})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert n_rows(session) == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": 1}, "이 기수가 이미 있습니다"),
        ({"number": "첫째"}, "기수"),
        ({"number": "0"}, "기수"),
        ({"number": "99999999999999999999"}, "기수"),
        ({"number": ""}, "꼭 필요한 칸"),
        ({"starts_on": ""}, "꼭 필요한 칸"),
        ({"starts_on": "내일"}, "시작하는 날"),
        ({"ends_on": "2026-08-31"}, "끝나는 날이 시작하는 날보다"),
        ({"program_id": "99"}, "과정"),
        ({"program_id": "99999999999999999999"}, "과정"),
        ({"campus_id": "x"}, "캠퍼스"),
    ],
)
def test_a_cohort_that_cannot_be_is_refused_with_a_reason(
    session: Session,
    world: World,
    client_of: ClientOf,
    changes: dict[str, object],
    sentence: str,
) -> None:
    before = n_rows(session)

    answer = client_of(world.eun).post("/operate/cohorts/new", data=cohort_form(world, **changes))

    assert answer.status_code == 422
    assert sentence in answer.text.split('role="alert"', 1)[1].split("</div>", 1)[0]
    assert 'value="2026-12-31"' in answer.text or "ends_on" in changes
    assert n_rows(session) == before


def test_the_same_number_is_free_on_another_campus(
    session: Session, world: World, client_of: ClientOf
) -> None:
    third = Campus(name="서초 캠퍼스", district="서초구")
    session.add(third)
    session.commit()
    form = cohort_form(world, campus_id=third.id, number=1)

    assert client_of(world.fay).post("/operate/cohorts/new", data=form).status_code == 303


def test_before_there_is_a_programme_the_page_says_what_is_missing(
    session: Session, client_of: ClientOf
) -> None:
    root = User(email="root@test.example", name="뿌리", created_at=NOW)
    session.add(root)
    session.flush()
    grant_role(session, root, Grant(Role.ADMIN, ScopeKind.CITY, None), at=NOW)
    session.commit()
    browser = client_of(root)

    page = browser.get("/operate/cohorts/new").text

    assert "먼저 만들어야 할 것: 과정, 캠퍼스" in page
    assert "<form method" not in page.split("<main", 1)[1]
    assert "아직 기수가 없습니다" in browser.get("/operate").text


def test_a_name_taken_between_question_and_answer_is_a_conflict(
    session: Session, world: World
) -> None:
    with pytest.raises(NameTaken) as taken:
        services.add_campus(session, name="마포 캠퍼스", district="마포구", at=NOW, by_id=None)

    assert taken.value.status == 409
    assert TAKEN in taken.value.reason
    session.rollback()
    with pytest.raises(NameTaken):
        services.add_cohort(
            session,
            world.cohort.program,
            world.campus,
            number=1,
            starts_on=date(2027, 1, 1),
            ends_on=date(2027, 2, 1),
            at=NOW,
            by_id=None,
        )
    session.rollback()
