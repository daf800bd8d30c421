"""Reading grades, exact to the last place on both databases."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from lms.grades import queries
from lms.grades.models import Grade
from lms.grades.services import record_grade
from tests.lms.people import NOW, World


def recorded(
    session: Session, world: World, key: str, earned: str, *, minutes: int = 0, title: str = "과제"
) -> Grade:
    """Ben's grade out of ten, recorded some minutes after the start."""
    return record_grade(
        session,
        user_id=world.ben.id,
        run_id=world.run.id,
        work_kind="assignment",
        work_key=key,
        title={"ko": title},
        earned=Decimal(earned),
        possible=Decimal(10),
        source_id=7 + minutes,
        at=NOW + timedelta(minutes=minutes),
    )


def test_recent_grades_are_the_persons_own_newest_first(session: Session, world: World) -> None:
    for minutes in range(7):
        recorded(session, world, f"work-{minutes}", "1", minutes=minutes)

    found = queries.recent_grades(session, world.ben.id, limit=3)

    assert [grade.work_key for grade in found] == ["work-6", "work-5", "work-4"]
    assert len(queries.recent_grades(session, world.ben.id)) == 5
    assert queries.recent_grades(session, world.cho.id) == []


def test_a_grade_knows_how_often_it_was_recorded(session: Session, world: World) -> None:
    recorded(session, world, "loops", "4")
    recorded(session, world, "loops", "9", minutes=5)
    recorded(session, world, "lists", "3")

    found = {grade.work: grade for grade in queries.grades_of_run(session, world.run.id)}

    assert found["assignment", "loops"].earned == Decimal(9)
    assert found["assignment", "loops"].n_recorded == 2
    assert found["assignment", "loops"].source_id == 12
    assert found["assignment", "lists"].n_recorded == 1


def test_the_history_keeps_every_grade_the_newest_first(session: Session, world: World) -> None:
    recorded(session, world, "loops", "4")
    grade = recorded(session, world, "loops", "9", minutes=5)

    entries = queries.history_of(session, grade)

    assert [(entry.earned, entry.source_id) for entry in entries] == [
        (Decimal(9), 12),
        (Decimal(4), 7),
    ]


def test_totals_add_thirds_of_points_exactly(session: Session, world: World) -> None:
    for key in ("a", "b", "c"):
        recorded(session, world, key, "0.1")
    recorded(session, world, "d", "3.3333")

    (total,) = queries.totals_of_runs(session, [world.run.id])

    assert (total.earned, total.possible, total.n_graded) == (Decimal("3.6333"), Decimal(40), 4)
    assert type(total.earned) is Decimal
    assert queries.totals_of_runs(session, []) == []


def test_the_works_of_a_run_carry_the_title_of_their_last_grade(
    session: Session, world: World
) -> None:
    recorded(session, world, "loops", "4", title="반복문")
    recorded(session, world, "lists", "4", title="리스트")

    works = queries.works_of_run(session, world.run.id)

    assert [(work.kind, work.key, work.title) for work in works] == [
        ("assignment", "lists", {"ko": "리스트"}),
        ("assignment", "loops", {"ko": "반복문"}),
    ]
