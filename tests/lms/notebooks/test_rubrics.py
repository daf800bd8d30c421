"""Criteria of a question: picked while marking, changed afterwards, points following."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.audit import AuditEntry
from lms.grades.models import Grade
from lms.notebooks.models import CellMark, MarkCause
from lms.notebooks.rubric_models import RubricChange, RubricItem
from lms.notices.models import Notice
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


def rubric(papers: Papers, name: str = "essay") -> str:
    return f"{papers.run}/rubric/{name}"


def add(papers: Papers, session: Session, name: str, points: str) -> int:
    """Make a criterion of the essay's; its id."""
    answer = papers.ann.post(rubric(papers), data={"name": name, "points": points})
    assert answer.status_code == 303
    session.expire_all()
    return session.scalars(select(RubricItem.id).order_by(RubricItem.id.desc())).first() or 0


def change(papers: Papers, item: int, name: str, points: str) -> TestResponse:
    return papers.ann.post(f"/rubric-items/{item}", data={"name": name, "points": points})


def newest(session: Session, submission: int) -> CellMark:
    session.expire_all()
    query = select(CellMark).where(CellMark.submission_id == submission)
    return session.scalars(query.order_by(CellMark.id.desc())).first() or CellMark()


def test_picked_criteria_make_the_points(papers: Papers, session: Session) -> None:
    names, reasons = add(papers, session, "네 배라고 씀", "1"), add(papers, session, "까닭", "0.5")

    papers.give(papers.ben, "essay", "", criteria=(names, reasons))

    assert stored(session, papers.ben).score == Decimal("4.5")
    kept = newest(session, papers.ben)
    assert [(one["id"], one["name"]) for one in kept.rubric] == [(names, "네 배라고 씀"), (reasons, "까닭")]  # fmt: skip
    page = papers.page(papers.other)
    assert "까닭 (+0.5)" in page


def test_points_follow_a_changed_criterion_for_everybody_who_has_it(
    papers: Papers, session: Session, world: World
) -> None:
    item = add(papers, session, "네 배라고 씀", "1")
    papers.give(papers.ben, "essay", "", criteria=(item,), comment="좋습니다.")
    papers.give(papers.other, "essay", "0")

    change(papers, item, "넷을 씀", "1.5")

    assert stored(session, papers.ben).score == Decimal("4.5")
    assert stored(session, papers.other).score == 3
    now = newest(session, papers.ben)
    assert (now.cause, now.comment, now.marked_by_id) == (MarkCause.RUBRIC, "좋습니다.", world.ann.id)  # fmt: skip
    grade = session.scalars(select(Grade).where(Grade.user_id == world.ben.id)).one()
    assert grade.earned == Decimal("4.5")
    first, second = session.scalars(select(RubricChange).order_by(RubricChange.id))
    assert (first.points, second.points, second.changed_by_id) == (1, Decimal("1.5"), world.ann.id)
    assert "rubric.change" in session.scalars(select(AuditEntry.action)).all()
    assert "기준이 바뀜" in papers.page(papers.ben)


def test_what_was_given_beyond_the_criteria_stays(papers: Papers, session: Session) -> None:
    item = add(papers, session, "네 배라고 씀", "0.5")
    papers.give(papers.ben, "essay", "1", criteria=(item,))

    change(papers, item, "네 배라고 씀", "1")

    assert newest(session, papers.ben).points == Decimal("1.5")


@pytest.mark.parametrize(("worth", "points"), [("5", 2), ("-5", 0)])
def test_points_stay_within_the_question(
    papers: Papers, session: Session, worth: str, points: int
) -> None:
    item = add(papers, session, "하나", "1")
    papers.give(papers.ben, "essay", "", criteria=(item,))

    change(papers, item, "하나", worth)

    assert newest(session, papers.ben).points == points


def test_a_removed_criterion_is_taken_from_everybody(papers: Papers, session: Session) -> None:
    item = add(papers, session, "하나", "1")
    papers.give(papers.ben, "essay", "", criteria=(item,))

    papers.ann.post(f"/rubric-items/{item}/remove")

    assert (newest(session, papers.ben).points, newest(session, papers.ben).rubric) == (0, [])
    assert papers.ann.get(f"/rubric-items/{item}").status_code == 404
    assert "없앰" in papers.ann.get(rubric(papers)).text


def test_points_can_be_taken_off_the_full(papers: Papers, session: Session) -> None:
    item = add(papers, session, "단위가 없음", "-0.5")
    papers.ann.post(f"{rubric(papers)}/turn")

    papers.give(papers.ben, "essay", "", criteria=(item,))
    assert newest(session, papers.ben).points == Decimal("1.5")

    papers.ann.post(f"{rubric(papers)}/turn")
    assert newest(session, papers.ben).points == 0


def test_nothing_decided_is_no_mark(papers: Papers, session: Session) -> None:
    add(papers, session, "하나", "1")

    answer = papers.give(papers.ben, "essay", "")

    assert answer.status_code == 422
    assert session.scalars(select(CellMark)).all() == []


def test_a_criterion_of_another_question_is_not_picked(papers: Papers, session: Session) -> None:
    item = add(papers, session, "하나", "1")

    assert papers.give(papers.ben, "why", "1", criteria=(item,)).status_code == 422
    assert session.scalars(select(CellMark)).all() == []


def test_the_trainee_reads_the_criteria_and_hears_of_changed_points_once_all_is_marked(
    papers: Papers, session: Session, world: World, client_of: ClientOf
) -> None:
    item = add(papers, session, "네 배라고 <씀>", "1")
    papers.give(papers.ben, "essay", "", criteria=(item,))
    papers.give(papers.ben, "why", "4")
    news = len(session.scalars(select(Notice)).all())

    change(papers, item, "네 배라고 <씀>", "2")
    change(papers, item, "네 배라고 <적음>", "2")

    assert len(session.scalars(select(Notice)).all()) == news + 1
    assert "네 배라고 &lt;적음&gt;" in client_of(world.ben).get(f"/submissions/{papers.ben}").text


@pytest.mark.parametrize(
    "typed",
    [("", "1"), ("하나", ""), ("하나", "0"), ("하나", "nan"), ("하나", "1e9"), ("가" * 301, "1")],
)
def test_criteria_that_make_no_sense_are_refused(
    papers: Papers, session: Session, typed: tuple[str, str]
) -> None:
    answer = papers.ann.post(rubric(papers), data=dict(zip(("name", "points"), typed, strict=True)))

    assert answer.status_code == 422
    assert session.scalars(select(RubricItem)).all() == []


def test_rubrics_are_for_those_who_teach(
    papers: Papers, session: Session, client_of: ClientOf, world: World, anonymous: FlaskClient
) -> None:
    item = f"/rubric-items/{add(papers, session, '하나', '1')}"

    assert client_of(world.ben).get(rubric(papers)).status_code == 403
    assert client_of(world.ben).get(item).status_code == 404
    for address in (rubric(papers), item):
        assert client_of(world.cho).get(address).status_code == 404
        assert "/login" in anonymous.get(address).location
    assert papers.ann.get(rubric(papers, "no-such-cell")).status_code == 404


def test_the_way_back_to_a_nameless_answer_stays_nameless(
    papers: Papers, session: Session, world: World
) -> None:
    item = add(papers, session, "하나", "1")
    query = f"?submission={papers.ben}&names=hide"

    for address in (rubric(papers), f"/rubric-items/{item}", f"/submissions/{papers.ben}"):
        main = papers.ann.get(address + query).text.split('id="main"')[1]
        assert "names=hide" in main
        assert world.ben.name not in main


def test_the_number_of_queries_does_not_grow_with_the_criteria(
    app: Flask, papers: Papers, session: Session
) -> None:
    counts = []
    for n_items in (1, 8):
        for number in range(n_items):
            item = add(papers, session, f"{number}", "0.1")
        papers.give(papers.ben, "essay", "", criteria=(item,), seen=newest(session, papers.ben).id or 0)  # fmt: skip
        counts.append([])
        for address in (rubric(papers), papers.address(papers.ben)):
            with counted_queries(app) as sent:
                assert papers.ann.get(address).status_code == 200
            counts[-1].append(len(sent))

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 21
