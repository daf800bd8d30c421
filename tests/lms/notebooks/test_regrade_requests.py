"""Trainees ask that a question be looked at again; markers answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.notebooks import personal_data
from lms.notebooks.models import CellMark, MarkCause
from lms.notebooks.request_models import RegradeRequest
from lms.notices.models import Notice, NoticeKind
from lms.outbox import OutboxMessage
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

Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(papers: Papers, client_of: ClientOf, world: World) -> Ask:
    """Ben asks about the essay, which Ann gave one point for."""
    papers.give(papers.ben, "essay", "1", comment="까닭이 없습니다.")
    ben = client_of(world.ben)

    def send(name: str = "essay", reason: str = "둘째 줄에 <까닭>을 썼습니다.") -> TestResponse:
        return ben.post(f"/submissions/{papers.ben}/requests/{name}", data={"reason": reason})

    return send


def the_only(session: Session) -> RegradeRequest:
    session.expire_all()
    return session.scalars(select(RegradeRequest)).one()


def answer(papers: Papers, request: int, points: str, words: str = "맞습니다.") -> TestResponse:
    data = {"points": points, "answer": words}
    return papers.ann.post(f"/regrade-requests/{request}", data=data)


def test_a_request_stands_in_the_markers_list_with_its_reason(
    ask: Ask, papers: Papers, world: World
) -> None:
    assert ask().status_code == 303

    assert "다시 채점 요청 1개가" in papers.ann.get(f"{papers.run}/marking").text
    page = papers.ann.get(f"{papers.run}/requests").text
    assert "둘째 줄에 &lt;까닭&gt;을" in page
    assert world.ben.name in page


def test_an_answer_with_other_points_changes_the_score_and_is_told_once(
    ask: Ask, papers: Papers, session: Session, world: World, client_of: ClientOf
) -> None:
    papers.give(papers.ben, "why", "4")
    ask()
    news = len(session.scalars(select(Notice)).all())
    mails = len(session.scalars(select(OutboxMessage)).all())

    answer(papers, the_only(session).id, "2", "둘째 줄을 <못> 봤습니다.")

    assert stored(session, papers.ben).score == 9
    mark = session.scalars(select(CellMark).order_by(CellMark.id.desc())).first()
    assert mark is not None
    assert (mark.cause, mark.points, mark.comment) == (MarkCause.REQUEST, 2, "까닭이 없습니다.")
    told = session.scalars(select(Notice).order_by(Notice.id)).all()[news:]
    assert [one.kind for one in told] == [NoticeKind.REGRADED]
    assert len(session.scalars(select(OutboxMessage)).all()) == mails + 1
    page = client_of(world.ben).get(f"/submissions/{papers.ben}").text
    assert "둘째 줄을 &lt;못&gt; 봤습니다." in page
    assert "1점에서 2점으로" in page


def test_an_answer_with_the_same_points_adds_no_mark(
    ask: Ask, papers: Papers, session: Session, client_of: ClientOf, world: World
) -> None:
    ask()
    n_marks = len(session.scalars(select(CellMark)).all())

    answer(papers, the_only(session).id, "1", "그대로입니다.")

    assert len(session.scalars(select(CellMark)).all()) == n_marks
    assert the_only(session).points_after == 1
    assert "점수는 그대로" in client_of(world.ben).get(f"/submissions/{papers.ben}").text


def test_one_request_of_a_question_is_open_at_a_time(
    ask: Ask, papers: Papers, session: Session
) -> None:
    ask()
    assert ask().status_code == 409
    answer(papers, the_only(session).id, "1")

    assert ask().status_code == 303


def test_the_courses_rule_holds_for_time_and_number(
    ask: Ask, papers: Papers, session: Session, app: Flask
) -> None:
    rule = f"{papers.run}/requests/rule"
    papers.ann.post(rule, data={"days": "7", "most": "1"})
    assert ask().status_code == 303
    assert ask("square-tests").status_code == 409

    papers.ann.post(rule, data={"days": "0", "most": "5"})
    assert ask("square-tests").status_code == 409

    papers.ann.post(rule, data={"days": "3", "most": "5"})
    mark = session.scalars(select(CellMark)).one()
    submission = stored(session, papers.ben)
    for thing, name in ((mark, "marked_at"), (submission, "graded_at")):
        setattr(thing, name, getattr(thing, name) - timedelta(days=3, seconds=1))
    session.commit()
    assert ask("square-tests").status_code == 409


def test_what_nobody_marked_yet_cannot_be_asked_about(ask: Ask, papers: Papers) -> None:
    assert ask("why").status_code == 409


def test_two_markers_do_not_both_answer(ask: Ask, papers: Papers, session: Session) -> None:
    ask()
    request = the_only(session).id
    answer(papers, request, "2", "첫째")

    assert answer(papers, request, "0", "둘째").status_code == 409
    assert the_only(session).answer == "첫째"
    assert stored(session, papers.ben).score == 5


@pytest.mark.parametrize(("points", "words"), [("3", "x"), ("-1", "x"), ("nan", "x"), ("1", " ")])
def test_answers_that_make_no_sense_are_refused(
    ask: Ask, papers: Papers, session: Session, points: str, words: str
) -> None:
    ask()

    assert answer(papers, the_only(session).id, points, words).status_code == 422
    assert the_only(session).is_open


def test_points_from_criteria_keep_them_and_the_difference(
    papers: Papers, session: Session, client_of: ClientOf, world: World
) -> None:
    papers.ann.post(f"{papers.run}/rubric/essay", data={"name": "네 배", "points": "1"})
    papers.give(papers.ben, "essay", "", criteria=(1,))
    ben = client_of(world.ben)
    ben.post(f"/submissions/{papers.ben}/requests/essay", data={"reason": "까닭"})

    answer(papers, the_only(session).id, "1.5")

    mark = session.scalars(select(CellMark).order_by(CellMark.id.desc())).first()
    assert mark is not None
    assert ([one["id"] for one in mark.rubric], mark.adjustment) == ([1], Decimal("0.5"))


def test_without_names_requests_name_nobody(ask: Ask, papers: Papers, world: World) -> None:
    ask()

    for address in (f"{papers.run}/requests", "/regrade-requests/1"):
        main = papers.ann.get(f"{address}?names=hide").text.split('id="main"')[1]
        assert world.ben.name not in main
        assert "1번 답안" in main
    sent = papers.ann.post("/regrade-requests/1?names=hide", data={"points": "1", "answer": "예"})
    assert "names=hide" in sent.location


def test_only_the_author_asks_and_only_those_who_teach_answer(
    ask: Ask, papers: Papers, client_of: ClientOf, world: World, anonymous: FlaskClient
) -> None:
    ask()
    asking, answering = f"/submissions/{papers.ben}/requests/essay", "/regrade-requests/1"

    assert papers.ann.get(asking).status_code == 403
    assert client_of(world.ben).get(f"/submissions/{papers.other}/requests/essay").status_code == 404  # fmt: skip
    assert client_of(world.ben).get(answering).status_code == 403
    assert client_of(world.ben).get(f"{papers.run}/requests").status_code == 403
    for address in (asking, answering, f"{papers.run}/requests"):
        assert client_of(world.cho).get(address).status_code == 404
        assert "/login" in anonymous.get(address).location


def test_a_person_who_is_forgotten_leaves_no_reason_behind(
    app: Flask, ask: Ask, session: Session, world: World
) -> None:
    ask()
    with app.app_context():
        parts = {part.name: part.rows for part in personal_data.parts(session, world.ben.id)}
        personal_data.erase(session, world.ben.id, the_only(session).asked_at)

    assert len(parts["regrade_requests"]) == 1
    assert session.scalars(select(RegradeRequest.reason)).one() == ""


def test_the_number_of_queries_does_not_grow_with_the_requests(
    app: Flask, ask: Ask, papers: Papers
) -> None:
    counts = []
    addresses = (f"{papers.run}/requests", f"/submissions/{papers.ben}")
    for name in ("essay", "square-tests"):
        ask(name)
        for address in addresses:
            papers.ann.get(address)
        counts.append([])
        for address in addresses:
            with counted_queries(app) as sent:
                assert papers.ann.get(address).status_code == 200
            counts[-1].append(len(sent))

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 16
