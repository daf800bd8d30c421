"""How the class did: a table and a drawing for each work."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from tests.lms.gradebook.conftest import Class, GiveGrade, trainee
from tests.lms.people import World
from tests.lms.statements import counted_queries

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]


def cells(page: str, heading: str) -> list[str]:
    """The texts of the line with this heading."""
    table = page[page.index('id="spreads-frame"') :]
    line = table[table.index(heading) :].split("</tr>", 1)[0]
    return [re.sub("<[^>]*>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", line)]


def test_each_work_has_its_figures_and_the_whole_too(
    world: World, classmates: Class, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    for person, earned in ((world.ben, "4"), (classmates.gil, "10"), (classmates.han, "7")):
        give_grade(person, "loops", earned)
    give_grade(world.ben, "lists", "8")
    give_grade(classmates.ina, "loops", "0")

    page = client_of(world.ann).get(f"/runs/{world.run.id}/gradebook/statistics").text

    assert cells(page, "과제 loops") == ["3", "70%", "70%", "30", "55% · 85%", "40% · 100%"]
    assert cells(page, "과제 lists") == ["1", "80%", "80%", "–", "80% · 80%", "80% · 80%"]
    assert cells(page, "전체")[:3] == ["3", "76.7%", "70%"]
    assert page.count("<figcaption>") == 3


def test_what_is_excused_is_not_counted(
    world: World, classmates: Class, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(world.ben, "loops", "4")
    give_grade(classmates.gil, "loops", "10")
    ann = client_of(world.ann)
    cell = f"/runs/{world.run.id}/gradebook/people/{world.ben.id}/assignment/loops"
    ann.post(cell, data={"kind": "excused", "reason": "병가"})

    page = ann.get(f"/runs/{world.run.id}/gradebook/statistics").text

    assert cells(page, "과제 loops")[:2] == ["1", "100%"]


def test_a_class_without_grades_is_told_so(world: World, client_of: ClientOf) -> None:
    page = client_of(world.ann).get(f"/runs/{world.run.id}/gradebook/statistics").text

    assert "아직 성적이 없습니다" in page


def test_only_who_teaches_or_operates_may_look(
    world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    address = f"/runs/{world.run.id}/gradebook/statistics"

    answers = {
        name: client_of(getattr(world, name)).get(address).status_code
        for name in ("ann", "eun", "ben", "cho", "dan")
    }
    assert answers == {"ann": 200, "eun": 200, "ben": 403, "cho": 404, "dan": 404}
    assert anonymous.get(address).status_code == 303


def test_queries_do_not_grow(
    app: Flask, session: Session, world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    browser, counts = client_of(world.ann), []
    for n_new in (1, 6):
        for number in range(n_new):
            give_grade(trainee(session, world, "새 사람"), f"work-{number}", "1")
        with counted_queries(app) as sent:
            browser.get(f"/runs/{world.run.id}/gradebook/statistics")
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 12
