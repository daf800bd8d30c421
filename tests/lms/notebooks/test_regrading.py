"""Everything graded again as a trial: seen first, then applied or discarded; no score lost silently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from assessments.notebooks import CellResult, GradeReport, SandboxUnavailable, release_assignment
from lms.grades.models import Grade
from lms.notebooks import personal_data, regrading
from lms.notebooks.models import AssignmentVersion
from lms.notebooks.publishing import PreparedAssignment, publish_assignments
from lms.notebooks.score_models import Regrade, RegradeState, ScoreCause, ScoreRecord, Trial
from lms.notices.models import Notice
from lms.storage import blobs
from tests.lms.notebooks.conftest import prepared
from tests.lms.notebooks.papers import (
    SOURCE,
    ClientOf,
    Papers,
    another_trainee,
    essays,
    handed_in,
    papers,
    stored,
)
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries

__all__ = ["another_trainee", "essays", "handed_in", "papers"]


TryWith = Callable[..., None]


@dataclass
class NewTests:
    """A grader with mended tests: some answers earn other points now."""

    points: Mapping[str, int]
    fails: list[BaseException] = field(default_factory=list)

    def __call__(self, _key: bytes, submitted: bytes, _files: object) -> GradeReport:
        if self.fails:
            raise self.fails.pop()
        words = next(word for word in self.points if word in submitted.decode("unicode-escape", "replace") or word in submitted.decode())  # fmt: skip
        earned = Decimal(self.points[words])
        cells = (
            CellResult("square-tests", earned, Decimal(3), False),
            CellResult("essay", None, Decimal(2), True),
            CellResult("why", None, Decimal(4), True),
        )
        return GradeReport(earned, Decimal(9), True, cells, submitted, (), None)


@pytest.fixture
def mended(app: Flask, session: Session, world: World, papers: Papers) -> AssignmentVersion:
    """A second version of the assignment, published."""
    made = PreparedAssignment(prepared().source, SOURCE, "c" * 64, {}, release_assignment(SOURCE))
    with app.app_context():
        (assignment,) = publish_assignments(session, blobs(), world.course, [made], at=NOW)
        session.commit()
        assert assignment.current_version is not None
        return assignment.current_version


@pytest.fixture
def try_with(
    app: Flask, papers: Papers, mended: AssignmentVersion, run_jobs: Callable[[], int]
) -> TryWith:
    """Have everything graded again by tests that give Ben and Gil these points."""

    def run(*, ben: int, other: int, fails: BaseException | None = None) -> None:
        app.extensions["grader"] = NewTests(
            {"네 배": ben, "두 배": other}, [fails] if fails else []
        )
        assert papers.ann.post(f"{papers.run}/regrading").status_code == 303
        run_jobs()

    return run


def apply(papers: Papers, rule: str, n_lower: int = 0, regrade: int = 1) -> TestResponse:
    data = {"rule": rule, "n_lower": str(n_lower)}
    return papers.ann.post(f"/regrades/{regrade}/apply", data=data)


def test_a_trial_says_who_changes_and_changes_nothing(
    papers: Papers,
    try_with: TryWith,
    session: Session,
) -> None:
    try_with(ben=1, other=3)

    page = papers.ann.get(f"{papers.run}/regrading").text

    assert "내림 1" in page
    assert "1 / 9" in page
    assert "점수 1개가 내려갑니다" in page
    assert stored(session, papers.ben).score == 3
    assert session.scalars(select(Regrade)).one().state is RegradeState.READY


def test_the_better_scores_count_and_nobody_loses(
    papers: Papers,
    try_with: TryWith,
    session: Session,
    world: World,
) -> None:
    try_with(ben=1, other=2)
    apply(papers, "all", n_lower=2)
    try_with(ben=3, other=0)

    apply(papers, "better", regrade=2)

    assert stored(session, papers.ben).score == 3
    assert stored(session, papers.other).score == 2
    grade = session.scalars(select(Grade).where(Grade.user_id == world.ben.id)).one()
    assert grade.earned == 3


def test_all_scores_count_only_when_the_falling_ones_were_seen(
    papers: Papers,
    try_with: TryWith,
    session: Session,
) -> None:
    try_with(ben=1, other=3)

    assert apply(papers, "all", n_lower=0).status_code == 409
    assert stored(session, papers.ben).score == 3

    assert apply(papers, "all", n_lower=1).status_code == 303
    ben = stored(session, papers.ben)
    assert (ben.score, ben.graded_by.content_hash) == (1, "c" * 64)
    assert apply(papers, "all", n_lower=1).status_code == 409


def test_what_people_gave_stays_and_who_has_other_points_is_told(
    papers: Papers,
    try_with: TryWith,
    session: Session,
) -> None:
    for name, points in (("essay", "2"), ("why", "4")):
        papers.give(papers.ben, name, points)
    news = len(session.scalars(select(Notice)).all())
    try_with(ben=1, other=3)

    apply(papers, "all", n_lower=1)

    ben = stored(session, papers.ben)
    assert (ben.score, ben.needs_manual_grade) == (7, False)
    assert len(session.scalars(select(Notice)).all()) == news + 1


def test_discarded_is_discarded(
    papers: Papers,
    try_with: TryWith,
    session: Session,
) -> None:
    try_with(ben=0, other=0)
    assert papers.ann.post(f"{papers.run}/regrading").status_code == 409

    papers.ann.post("/regrades/1/discard")

    assert stored(session, papers.ben).score == 3
    assert apply(papers, "all", n_lower=2).status_code == 409
    assert papers.ann.post(f"{papers.run}/regrading").status_code == 303


def test_the_history_says_who_when_from_what(
    papers: Papers,
    try_with: TryWith,
    session: Session,
    world: World,
) -> None:
    papers.give(papers.ben, "essay", "1")
    try_with(ben=1, other=3)
    apply(papers, "all", n_lower=1)

    query = select(ScoreRecord).where(ScoreRecord.submission_id == papers.ben)
    graded, marked, regraded = session.scalars(query.order_by(ScoreRecord.id))
    assert [one.cause for one in (graded, marked, regraded)] == [
        ScoreCause.GRADED,
        ScoreCause.PERSON,
        ScoreCause.REGRADED,
    ]
    assert [one.score for one in (graded, marked, regraded)] == [3, 4, 2]
    assert [one.by_id for one in (graded, marked, regraded)] == [None, world.ann.id, world.ann.id]
    assert regraded.version_id != graded.version_id
    assert graded.sha256 == stored(session, papers.ben).sha256
    assert graded.environment
    page = papers.ann.get(f"/submissions/{papers.ben}/history").text
    assert "c" * 16 in page
    assert "Python" in page


def test_a_worker_without_a_sandbox_leaves_the_trial_to_another(
    try_with: TryWith,
    run_jobs: Callable[[], int],
    app: Flask,
    session: Session,
) -> None:
    try_with(ben=1, other=3, fails=SandboxUnavailable("none"))
    regrade = session.scalars(select(Regrade)).one()
    assert regrade.state is RegradeState.RUNNING
    with app.app_context():
        assert regrading.to_be_tried(session, at=NOW) == [regrade.id]
    app.extensions["queue"].wake("notebooks.find_lost")

    run_jobs()

    session.expire_all()
    assert session.scalars(select(Regrade)).one().state is RegradeState.READY


def test_without_names_the_trial_names_nobody(
    papers: Papers,
    try_with: TryWith,
    world: World,
) -> None:
    try_with(ben=1, other=3)

    for address in (f"{papers.run}/regrading", f"/submissions/{papers.ben}/history"):
        main = papers.ann.get(f"{address}?names=hide").text.split('id="main"')[1]
        assert world.ben.name not in main


def test_regrading_is_for_those_who_teach(
    papers: Papers, client_of: ClientOf, world: World, anonymous: FlaskClient
) -> None:
    for address in (f"{papers.run}/regrading", f"/submissions/{papers.ben}/history"):
        assert client_of(world.ben).get(address).status_code == 403
        assert client_of(world.cho).get(address).status_code == 404
        assert "/login" in anonymous.get(address).location
    assert client_of(world.ben).post(f"{papers.run}/regrading").status_code == 403
    papers.ann.post(f"{papers.run}/regrading")
    assert client_of(world.ben).post("/regrades/1/discard").status_code == 404


def test_a_person_who_is_forgotten_is_in_no_trial(
    app: Flask, papers: Papers, try_with: TryWith,
    session: Session, world: World,
) -> None:  # fmt: skip
    try_with(ben=1, other=3)
    with app.app_context():
        personal_data.erase(session, world.ben.id, NOW)
        session.commit()

    left = [one.submission_id for one in session.scalars(select(Trial))]
    assert left == [papers.other]


def test_the_number_of_queries_does_not_grow_with_the_submissions(
    app: Flask, papers: Papers, try_with: TryWith,
    session: Session,
) -> None:  # fmt: skip
    try_with(ben=1, other=3)
    with counted_queries(app) as sent:
        papers.ann.get(f"{papers.run}/regrading")
    with_two = len(sent)
    session.delete(session.scalars(select(Trial)).all()[0])
    session.commit()

    with counted_queries(app) as sent:
        papers.ann.get(f"{papers.run}/regrading")

    assert len(sent) == with_two <= 16
