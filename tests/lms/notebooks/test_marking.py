"""People mark what no test can: points, comments, the way through what waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments.notebooks import CellResult, GradeReport, release_assignment
from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.enrollments import services as enrollments
from lms.grades.models import Grade
from lms.notebooks import personal_data
from lms.notebooks.models import CellMark, Submission
from lms.notebooks.publishing import PreparedAssignment, publish_assignments
from lms.notices.models import Notice
from lms.storage import blobs
from tests.assessments.notebooks.samples import SQUARE, SQUARE_TESTS, cell, edited, manual, notebook
from tests.lms.notebooks.conftest import Lab, archive, prepared
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]

ESSAY = manual("essay", 2, "가장 좋은 답: 넓이가 네 배가 됩니다.")
WHY = manual("why", 4, "까닭: 곱하기 때문입니다.")
SOURCE = notebook(
    cell("# 제곱", "markdown"),
    SQUARE,
    SQUARE_TESTS,
    cell("## 문제 2\n\n변을 두 배로 하면 넓이는?", "markdown"),
    ESSAY,
    cell("왜 그런가요?", "markdown"),
    WHY,
)


def only_the_tests(_key: bytes, submitted: bytes, _files: object) -> GradeReport:
    """A grader that finds the tests' cell right, and leaves the rest to people."""
    cells = (
        CellResult("square-tests", Decimal(3), Decimal(3), False),
        CellResult("essay", None, Decimal(2), True),
        CellResult("why", None, Decimal(4), True),
    )
    return GradeReport(Decimal(3), Decimal(9), True, cells, submitted, (), None)


@dataclass
class Papers:
    """Two trainees' submissions, Ben's first, and who marks them."""

    ben: int
    other: int
    ann: FlaskClient
    run: str

    def page(self, submission: int, name: str = "essay", **arguments: str) -> str:
        return self.ann.get(self.address(submission, name), query_string=arguments).text

    def address(self, submission: int, name: str = "essay") -> str:
        return f"/submissions/{submission}/marking/{name}"

    def give(
        self,
        submission: int,
        name: str,
        points: str,
        *,
        seen: int = 0,
        comment: str = "",
        query: str = "",
    ):  # type: ignore[no-untyped-def]
        data = {"points": points, "comment": comment, "seen": seen}
        return self.ann.post(self.address(submission, name) + query, data=data)


@pytest.fixture
def another_trainee(session: Session, world: World) -> User:
    """Gil, who studies with Ben."""
    gil = accounts.create_user(session, email="gil@test.example", name="길", password=None, at=NOW)
    enrollments.enroll(session, gil, world.cohort, at=NOW)
    session.commit()
    return gil


@pytest.fixture
def essays(app: Flask, session: Session, world: World) -> PreparedAssignment:
    """The assignment with two answers that no test can judge, published."""
    made = PreparedAssignment(prepared().source, SOURCE, "b" * 64, {}, release_assignment(SOURCE))
    with app.app_context():
        publish_assignments(session, blobs(), world.course, [made], at=NOW)
        session.commit()
    return made


@pytest.fixture
def handed_in(
    app: Flask,
    world: World,
    essays: PreparedAssignment,
    another_trainee: User,
    lab_of: Callable[[User], Lab],
) -> None:
    """Ben's and Gil's answers, as the grader left them."""
    assert essays.released is not None
    for person, words in ((world.ben, "네 배"), (another_trainee, "두 배 <script>x</script>")):
        book = edited(essays.released.notebook, essay=words)
        lab_of(person).submit(archive(notebook=book))
    app.extensions["grader"], real = only_the_tests, app.extensions["grader"]
    app.extensions["queue"].run_waiting()
    app.extensions["grader"] = real


@pytest.fixture
def papers(handed_in: None, session: Session, world: World, client_of: ClientOf) -> Papers:
    session.expire_all()
    found = {one.user_id == world.ben.id: one.id for one in session.scalars(select(Submission))}
    run = f"/runs/{world.run.id}/assignments/square"
    return Papers(found[True], found[False], client_of(world.ann), run)


def stored(session: Session, number: int) -> Submission:
    session.expire_all()
    return session.get_one(Submission, number)


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
