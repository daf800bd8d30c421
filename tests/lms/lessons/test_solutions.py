"""Solutions: whoever teaches the run reads them, nobody else knows of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.lab_tokens import issue_lab_token
from lms.accounts.models import User
from lms.publishing.searchable import make_searchable
from tests.courses.small_course import code_cell, lesson, markdown_cell, notebook
from tests.lms.catalog.publishing import publish
from tests.lms.lessons.conftest import FakeHub
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]

SOLVED = {
    "01-one/solution/01-start.md": lesson(
        "start-sol", "시작의 풀이", "비밀답안 [그림](../images/dot.png) [강의](../02-more.md)"
    ),
    "02-two/01-lab-sol.ipynb": notebook(
        markdown_cell("# 실습 풀이\n\n비밀답안"),
        code_cell("1 + 1"),
        key="lab-sol",
        title="실습 풀이",
    ),
    "02-two/data/answers_solution.csv": "secret\n",
}
PAGES = (
    "solutions/start-sol",
    "solutions/lab-sol",
    "solutions/lab-sol/notebook",
    "solutions/lab-sol/lab",
)


@pytest.fixture
def solved(app: Flask, session: Session, world: World, tmp_path: Path) -> World:
    done = publish(app, session, tmp_path / "course", dict(SOLVED))
    make_searchable(session, done.course)
    session.commit()
    return world


@pytest.mark.parametrize("person", ["ann", "eun", "fay"])
def test_who_teaches_or_operates_the_run_reads_its_solutions(
    solved: World, client_of: ClientOf, hub: FakeHub, person: str
) -> None:
    browser = client_of(getattr(solved, person))

    answers = [browser.get(f"/runs/1/{page}") for page in PAGES]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 303]
    assert "비밀답안" in answers[0].text
    assert json.loads(answers[2].data)["nbformat"] == 4
    assert "lesson=lab-sol" in answers[3].location


@pytest.mark.parametrize("person", ["ben", "cho", "dan"])
def test_for_everyone_else_there_is_no_solution(
    solved: World, client_of: ClientOf, hub: FakeHub, person: str
) -> None:
    browser = client_of(getattr(solved, person))

    assert [browser.get(f"/runs/1/{page}").status_code for page in PAGES] == [404] * 4
    for key in ("start-sol", "lab-sol"):
        assert browser.get(f"/runs/1/lessons/{key}").status_code == 404


def test_who_is_not_logged_in_is_sent_to_log_in(solved: World, anonymous: FlaskClient) -> None:
    assert [anonymous.get(f"/runs/1/{page}").status_code for page in PAGES] == [303] * 4


def test_the_lesson_and_the_outline_lead_those_who_teach_to_it(
    solved: World, client_of: ClientOf
) -> None:
    teaching, studying = client_of(solved.ann), client_of(solved.ben)

    for page in ("/runs/1/lessons/start", "/runs/1"):
        assert "/runs/1/solutions/start-sol" in teaching.get(page).text
        assert "sol" not in studying.get(page).text.replace("solid", "")
    assert "/runs/1/solutions/" not in teaching.get("/runs/1/lessons/more").text


def test_a_solutions_links_lead_to_lessons(solved: World, client_of: ClientOf) -> None:
    browser = client_of(solved.ann)

    assert 'href="more"' in browser.get("/runs/1/solutions/start-sol").text
    assert browser.get("/runs/1/solutions/more").location == "/runs/1/lessons/more"


@pytest.mark.parametrize(
    "page", ["/search?q=비밀답안", "/runs/1/offline/copy.json", "/catalog/tiny"]
)
def test_nothing_else_that_a_trainee_reads_names_a_solution(
    solved: World, client_of: ClientOf, page: str
) -> None:
    answer = client_of(solved.ben).get(page)

    assert answer.status_code == 200
    assert "start-sol" not in answer.text
    assert "풀이" not in answer.text


def test_a_lab_gets_a_solution_for_those_who_teach_only(
    solved: World, app: Flask, session: Session
) -> None:
    address = "/api/lab/v1/runs/tiny-c1/lessons/lab-sol/materials"
    given = [
        app.test_client().get(address, headers=_bearer(session, person))
        for person in (solved.ann, solved.ben, solved.cho)
    ]

    assert [answer.status_code for answer in given] == [200, 404, 404]
    assert given[0].json["path"] == "tiny/02-two/01-lab-sol.ipynb"
    stolen = f"/api/lab/v1/runs/tiny-c1/lessons/lab/materials/{given[0].json['files'][0]['sha256']}"
    assert app.test_client().get(stolen, headers=_bearer(session, solved.ben)).status_code == 404


def test_a_lesson_delivers_no_solution_among_its_data(
    solved: World, app: Flask, session: Session
) -> None:
    address = "/api/lab/v1/runs/tiny-c1/lessons/lab/materials"

    files = app.test_client().get(address, headers=_bearer(session, solved.ben)).json["files"]

    assert [file["path"] for file in files] == [
        "tiny/02-two/01-lab.ipynb",
        "tiny/02-two/data/numbers.csv",
    ]


def test_a_changed_solution_is_a_new_revision(
    solved: World, app: Flask, session: Session, tmp_path: Path
) -> None:
    changed = {"01-one/solution/01-start.md": lesson("start-sol", "시작의 풀이", "다른 답")}

    again = publish(app, session, tmp_path / "again", dict(SOLVED))
    other = publish(app, session, tmp_path / "other", {**SOLVED, **changed})

    assert not again.is_new
    assert other.is_new


def _bearer(session: Session, person: User) -> dict[str, str]:
    token = issue_lab_token(session, person, at=NOW).token
    session.commit()
    return {"Authorization": f"Bearer {token}"}
