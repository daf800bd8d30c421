"""The gradebook of a run."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments.model import Demand
from lms.accounts.models import User
from lms.exams import services as exams
from lms.grades.models import Grade
from lms.notebooks.models import Assignment, AssignmentVersion
from tests.assessments.samples import bank_of, choice_item, exam_of
from tests.lms.gradebook.conftest import Class, GiveGrade, trainee
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]


def cells_of(page: str, name: str) -> list[str]:
    """The texts of a trainee's line."""
    line = re.search(rf'<th scope="row" class="who">(?:<a[^>]*>)?{name}.*?</tr>', page, re.DOTALL)
    assert line is not None, f"{name} is not in the gradebook"
    cells = re.findall(r"<td[^>]*>(.*?)</td>", line[0], re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", cell)).strip() for cell in cells]


def names_of(page: str) -> list[str]:
    """The names down the table, the mean's line left out."""
    return re.findall(r'<th scope="row" class="who">(?:<a[^>]*>)?([^<]+)', page)[:-1]


def test_trainees_by_works_with_totals_and_means(
    world: World, classmates: Class, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(world.ben, "loops", "0.1")
    give_grade(world.ben, "lists", "0.2", "20")
    give_grade(classmates.gil, "loops", "7")

    page = client_of(world.ann).get(f"/runs/{world.run.id}/gradebook").text

    assert cells_of(page, "벤") == ["0.3/30", "1%", "0.2/20", "0.1/10"]
    assert cells_of(page, "길") == ["7/10", "70%", "–", "7/10"]
    assert cells_of(page, "한") == ["–", "–", "–", "–"]
    assert cells_of(page, "평균") == ["", "", "0.21% · 1명", "3.5535.5% · 2명"]


def test_who_withdrew_is_not_shown_but_kept_and_who_completed_is_shown(
    session: Session, world: World, classmates: Class, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(classmates.ina, "loops", "10")
    give_grade(world.ben, "loops", "5")

    page = client_of(world.ann).get(f"/runs/{world.run.id}/gradebook").text

    assert names_of(page) == ["길", "벤", "한"]
    assert cells_of(page, "평균")[2] == "550% · 1명"
    kept = select(func.count()).where(Grade.user_id == classmates.ina.id)
    assert session.scalar(kept) == 1


def test_works_stand_there_before_anybody_has_a_grade(
    session: Session, world: World, client_of: ClientOf
) -> None:
    bank = bank_of([choice_item("one", "a", key="b")])
    exams.publish_exams(session, world.course.id, [bank], [exam_of(Demand("a", 1))], at=NOW)
    assignment = Assignment(
        course_id=world.course.id, name="loops", title={"ko": "반복문"}, summary={}
    )
    session.add(assignment)
    session.flush()
    version = AssignmentVersion(
        assignment_id=assignment.id, content_hash="0" * 64, source_blob="0" * 64,
        key_blob="0" * 64, release_blob="0" * 64, max_score=Decimal("12.5"), cells=[], created_at=NOW,
    )  # fmt: skip
    session.add(version)
    session.flush()
    assignment.current_version = version
    session.commit()

    page = client_of(world.ann).get(f"/runs/{world.run.id}/gradebook").text

    head = page[page.index("<thead>") : page.index("</thead>")]
    assert head.index("반복문") < head.index("모의시험")
    assert "12.5점 만점" in page
    assert cells_of(page, "벤") == ["–", "–", "–", "–"]


def test_a_cell_leads_to_the_work_and_to_its_history_if_there_is_one(
    world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(world.ben, "mock", "8", work_kind="exam", source_id=41)
    once = give_grade(world.ben, "lists", "8", source_id=42)
    give_grade(world.ben, "loops", "8", source_id=43)
    twice = give_grade(world.ben, "loops", "9", source_id=44)

    page = client_of(world.ann).get(f"/runs/{world.run.id}/gradebook").text

    assert 'href="/attempts/41/result"' in page
    assert 'href="/submissions/42"' in page
    assert 'href="/submissions/44"' in page
    assert f'href="/grades/{twice.id}"' in page
    assert f'href="/grades/{once.id}"' not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["길", "벤", "한"]),
        ("?sort=name&order=desc", ["한", "벤", "길"]),
        ("?sort=total", ["벤", "길", "한"]),
        ("?sort=total&order=asc", ["한", "길", "벤"]),
    ],
)
def test_the_lines_can_be_sorted(
    world: World,
    classmates: Class,
    give_grade: GiveGrade,
    client_of: ClientOf,
    *,
    query: str,
    names: list[str],
) -> None:
    give_grade(world.ben, "loops", "10")
    give_grade(classmates.gil, "loops", "9.9999")

    page = client_of(world.ann).get(f"/runs/{world.run.id}/gradebook{query}").text

    assert names_of(page) == names


@pytest.mark.parametrize("query", ["sort=email", "order=up", "sort=", "sort=total&order="])
def test_an_unknown_order_is_refused(world: World, client_of: ClientOf, query: str) -> None:
    answer = client_of(world.ann).get(f"/runs/{world.run.id}/gradebook?{query}")

    assert answer.status_code == 422


def test_namesakes_are_told_apart_by_their_address(
    session: Session, world: World, client_of: ClientOf
) -> None:
    first, second = trainee(session, world, "김서연"), trainee(session, world, "김서연")
    session.commit()

    page = client_of(world.ann).get(f"/runs/{world.run.id}/gradebook").text

    assert first.email in page
    assert second.email in page
    assert world.ben.email not in page


def test_names_and_titles_are_written_as_text(
    session: Session, world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    person = trainee(session, world, "<b>굵은이</b>")
    give_grade(person, "x", "1", title={"ko": "<script>alert(1)</script>"})

    page = client_of(world.ann).get(f"/runs/{world.run.id}/gradebook").text

    assert "<b>굵은이" not in page
    assert "<script>alert" not in page


def test_only_who_teaches_or_operates_may_look(
    world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    address = f"/runs/{world.run.id}/gradebook"

    answers = {
        name: client_of(getattr(world, name)).get(address).status_code
        for name in ("ann", "eun", "fay", "ben", "cho", "dan")
    }

    assert answers == {"ann": 200, "eun": 200, "fay": 200, "ben": 403, "cho": 404, "dan": 404}
    assert anonymous.get(address).status_code == 303
    assert client_of(world.ann).get("/runs/999/gradebook").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_class(
    app: Flask, session: Session, world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    browser, counts = client_of(world.ann), []
    give_grade(world.ben, "work-0", "1")
    for n_people in (0, 12):
        for _ in range(n_people):
            person = trainee(session, world, "새 사람")
            for key in range(4):
                give_grade(person, f"work-{key}", "1")
        with counted_queries(app) as sent:
            assert browser.get(f"/runs/{world.run.id}/gradebook").status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 12
