"""People mark what no test can: points, comments, the way through what waits."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.grades.models import Grade
from lms.notebooks import personal_data
from lms.notebooks.models import CellMark, Submission
from lms.notices.models import Notice
from tests.lms.notebooks.conftest import Lab
from tests.lms.notebooks.papers import (
    ClientOf,
    Papers,
    another_trainee,
    essays,
    handed_in,
    papers,
    stored,
)
from tests.lms.people import NOW, World

__all__ = ["another_trainee", "essays", "handed_in", "papers"]


def test_a_marker_sees_question_answer_and_what_was_expected(papers: Papers) -> None:
    page = papers.page(papers.ben)

    assert "변을 두 배로 하면 넓이는?" in page
    assert "네 배" in page
    assert "가장 좋은 답" in page
    assert "왜 그런가요" not in page
    assert "<script>x" not in papers.page(papers.other)


def test_points_make_the_score_the_grade_and_when_all_is_marked_the_news(
    papers: Papers, session: Session, world: World
) -> None:
    news = len(session.scalars(select(Notice)).all())
    papers.give(papers.ben, "essay", "1.5", comment="까닭이 빠졌습니다.")
    half = stored(session, papers.ben)
    assert (half.score, half.needs_manual_grade) == (Decimal("4.5"), True)
    assert len(session.scalars(select(Notice)).all()) == news

    papers.give(papers.ben, "why", "4")

    whole = stored(session, papers.ben)
    assert (whole.score, whole.needs_manual_grade) == (Decimal("8.5"), False)
    grade = session.scalars(select(Grade).where(Grade.user_id == world.ben.id)).one()
    assert (grade.earned, grade.possible) == (Decimal("8.5"), Decimal(9))
    assert len(session.scalars(select(Notice)).all()) == news + 1
    actions = list(session.scalars(select(AuditEntry.action)))
    assert actions.count("submission.mark") == 2


def test_the_trainee_reads_points_and_comment(
    papers: Papers, client_of: ClientOf, world: World
) -> None:
    papers.give(papers.ben, "essay", "1.5", comment="까닭이 <b>빠졌습니다.")

    page = client_of(world.ben).get(f"/submissions/{papers.ben}").text

    assert "까닭이 &lt;b&gt;빠졌습니다." in page
    assert "/marking/" not in page


def test_by_question_the_next_is_the_same_question_of_the_next_paper(papers: Papers) -> None:
    answer = papers.give(papers.ben, "essay", "2")
    assert answer.location.endswith(papers.address(papers.other, "essay"))

    answer = papers.give(papers.other, "essay", "0")
    assert answer.location.endswith("/marking")


def test_by_person_the_next_is_the_next_question_of_the_paper(papers: Papers) -> None:
    answer = papers.give(papers.ben, "essay", "2", query="?by=person&names=hide")
    assert papers.address(papers.ben, "why") in answer.location
    assert "names=hide" in answer.location

    answer = papers.give(papers.ben, "why", "2", query="?by=person")
    assert papers.address(papers.other, "essay") in answer.location


def test_without_names_nobody_is_named(papers: Papers, world: World) -> None:
    overview = papers.ann.get(f"{papers.run}/marking?names=hide").text
    page = papers.page(papers.ben, names="hide")

    for shown in (overview, page):
        main = shown.split('id="main"')[1]
        assert world.ben.name not in main
        assert "1번 답안" in main


@pytest.mark.parametrize("points", ["", "-1", "2.5", "nan", "Infinity", "many", "1e99"])
def test_points_that_make_no_sense_are_refused_beside_the_field(
    papers: Papers, session: Session, points: str
) -> None:
    answer = papers.give(papers.ben, "essay", points, comment="bleibt")

    assert answer.status_code == 422
    assert "bleibt" in answer.text
    assert session.scalars(select(CellMark)).all() == []
    assert stored(session, papers.ben).score == 3


def test_two_markers_at_once_do_not_overwrite_each_other(papers: Papers, session: Session) -> None:
    papers.give(papers.ben, "essay", "2", comment="first")
    answer = papers.give(papers.ben, "essay", "0", comment="second")

    assert answer.status_code == 409
    assert "first" in answer.text
    assert "second" in answer.text
    assert stored(session, papers.ben).score == 5

    newest = session.scalars(select(CellMark)).one()
    assert papers.give(papers.ben, "essay", "0", seen=newest.id).status_code == 303
    assert stored(session, papers.ben).score == 3
    assert "first" in papers.page(papers.ben)


def test_points_of_tests_can_be_changed_and_stay_when_graded_again(
    papers: Papers, session: Session
) -> None:
    papers.give(papers.ben, "square-tests", "1", comment="베낀 답입니다.")

    assert stored(session, papers.ben).score == 1


def test_comments_that_were_used_are_offered(papers: Papers) -> None:
    papers.give(papers.ben, "essay", "1", comment="까닭을 더 쓰세요.")

    assert "까닭을 더 쓰세요." in papers.page(papers.other)
    assert "까닭을 더 쓰세요." not in papers.page(papers.other, "why")


def test_the_overview_counts_what_waits(papers: Papers) -> None:
    page = papers.ann.get(f"{papers.run}/marking").text
    assert "답 4개가 기다립니다" in page

    for name in ("essay", "why"):
        for number in (papers.ben, papers.other):
            papers.give(number, name, "1")

    assert "기다리는 답이 없습니다" in papers.ann.get(f"{papers.run}/marking").text


def test_marking_is_for_those_who_teach(
    papers: Papers, client_of: ClientOf, world: World, anonymous: FlaskClient
) -> None:
    for address in (f"{papers.run}/marking", papers.address(papers.ben)):
        assert client_of(world.ben).get(address).status_code == 403
        assert client_of(world.cho).get(address).status_code == 404
        assert "/login" in anonymous.get(address).location
    assert client_of(world.ben).post(papers.address(papers.ben), data={"points": "2", "seen": "0"}).status_code == 403  # fmt: skip
    assert papers.ann.get(papers.address(papers.ben, "no-such-cell")).status_code == 404


def test_a_submission_that_waits_for_the_grader_cannot_be_marked(
    session: Session, papers: Papers, lab_of: Callable[[User], Lab], world: World
) -> None:
    lab_of(world.ben).submit(key="again")
    waiting = session.scalars(select(Submission.id).order_by(Submission.id.desc())).first()

    assert papers.ann.get(papers.address(waiting or 0)).status_code == 409


def test_a_person_who_is_forgotten_leaves_no_answer_behind(
    app: Flask, papers: Papers, session: Session, world: World
) -> None:
    digest = stored(session, papers.ben).executed_blob
    with app.app_context():
        gone = set(personal_data.erase(session, world.ben.id, NOW))

    assert digest in gone
