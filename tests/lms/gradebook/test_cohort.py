"""The gradebook of a cohort."""

from collections.abc import Callable
from decimal import Decimal

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.catalog.models import Course
from lms.enrollments.models import CourseRun
from lms.enrollments.services import open_run
from tests.lms.gradebook.conftest import Class, GiveGrade, trainee
from tests.lms.gradebook.test_of_run import cells_of
from tests.lms.people import NOW, World
from tests.lms.statements import counted_queries

ClientOf = Callable[[User], FlaskClient]


def second_run(session: Session, world: World, slug: str = "second") -> CourseRun:
    course = Course(slug=slug)
    session.add(course)
    session.flush()
    run = open_run(session, course, world.cohort, at=NOW)
    session.commit()
    return run


def test_every_run_of_the_cohort_with_a_total_for_each_trainee(
    session: Session, world: World, classmates: Class, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    run = second_run(session, world)
    give_grade(world.ben, "loops", "0.1")
    give_grade(world.ben, "lists", "0.2")
    give_grade(world.ben, "loops", "5", "8", run_id=run.id)
    give_grade(classmates.ina, "loops", "5")

    page = client_of(world.eun).get(f"/cohorts/{world.cohort.id}/gradebook").text

    assert cells_of(page, "벤") == ["5.3/28", "18.9%", "0.3/201.5% · 2개", "5/862.5% · 1개"]
    assert cells_of(page, "길") == ["–", "–", "–", "–"]
    assert ">이나<" not in page
    assert f'href="/runs/{run.id}/gradebook"' in page


def test_a_cohort_without_courses_says_so(world: World, client_of: ClientOf) -> None:
    page = client_of(world.fay).get(f"/cohorts/{world.other_cohort.id}/gradebook").text

    assert "아직 열린 강의가 없습니다" in page


def test_only_who_operates_the_campus_may_look(
    world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    for address in (f"/cohorts/{world.cohort.id}/gradebook",):
        answers = {
            name: client_of(getattr(world, name)).get(address).status_code
            for name in ("eun", "fay", "ben", "ann", "cho", "dan")
        }
        assert answers == {"eun": 200, "fay": 200, "ben": 403, "ann": 404, "cho": 404, "dan": 404}
        assert anonymous.get(address).status_code == 303
    assert client_of(world.eun).get("/cohorts/999/gradebook").status_code == 404
    assert (
        client_of(world.eun).get(f"/cohorts/{world.other_cohort.id}/gradebook").status_code == 404
    )


def test_an_unknown_order_is_refused(world: World, client_of: ClientOf) -> None:
    answer = client_of(world.eun).get(f"/cohorts/{world.cohort.id}/gradebook?sort=points")

    assert answer.status_code == 422


def test_the_number_of_queries_does_not_grow_with_class_or_courses(
    app: Flask, session: Session, world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    browser, counts = client_of(world.eun), []
    for n_new in (1, 8):
        for number in range(n_new):
            run = second_run(session, world, f"course-{n_new}-{number}")
            give_grade(trainee(session, world, "새 사람"), "loops", "1", run_id=run.id)
        with counted_queries(app) as sent:
            assert browser.get(f"/cohorts/{world.cohort.id}/gradebook").status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 10


def test_sums_of_the_database_are_exact(
    session: Session, world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    for number in range(10):
        give_grade(world.ben, f"work-{number}", str(Decimal("0.1")), "0.1")

    page = client_of(world.eun).get(f"/cohorts/{world.cohort.id}/gradebook").text

    assert cells_of(page, "벤")[:2] == ["1/1", "100%"]
