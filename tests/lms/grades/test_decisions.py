"""What a person decides counts, whatever is found, until it is withdrawn."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit import AuditEntry
from lms.grades import personal_data, queries
from lms.grades.decisions import Decision, PersonsWork, decide, grade_for, withdraw
from lms.grades.models import Grade, GradeHistory, Standing
from lms.grades.services import is_recorded
from tests.lms.grades.test_queries import recorded
from tests.lms.people import NOW, World

LATER = NOW + timedelta(hours=1)
GIVE_SEVEN = Decision.giving(Decimal(7), Decimal(10), "다시 봤습니다")
Decide = Callable[[Decision], Grade]


@pytest.fixture
def work(world: World) -> PersonsWork:
    return PersonsWork(world.ben.id, world.run.id, "assignment", "loops", {"ko": "과제"})


@pytest.fixture
def decided(session: Session, world: World, work: PersonsWork) -> Decide:
    return lambda decision: decide(session, work, decision, by_id=world.ann.id, at=LATER)


def test_points_that_are_given_count_though_others_are_found_later(
    session: Session, world: World, decided: Decide
) -> None:
    recorded(session, world, "loops", "4")
    decided(GIVE_SEVEN)
    grade = recorded(session, world, "loops", "5", minutes=90)

    assert (grade.standing, grade.earned, grade.source_id) == (Standing.GIVEN, Decimal(7), 97)
    kept = [(one.standing, one.earned) for one in queries.history_of(session, grade)]
    assert kept == [("found", 5), ("given", 7), ("found", 4)]


def test_what_was_found_last_counts_again_when_the_decision_is_withdrawn(
    session: Session, world: World, decided: Decide
) -> None:
    recorded(session, world, "loops", "4")
    decided(GIVE_SEVEN)
    grade = recorded(session, world, "loops", "5", minutes=90)

    withdraw(session, grade, by_id=world.ann.id, at=LATER + timedelta(hours=1))

    assert (grade.standing, grade.earned, grade.source_id) == (Standing.FOUND, Decimal(5), 97)
    assert queries.history_of(session, grade)[0].standing is Standing.WITHDRAWN


def test_without_anything_found_no_grade_is_left(
    session: Session, world: World, work: PersonsWork, decided: Decide
) -> None:
    grade = decided(GIVE_SEVEN)

    assert withdraw(session, grade, by_id=world.ann.id, at=LATER) is None
    assert grade_for(session, world.ben.id, work.run_id, work.kind, work.key) is None
    assert session.scalars(select(GradeHistory)).all() == []
    query = select(AuditEntry).where(AuditEntry.action.startswith("grade."))
    kept = session.scalars(query.order_by(AuditEntry.id)).all()
    assert [one.action for one in kept] == ["grade.given", "grade.withdrawn"]
    assert kept[0].details["reason"] == "다시 봤습니다"


def test_what_is_excused_is_in_no_sum(session: Session, world: World, decided: Decide) -> None:
    recorded(session, world, "loops", "0")
    recorded(session, world, "lists", "8")
    decided(Decision.excusing("병원에 있었습니다"))

    (total,) = queries.totals_of_runs(session, [world.run.id])
    assert (total.earned, total.possible, total.n_graded) == (Decimal(8), Decimal(10), 1)
    assert [one.work[1] for one in queries.points_in_runs(session, [world.run.id])] == ["lists"]
    assert [one.work_key for one in queries.recent_grades(session, world.ben.id)] == ["lists"]


def test_the_grader_knows_what_it_found_last_not_what_was_decided(
    session: Session, world: World, decided: Decide
) -> None:
    recorded(session, world, "loops", "4")
    decided(GIVE_SEVEN)
    work = (world.ben.id, world.run.id, "assignment", "loops")

    assert is_recorded(session, *work, source_id=7, earned=Decimal(4), possible=Decimal(10))
    assert not is_recorded(session, *work, source_id=7, earned=Decimal(7), possible=Decimal(10))


def test_reasons_are_the_persons_own_data_and_go_when_they_are_forgotten(
    session: Session, world: World, decided: Decide
) -> None:
    decided(Decision.excusing("병원에 있었습니다"))

    _, history = personal_data.parts(session, world.ben.id)
    assert history.rows[0]["reason"] == "병원에 있었습니다"
    personal_data.erase(session, world.ben.id, NOW)
    session.expire_all()
    assert [one.reason for one in session.scalars(select(GradeHistory))] == [""]
