"""Groups with weights: set by who teaches, seen in the gradebook and in one's own grades."""

from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.gradebook.models import GradeGroup
from tests.lms.gradebook.conftest import Class, GiveGrade, trainee
from tests.lms.gradebook.test_csv import table_of
from tests.lms.gradebook.test_of_run import cells_of, names_of
from tests.lms.people import World
from tests.lms.statements import counted_queries

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]
AddGroup = Callable[..., None]


@pytest.fixture
def add_group(world: World, client_of: ClientOf) -> AddGroup:
    def add(name: str, weight: str, *works: str, drop: int = 0) -> None:
        answer = client_of(world.ann).post(
            f"/runs/{world.run.id}/gradebook/groups/new",
            data={"name": name, "weight": weight, "drop_lowest": drop, "works": list(works)},
        )
        assert answer.status_code == 303

    return add


@pytest.fixture
def weighed(world: World, give_grade: GiveGrade, add_group: AddGroup) -> World:
    """Ben: homework 8, 2 and 9 of ten, the lowest dropped, 40; exam 14 of 20, 60. 76 %."""
    for key, earned in (("loops", "8"), ("lists", "2"), ("sets", "9")):
        give_grade(world.ben, key, earned)
    give_grade(world.ben, "mock", "14", "20", work_kind="exam")
    add_group("과제", "40", "assignment/loops", "assignment/lists", "assignment/sets", drop=1)
    add_group("시험", "60", "exam/mock")
    return world


def test_the_gradebook_shows_each_group_and_the_weighted_percent(
    weighed: World, client_of: ClientOf
) -> None:
    page = client_of(weighed.ann).get(f"/runs/{weighed.run.id}/gradebook").text

    assert cells_of(page, "벤")[:3] == ["76%", "85%", "70%"]
    assert "비중 40/100" in page
    assert page.count('class="number dropped"') == 1


def test_the_file_has_the_groups_too(weighed: World, client_of: ClientOf) -> None:
    answer = client_of(weighed.ann).post(f"/runs/{weighed.run.id}/gradebook.csv")

    header, line = table_of(answer.data)
    assert header[-3:] == ["과제 백분율", "시험 백분율", "백분율"]
    assert line[-3:] == ["85", "70", "76"]


def test_ones_own_grades_show_the_same_percent_and_what_is_dropped(
    weighed: World, client_of: ClientOf
) -> None:
    page = client_of(weighed.ben).get("/grades").text

    assert "76%" in page
    assert "85%" in page
    assert "비중 60/100" in page
    assert page.count("빼고 셈함") == 1


def test_the_cohort_shows_the_same_percent(weighed: World, client_of: ClientOf) -> None:
    page = client_of(weighed.eun).get(f"/cohorts/{weighed.cohort.id}/gradebook").text

    assert cells_of(page, "벤")[-1] == "33/5076% · 4개"


def test_rows_are_sorted_by_the_weighted_percent(
    weighed: World, classmates: Class, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(classmates.gil, "mock", "20", "20", work_kind="exam")

    page = client_of(weighed.ann).get(f"/runs/{weighed.run.id}/gradebook?sort=total").text

    assert names_of(page) == ["길", "벤", "한"]


def test_a_work_in_no_group_is_named_and_does_not_count(
    weighed: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(weighed.ben, "extra", "0")

    for address in ("gradebook", "gradebook/groups"):
        page = client_of(weighed.ann).get(f"/runs/{weighed.run.id}/{address}").text
        assert "어느 묶음에도 들지 않아 세지 않는 것" in page
        assert "과제 extra" in page
    own = client_of(weighed.ben).get("/grades").text
    assert "세지 않음" in own
    assert "76%" in own


def test_a_work_moves_to_the_group_it_is_given(
    session: Session, weighed: World, add_group: AddGroup
) -> None:
    add_group("따로", "0", "assignment/lists")

    groups = {one.name: {work.work_key for work in one.works} for one in session.scalars(select(GradeGroup))}  # fmt: skip
    assert groups == {"과제": {"loops", "sets"}, "시험": {"mock"}, "따로": {"lists"}}


def test_a_group_is_changed_and_taken_away(
    session: Session, weighed: World, client_of: ClientOf
) -> None:
    group = session.scalars(select(GradeGroup).where(GradeGroup.name == "시험")).one()
    ann, address = client_of(weighed.ann), f"/grade-groups/{group.id}"
    form = unescape(ann.get(address).text)

    assert 'value="60"' in form
    answer = ann.post(address, data={"name": "시험", "weight": "10", "drop_lowest": "0", "works": []})  # fmt: skip
    assert answer.status_code == 303
    assert "/50" in ann.get(f"/runs/{weighed.run.id}/gradebook/groups").text
    assert ann.post(f"{address}/remove").status_code == 303
    assert ann.get(address).status_code == 404
    kept = session.scalars(
        select(AuditEntry.action)
        .where(AuditEntry.action.startswith("gradebook."))
        .order_by(AuditEntry.id)
    )
    assert list(kept) == [
        "gradebook.group_add", "gradebook.group_add", "gradebook.group_change", "gradebook.group_remove",
    ]  # fmt: skip


def test_a_name_that_is_taken_is_refused(weighed: World, client_of: ClientOf) -> None:
    answer = client_of(weighed.ann).post(
        f"/runs/{weighed.run.id}/gradebook/groups/new",
        data={"name": " 과제 ", "weight": "1", "drop_lowest": "0"},
    )

    assert answer.status_code == 409
    assert "같은 이름의 묶음이 이미 있습니다" in answer.text


@pytest.mark.parametrize("weight", ["-1", "1001", "NaN", "Infinity", "많이", ""])
def test_a_weight_is_a_number_that_can_be_added(
    world: World, client_of: ClientOf, weight: str
) -> None:
    answer = client_of(world.ann).post(
        f"/runs/{world.run.id}/gradebook/groups/new",
        data={"name": "과제", "weight": weight, "drop_lowest": "0"},
    )

    assert answer.status_code == 422
    assert 'id="weight-error"' in answer.text


def test_only_who_teaches_or_operates_may_weigh(
    session: Session, weighed: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    group = session.scalars(select(GradeGroup)).first()
    assert group is not None
    addresses = (f"/runs/{weighed.run.id}/gradebook/groups", f"/grade-groups/{group.id}")

    for address in (*addresses, f"{addresses[0]}/new"):
        answers = {
            name: client_of(getattr(weighed, name)).get(address).status_code
            for name in ("ann", "eun", "ben", "cho")
        }
        assert answers == {"ann": 200, "eun": 200, "ben": 403, "cho": 404}
        assert anonymous.get(address).status_code == 303
    for address in (f"{addresses[0]}/new", addresses[1], f"{addresses[1]}/remove"):
        assert client_of(weighed.ben).post(address).status_code == 403


def test_the_number_of_queries_does_not_grow_with_groups_or_people(
    app: Flask,
    session: Session,
    weighed: World,
    give_grade: GiveGrade,
    client_of: ClientOf,
    *,
    add_group: AddGroup,
) -> None:
    counts = []
    for n_new in (0, 4):
        for number in range(n_new):
            give_grade(trainee(session, weighed, "새 사람"), f"work-{number}", "1")
            add_group(f"묶음 {number}", "1", f"assignment/work-{number}")
        sent = []
        for person, address in (
            (weighed.ann, f"/runs/{weighed.run.id}/gradebook"),
            (weighed.ann, f"/runs/{weighed.run.id}/gradebook/groups"),
            (weighed.eun, f"/cohorts/{weighed.cohort.id}/gradebook"),
            (weighed.ben, "/grades"),
        ):
            with counted_queries(app) as found:
                assert client_of(person).get(address).status_code == 200
            sent.append(len(found))
        counts.append(sent)

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 14
