"""Two trainees' answers that wait for a person, and who marks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from assessments.notebooks import CellResult, GradeReport, release_assignment
from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.enrollments import services as enrollments
from lms.notebooks.models import Submission
from lms.notebooks.publishing import PreparedAssignment, publish_assignments
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
        criteria: tuple[int, ...] = (),
        query: str = "",
    ) -> TestResponse:
        data: dict[str, Any] = {"points": points, "comment": comment, "seen": seen}
        data["criteria"] = [str(one) for one in criteria]
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
