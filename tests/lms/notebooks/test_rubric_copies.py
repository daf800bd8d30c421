"""A rubric is taken over from another run or question: looked at first, then one's own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.access import Grant, Role, ScopeKind
from lms.accounts import services as accounts
from lms.audit import AuditEntry
from lms.enrollments import services as enrollments
from lms.notebooks.rubric_models import Rubric
from lms.notebooks.rubrics import MOST_ITEMS
from tests.lms.notebooks.papers import (
    ClientOf,
    Papers,
    another_trainee,
    essays,
    handed_in,
    papers,
)
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries

__all__ = ["another_trainee", "essays", "handed_in", "papers"]

SEAL = 'name="seal" value="'


@dataclass
class Runs:
    """Ann's run with a rubric of the essay, and the same course a cohort later."""

    ann: FlaskClient
    fay: FlaskClient
    earlier: int
    later: int
    session: Session

    def place(self, name: str = "essay", run: int | None = None) -> str:
        return f"/runs/{run or self.later}/assignments/square/rubric/{name}"

    def add(self, name: str, points: str, *, run: int | None = None, cell: str = "essay") -> None:
        data = {"name": name, "points": points}
        answer = self.fay.post(self.place(cell, run or self.earlier), data=data)
        assert answer.status_code == 303

    def rubric(self, run: int | None = None, cell: str = "essay") -> Rubric | None:
        self.session.expire_all()
        query = select(Rubric).where(Rubric.run_id == (run or self.later), Rubric.cell_name == cell)
        return self.session.scalar(query)

    def items(self, run: int | None = None, cell: str = "essay") -> list[tuple[str, float]]:
        found = self.rubric(run, cell)
        return [(one.name, float(one.points)) for one in (found.present if found else ())]

    def origin(self) -> int:
        found = self.rubric(self.earlier)
        assert found is not None
        return found.id

    def look(self, by: FlaskClient | None = None, *, cell: str = "essay") -> TestResponse:
        query = {"origin": str(self.origin())}
        return (by or self.fay).get(f"{self.place(cell)}/copy", query_string=query)

    def copy(self, by: FlaskClient | None = None, *, cell: str = "essay") -> TestResponse:
        page = self.look(by, cell=cell).text
        seal = page.partition(SEAL)[2].partition('"')[0]
        return self.send(seal, by, cell=cell)

    def send(
        self, seal: str, by: FlaskClient | None = None, *, cell: str = "essay"
    ) -> TestResponse:
        data = {"origin": str(self.origin()), "seal": seal}
        return (by or self.fay).post(f"{self.place(cell)}/copy", data=data)


@pytest.fixture
def runs(papers: Papers, session: Session, world: World, client_of: ClientOf) -> Runs:
    later = enrollments.open_run(session, world.course, world.other_cohort, at=NOW)
    session.commit()
    made = Runs(papers.ann, client_of(world.fay), world.run.id, later.id, session)
    made.add("까닭을 썼다", "1.5")
    made.add("단위가 없다", "-0.5")
    return made


def test_a_rubric_is_shown_before_it_comes(runs: Runs) -> None:
    listed = runs.fay.get(f"{runs.place()}/copy").text
    assert f"origin={runs.origin()}" in listed

    page = runs.look().text

    assert "까닭을 썼다" in page
    assert "이 기준 가져오기" in page
    assert runs.items() == []


def test_what_came_is_changed_without_touching_the_original(runs: Runs) -> None:
    assert runs.copy().status_code == 303
    assert runs.items() == [("까닭을 썼다", 1.5), ("단위가 없다", -0.5)]

    own = runs.rubric()
    assert own is not None
    data = {"name": "까닭을 자세히 썼다", "points": "2"}
    assert runs.fay.post(f"/rubric-items/{own.present[0].id}", data=data).status_code == 303

    assert runs.items()[0] == ("까닭을 자세히 썼다", 2.0)
    assert runs.items(runs.earlier) == [("까닭을 썼다", 1.5), ("단위가 없다", -0.5)]
    actions = list(runs.session.scalars(select(AuditEntry.action)))
    assert actions.count("rubric.copy") == 1


def test_the_same_criterion_comes_once_and_one_of_its_name_gets_a_number(runs: Runs) -> None:
    runs.add("까닭을 썼다", "1.5", run=runs.later)
    runs.add("단위가 없다", "-1", run=runs.later)
    page = runs.look().text
    assert "이미 있음" in page
    assert "단위가 없다 (2)" in page

    runs.copy()

    here = [("까닭을 썼다", 1.5), ("단위가 없다", -1.0), ("단위가 없다 (2)", -0.5)]
    assert runs.items() == here
    assert "모두 이미 있습니다" not in runs.look().text


def test_another_question_of_the_same_run_may_take_it_too(runs: Runs) -> None:
    answer = runs.ann.get(f"{runs.place('why', runs.earlier)}/copy").text
    assert f"origin={runs.origin()}" in answer

    assert runs.copy(cell="why").status_code == 303
    assert runs.items(cell="why") == [("까닭을 썼다", 1.5), ("단위가 없다", -0.5)]


def test_the_end_it_counts_from_comes_along_to_a_question_without_criteria(runs: Runs) -> None:
    runs.fay.post(f"{runs.place(run=runs.earlier)}/turn")
    runs.copy()
    own = runs.rubric()
    assert own is not None
    assert own.starts_full

    runs.add("첫 기준", "1", run=runs.later, cell="why")
    assert "여기의 방식이 그대로 남습니다" in runs.look(cell="why").text
    runs.copy(cell="why")
    other = runs.rubric(cell="why")
    assert other is not None
    assert not other.starts_full


def test_what_was_changed_after_the_preview_does_not_come(runs: Runs) -> None:
    seal = runs.look().text.partition(SEAL)[2].partition('"')[0]
    runs.add("나중에 더한 것", "1")

    answer = runs.send(seal)

    assert answer.status_code == 409
    assert "나중에 더한 것" in answer.text
    assert runs.items() == []


def test_more_than_a_question_may_have_does_not_come_at_all(runs: Runs) -> None:
    for number in range(MOST_ITEMS - 1):
        runs.add(f"기준 {number}", "1", run=runs.later)

    assert runs.copy().status_code == 422
    assert len(runs.items()) == MOST_ITEMS - 1


def test_only_who_teaches_both_places_takes_over(
    runs: Runs, client_of: ClientOf, world: World, session: Session, anonymous: FlaskClient
) -> None:
    assert runs.look(runs.ann).status_code == 404
    grant = Grant(Role.INSTRUCTOR, ScopeKind.COURSE_RUN, runs.later)
    accounts.grant_role(session, world.dan, grant, at=NOW)
    session.commit()
    dan = client_of(world.dan)
    assert f"origin={runs.origin()}" not in dan.get(f"{runs.place()}/copy").text
    assert runs.look(dan).status_code == 404
    assert runs.send("", dan).status_code == 404

    address = f"{runs.place(run=runs.earlier)}/copy"
    assert client_of(world.ben).get(address).status_code == 403
    assert client_of(world.cho).get(address).status_code == 404
    assert "/login" in anonymous.get(address).location
    assert client_of(world.ben).post(address).status_code == 403
    assert runs.fay.post(f"{runs.place()}/copy", data={"origin": "x"}).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_rubrics(app: Flask, runs: Runs) -> None:
    counts = []
    for number in range(2):
        runs.add(f"또 하나 {number}", "1", cell="why")
        runs.fay.get(f"{runs.place()}/copy")
        with counted_queries(app) as sent:
            assert runs.fay.get(f"{runs.place()}/copy").status_code == 200
        counts.append(len(sent))
        runs.add("셋째", "1", run=runs.later, cell="why")

    assert counts[0] == counts[1]
