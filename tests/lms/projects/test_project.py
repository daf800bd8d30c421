"""A company project, as its mentor sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.access import Grant, Permission, Role, ScopeKind, may
from lms.accounts.models import User
from lms.accounts.services import grant_role
from lms.enrollments.models import Enrollment
from lms.enrollments.services import withdraw
from lms.programs.models import Organisation
from lms.projects.models import Project
from lms.projects.queries import projects_mentored_by
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]


@pytest.fixture
def project(session: Session, world: World) -> Project:
    """A project of the first cohort, which Dan mentors, and one of the other cohort."""
    mine = Project(
        cohort=world.cohort,
        organisation=Organisation(name="한강"),
        title="강물 <예보>",
        brief="첫 줄\n둘째 줄",
    )
    session.add(mine)
    session.flush()
    session.add(Project(cohort=world.other_cohort, title="다른 일"))
    session.commit()
    assert mine.id == 1
    return mine


def test_a_mentor_finds_the_project_on_the_first_page_and_reads_it(
    project: Project, world: World, client_of: ClientOf
) -> None:
    browser = client_of(world.dan)
    home = browser.get("/").text
    assert 'href="/projects/1">강물 &lt;예보&gt;</a>' in home
    assert "다른 일" not in home

    page = browser.get("/projects/1")

    assert page.status_code == 200
    for words in ("강물 &lt;예보&gt;", "한강", "첫 줄\n둘째 줄", world.cohort.name, "<li>벤</li>"):
        assert words in page.text


def test_of_people_only_the_names_of_the_present_trainees_are_shown(
    session: Session, project: Project, world: World, client_of: ClientOf
) -> None:
    page = client_of(world.dan).get("/projects/1").text
    assert "@test.example" not in page
    assert "조" not in page.split("team", 1)[1]
    assert "앤" not in page

    withdraw(session, session.get_one(Enrollment, 1), at=NOW)
    session.commit()

    page = client_of(world.dan).get("/projects/1").text
    assert "<li>벤</li>" not in page
    assert "아직 교육생이 없습니다" in page


def test_operators_and_the_cohort_s_instructors_see_it_and_outsiders_do_not(
    session: Session, project: Project, world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    grant_role(session, world.ann, Grant(Role.INSTRUCTOR, ScopeKind.COHORT, 1), at=NOW)
    session.commit()

    seen = {
        name: [client_of(getattr(world, name)).get(f"/projects/{n}").status_code for n in (1, 2)]
        for name in ("ann", "ben", "cho", "dan", "eun", "fay")
    }

    assert seen == {
        "ann": [200, 404],
        "ben": [200, 404],
        "cho": [404, 200],
        "dan": [200, 404],
        "eun": [200, 404],
        "fay": [200, 200],
    }
    assert anonymous.get("/projects/1").location == "/login?next=/projects/1"
    assert client_of(world.fay).get("/projects/99").status_code == 404
    assert client_of(world.dan).post("/projects/1").status_code == 405


def test_a_mentor_s_list_is_what_the_rule_allows_a_mentor(
    session: Session, project: Project, world: World
) -> None:
    everything = session.query(Project).all()

    assert projects_mentored_by(session, world.dan.actor) == [
        one for one in everything if may(world.dan.actor, Permission.PROJECT_VIEW, one.scope)
    ]
    assert projects_mentored_by(session, world.ben.actor) == []


@pytest.mark.every_database
def test_a_deliverable_goes_from_the_mentor_to_the_trainee_and_back(
    project: Project, world: World, client_of: ClientOf
) -> None:
    mentor, trainee = client_of(world.dan), client_of(world.ben)
    planned = mentor.post(
        "/projects/1/deliverables", data={"title": "첫 모델", "due_at": "2026-03-09T18:00"}
    )
    assert planned.status_code == 303
    assert "지금 검토할 것이 없습니다" in mentor.get("/").text
    assert 'href="/deliverables/1">첫 모델</a>' in trainee.get("/").text

    words = {"words": "<b>여기</b> https://example.org/x"}
    assert trainee.post("/deliverables/1/deliveries", data=words).status_code == 303
    assert "검토 대기" in mentor.get("/").text
    assert "결과물이 들어왔습니다: 첫 모델" in mentor.get("/notices").text
    assert "결과물이 들어왔습니다" not in trainee.get("/notices").text
    page = mentor.get("/deliverables/1").text
    assert "&lt;b&gt;여기&lt;/b&gt;" in page
    assert mentor.post("/deliveries/1/review", data={"comment": "잘했어요"}).status_code == 303

    assert "지금 검토할 것이 없습니다" in mentor.get("/").text
    assert "멘토가 결과물을 검토했습니다: 첫 모델" in trainee.get("/notices").text
    assert "잘했어요" in trainee.get("/deliverables/1").text
    assert mentor.post("/deliveries/1/review", data={"comment": "다시"}).status_code == 409
    assert trainee.post("/deliverables/1/deliveries", data=words).status_code == 303
    assert "잘했어요" in mentor.get("/deliverables/1").text
    assert "검토 대기" in mentor.get("/").text


def test_only_mentors_review_only_trainees_hand_in_and_strangers_see_nothing(
    project: Project, world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    data = {"title": "하나", "due_at": "2026-03-09T18:00", "words": "둘", "comment": "셋"}
    assert client_of(world.dan).post("/projects/1/deliverables", data=data).status_code == 303
    assert client_of(world.ben).post("/deliverables/1/deliveries", data=data).status_code == 303

    posts = ("/projects/1/deliverables", "/deliverables/1/deliveries", "/deliveries/1/review")
    answers = {
        name: [client_of(getattr(world, name)).post(path, data=data).status_code for path in posts]
        for name in ("ben", "cho", "ann")
    }

    assert answers == {"ben": [403, 303, 403], "cho": [404, 404, 404], "ann": [404, 404, 404]}
    assert client_of(world.dan).post(posts[1], data=data).status_code == 403
    assert anonymous.post(posts[2], data=data).location == "/login"
    assert client_of(world.ben).get("/deliverables/99").status_code == 404
