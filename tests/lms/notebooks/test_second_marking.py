"""A sample of answers is marked twice, blind; where two differ a third decides."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.notebooks.models import CellMark, MarkCause
from lms.notebooks.second_marking import is_sampled
from lms.notebooks.second_models import SecondMark, SecondRule
from tests.lms.notebooks.papers import (
    ClientOf,
    Papers,
    another_trainee,
    essays,
    handed_in,
    papers,
    stored,
)
from tests.lms.people import World
from tests.lms.statements import counted_queries

__all__ = ["another_trainee", "essays", "handed_in", "papers"]


@dataclass
class Twice:
    """Ann marked first; Eun, who operates the campus, marks second; Fay moderates."""

    papers: Papers
    eun: FlaskClient
    fay: FlaskClient

    @property
    def page(self) -> str:
        return f"{self.papers.run}/second-marking"

    def rule(self, percent: int = 100, threshold: str = "0.5") -> TestResponse:
        data = {"question": "essay", "percent": str(percent), "threshold": threshold}
        return self.papers.ann.post(self.page, data=data)

    def second(
        self, points: str, *, by: FlaskClient | None = None, names: str = ""
    ) -> TestResponse:
        data = {"points": points, "comment": "둘째 의견", "seen": "0"}
        address = f"/submissions/{self.papers.ben}/second/essay{names}"
        return (by or self.eun).post(address, data=data)

    def moderate(self, points: str, by: FlaskClient | None = None) -> TestResponse:
        data = {"points": points, "answer": "둘 사이로 정합니다."}
        return (by or self.fay).post("/second-marks/1", data=data)


@pytest.fixture
def twice(papers: Papers, client_of: ClientOf, world: World) -> Twice:
    papers.give(papers.ben, "essay", "1", comment="첫째 의견")
    made = Twice(papers, client_of(world.eun), client_of(world.fay))
    assert made.rule().status_code == 303
    return made


def test_the_second_marker_does_not_see_the_first_mark(twice: Twice) -> None:
    overview = twice.eun.get(twice.page).text
    assert "/assignments/square/second/begin" in overview

    page = twice.eun.get(f"/submissions/{twice.papers.ben}/second/essay")

    assert page.status_code == 200
    main = page.text.split('id="main"')[1]
    assert "첫째 의견" not in main
    assert 'value="1"' not in main


def test_marks_that_agree_leave_the_first(twice: Twice, session: Session) -> None:
    assert twice.second("1.5").status_code == 303

    assert not session.scalars(select(SecondMark)).one().needs_moderation
    assert stored(session, twice.papers.ben).score == 4
    assert "비슷함" in twice.eun.get(twice.page).text


def test_marks_that_differ_more_are_decided_by_a_third(twice: Twice, session: Session) -> None:
    twice.second("2")
    assert "조정을 기다림" in twice.fay.get(twice.page).text
    page = twice.fay.get("/second-marks/1").text
    assert "첫째 의견" in page
    assert "둘째 의견" in page

    assert twice.moderate("1.5").status_code == 303

    assert stored(session, twice.papers.ben).score == Decimal("4.5")
    newest = session.scalars(select(CellMark).order_by(CellMark.id.desc())).first()
    assert newest is not None
    assert newest.cause is MarkCause.MODERATION
    assert twice.moderate("0").status_code == 409


def test_neither_marker_decides(twice: Twice, session: Session) -> None:
    twice.second("2")

    for marker in (twice.papers.ann, twice.eun):
        assert twice.moderate("0", by=marker).status_code == 403
    assert stored(session, twice.papers.ben).score == 4


def test_nobody_marks_twice_what_they_marked_first(twice: Twice, session: Session) -> None:
    assert twice.second("2", by=twice.papers.ann).status_code == 409
    page = twice.papers.ann.get(f"/submissions/{twice.papers.ben}/second/essay")
    assert page.location.endswith("/second-marking")
    assert session.scalars(select(SecondMark)).all() == []


def test_an_answer_is_marked_a_second_time_once(twice: Twice) -> None:
    twice.second("2")

    assert twice.second("1", by=twice.fay).status_code == 409


@pytest.mark.every_database
def test_what_is_not_in_the_sample_or_not_marked_yet_is_not_asked_for(twice: Twice) -> None:
    for submission, name in ((twice.papers.other, "essay"), (twice.papers.ben, "why")):
        data = {"points": "1", "comment": "", "seen": "0"}
        sent = twice.eun.post(f"/submissions/{submission}/second/{name}", data=data)
        assert sent.status_code == 409

    twice.rule(percent=0)
    assert twice.second("2").status_code == 409


def test_the_sample_is_by_chance_and_always_the_same() -> None:
    rule = SecondRule(id=3, percent=30)
    sampled = {number for number in range(1000) if is_sampled(rule, number)}

    assert 240 < len(sampled) < 360
    assert sampled == {number for number in range(1000) if is_sampled(rule, number)}
    assert sampled <= {n for n in range(1000) if is_sampled(SecondRule(id=3, percent=60), n)}
    assert all(is_sampled(SecondRule(id=1, percent=100), number) for number in range(50))
    assert not any(is_sampled(SecondRule(id=1, percent=0), number) for number in range(50))


def test_without_names_nobody_is_named(twice: Twice, world: World) -> None:
    addresses = [f"/submissions/{twice.papers.ben}/second/essay", twice.page]
    for address in addresses:
        main = twice.eun.get(f"{address}?names=hide").text.split('id="main"')[1]
        assert world.ben.name not in main
    assert "names=hide" in twice.second("2", names="?names=hide").location
    for address in ("/second-marks/1", twice.page):
        main = twice.fay.get(f"{address}?names=hide").text.split('id="main"')[1]
        assert world.ben.name not in main
        assert "1번 답안" in main


def test_second_marking_is_for_those_who_teach(
    twice: Twice, client_of: ClientOf, world: World, anonymous: FlaskClient
) -> None:
    twice.second("2")
    for address in (twice.page, f"/submissions/{twice.papers.ben}/second/essay"):
        assert client_of(world.ben).get(address).status_code == 403
        assert client_of(world.cho).get(address).status_code == 404
        assert "/login" in anonymous.get(address).location
    assert client_of(world.ben).get("/second-marks/1").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_answers(app: Flask, twice: Twice) -> None:
    counts = []
    for submission in (twice.papers.ben, twice.papers.other):
        twice.papers.give(submission, "essay", "1")
        data = {"points": "2", "comment": "", "seen": "0"}
        twice.eun.post(f"/submissions/{submission}/second/essay", data=data)
        twice.eun.get(twice.page)
        with counted_queries(app) as sent:
            assert twice.eun.get(twice.page).status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 22
