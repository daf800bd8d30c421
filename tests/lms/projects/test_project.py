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
        "ben": [404, 404],
        "cho": [404, 404],
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
