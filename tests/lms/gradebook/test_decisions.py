"""Giving points and excusing, from the gradebook's cells."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.grades.models import Grade
from tests.lms.gradebook.conftest import Class, GiveGrade
from tests.lms.gradebook.test_csv import table_of
from tests.lms.gradebook.test_of_run import cells_of
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
POINTS = {"kind": "given", "points": "7", "possible": "10", "reason": "다시 봤습니다"}


def cell(world: World, person: User, key: str = "loops") -> str:
    return f"/runs/{world.run.id}/gradebook/people/{person.id}/assignment/{key}"


def test_points_are_given_with_a_reason_that_the_trainee_sees(
    session: Session, world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    grade = give_grade(world.ben, "loops", "4")
    ann = client_of(world.ann)

    assert ann.post(cell(world, world.ben), data=POINTS).status_code == 303

    book = ann.get(f"/runs/{world.run.id}/gradebook").text
    assert cells_of(book, "벤")[0] == "7/10"
    assert "정한 점수, 고치기" in book
    history = client_of(world.ben).get(f"/grades/{grade.id}").text
    assert "앤 · 다시 봤습니다" in history
    assert "정한 점수" in client_of(world.ben).get("/grades").text


def test_points_may_be_given_for_what_nobody_handed_in(
    session: Session, world: World, classmates: Class, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(world.ben, "loops", "4")

    client_of(world.ann).post(cell(world, classmates.gil), data=POINTS)

    grade = session.scalars(select(Grade).where(Grade.user_id == classmates.gil.id)).one()
    assert (grade.earned, grade.source_id, grade.title["ko"]) == (Decimal(7), None, "과제 loops")
    assert "과제 loops" in client_of(classmates.gil).get("/grades").text


@pytest.mark.every_database
def test_an_excused_work_is_in_no_sum_and_stands_as_excused(
    world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(world.ben, "loops", "0")
    give_grade(world.ben, "lists", "9")
    ann = client_of(world.ann)

    ann.post(cell(world, world.ben), data={"kind": "excused", "reason": "병가"})

    book = ann.get(f"/runs/{world.run.id}/gradebook").text
    assert cells_of(book, "벤") == ["9/10", "90%", "9/10", "면제"]
    assert "90%" in client_of(world.ben).get("/grades").text
    assert "면제" in table_of(ann.post(f"/runs/{world.run.id}/gradebook.csv").data)[1]


def test_a_decision_is_withdrawn_once(
    world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(world.ben, "loops", "4")
    ann, address = client_of(world.ann), cell(world, world.ben)
    ann.post(address, data=POINTS)

    assert ann.post(f"{address}/withdraw").status_code == 303
    assert cells_of(ann.get(f"/runs/{world.run.id}/gradebook").text, "벤")[0] == "4/10"
    assert ann.post(f"{address}/withdraw").status_code == 409


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"points": "11"}, "points"),
        ({"points": "-1"}, "points"),
        ({"points": "NaN"}, "points"),
        ({"points": ""}, "points"),
        ({"points": "많이"}, "points"),
        ({"possible": "0"}, "possible"),
        ({"possible": "Infinity"}, "possible"),
        ({"possible": ""}, "possible"),
        ({"reason": ""}, "reason"),
        ({"reason": "가" * 301}, "reason"),
        ({"kind": "forgiven"}, "kind"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    session: Session,
    world: World,
    give_grade: GiveGrade,
    client_of: ClientOf,
    *,
    typed: dict[str, str],
    field: str,
) -> None:
    give_grade(world.ben, "loops", "4")

    answer = client_of(world.ann).post(cell(world, world.ben), data=POINTS | typed)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert session.scalars(select(Grade.earned)).one() == Decimal(4)


def test_only_who_teaches_or_operates_decides_and_only_about_the_class(
    world: World, classmates: Class, give_grade: GiveGrade, client_of: ClientOf, anonymous: FlaskClient
) -> None:  # fmt: skip
    give_grade(world.ben, "loops", "4")
    address = cell(world, world.ben)

    answers = {
        name: client_of(getattr(world, name)).get(address).status_code
        for name in ("ann", "eun", "ben", "cho", "dan")
    }
    assert answers == {"ann": 200, "eun": 200, "ben": 403, "cho": 404, "dan": 404}
    assert anonymous.get(address).status_code == 303
    assert client_of(world.ben).post(address, data=POINTS).status_code == 403
    assert client_of(world.ben).post(f"{address}/withdraw").status_code == 403
    ann = client_of(world.ann)
    for other in (cell(world, classmates.ina), cell(world, world.cho), cell(world, world.ben, "x")):
        assert ann.get(other).status_code == 404
