"""The page of item analysis: who sees it, what it counts, where its flags lead."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from assessments.model import Exam
from lms.accounts.models import User
from lms.enrollments import services as enrollments
from lms.exams.analysis import ExamAnalysis
from lms.exams.models import Exam as StoredExam
from lms.exams.queries import analysis_in_run
from lms.web.spreadsheets import harmless
from tests.lms.exams.conftest import RIGHT, Sit
from tests.lms.lessons.conftest import counted
from tests.lms.people import NOW, World

__all__ = ["counted"]

ClientOf = Callable[[User], FlaskClient]


def address(world: World, exam: Exam, rest: str = "") -> str:
    return f"/runs/{world.run.id}/exams/{exam.id}/analysis{rest}"


def analysed(session: Session, world: World) -> ExamAnalysis:
    session.expire_all()
    exam = session.query(StoredExam).one()
    return analysis_in_run(session, world.run.id, exam.id)


@pytest.fixture
def dan(session: Session, world: World) -> User:
    """A second trainee of the run."""
    enrollments.enroll(session, world.dan, world.cohort, at=NOW)
    session.commit()
    return world.dan


@pytest.fixture
def page(world: World, exam: Exam, client_of: ClientOf) -> Callable[[], int]:
    """Ann opens the page; gives its status."""
    browser = client_of(world.ann)
    return lambda: browser.get(address(world, exam)).status_code


@pytest.fixture
def two_hand_in(sit: Sit, dan: User) -> None:
    """Ben has all right, Dan chooses wrong options and leaves the number out."""
    ben, other = sit(), sit(dan)
    for item, answer in RIGHT.items():
        ben.save(item, answer)
    other.save("a-single", "a")
    other.save("a-multiple", ["a", "b"])
    other.save("b-single", "d")
    for sitting in (ben, other):
        assert sitting.hand_in().status_code == 200


def test_items_and_options_are_counted(session: Session, world: World, two_hand_in: None) -> None:
    found = analysed(session, world)

    assert found.test.n == 2
    items = {each.statistics.id: each for each in found.items}
    assert {name: each.statistics.facility for name, each in items.items()} == {
        "a-single": 0.5,
        "a-multiple": pytest.approx(0.5),
        "b-number": 0.5,
        "b-single": 1,
    }
    chosen = {option.id: each.n for _, option, each in items["a-multiple"].options}
    assert chosen == {"a": 2, "b": 1, "c": 1, "d": 0}
    assert items["b-number"].n_unanswered == 1
    assert items["b-number"].options == []
    assert "too_easy" in items["b-single"].statistics.flags


def test_second_attempts_and_open_ones_do_not_count(
    session: Session, world: World, sit: Sit, dan: User
) -> None:
    assert analysed(session, world).items == ()
    sit().hand_in()
    again = sit()
    again.save("a-single", "b")
    again.hand_in()
    sit(dan)

    found = analysed(session, world)

    assert found.test.n == 1
    assert {each.statistics.facility for each in found.items} == {0}


def test_flags_lead_to_the_item_and_the_item_tells_its_options(
    world: World, exam: Exam, client_of: ClientOf, two_hand_in: None
) -> None:
    browser = client_of(world.ann)
    page = browser.get(address(world, exam))
    assert page.status_code == 200
    flagged = re.search(r'href="([^"]+/analysis/\d+)"><span class="badge[^>]+>너무 쉬움', page.text)
    assert flagged

    item = browser.get(flagged[1])

    assert item.status_code == 200
    assert "b-single" in item.text
    assert "너무 쉬움" in item.text
    assert "reason a" in item.text or "까닭" in item.text


def test_the_table_is_sorted_as_asked(
    world: World, exam: Exam, client_of: ClientOf, two_hand_in: None
) -> None:
    browser = client_of(world.ann)

    def order(query: str) -> list[str]:
        page = browser.get(address(world, exam, query)).text
        return re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a>', page)

    assert order("") == ["a-multiple", "a-single", "b-number", "b-single"]
    assert order("?sort=item&order=desc")[0] == "b-single"
    assert order("?sort=facility&order=desc")[0] == "b-single"
    assert order("?sort=unanswered&order=desc")[0] == "b-number"
    assert browser.get(address(world, exam, "?sort=secret")).status_code == 422


def test_the_spreadsheet_has_an_item_a_row(
    world: World, exam: Exam, client_of: ClientOf, two_hand_in: None
) -> None:
    answer = client_of(world.ann).get(address(world, exam, ".csv"))

    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["id"] for row in rows] == ["a-multiple", "a-single", "b-number", "b-single"]
    assert rows[3]["facility"] == "1.000000"
    assert rows[3]["item_rest"] == ""  # not known, and not 0


def test_numbers_below_zero_stay_numbers_in_a_spreadsheet() -> None:
    assert [harmless(cell) for cell in ("-0.25", "-3", "-1+1", "-a")] == [
        "-0.25",
        "-3",
        "'-1+1",
        "'-a",
    ]


def test_without_answers_the_page_says_so(world: World, exam: Exam, client_of: ClientOf) -> None:
    page = client_of(world.ann).get(address(world, exam))

    assert page.status_code == 200
    assert "아직 분석할 답이 없습니다." in page.text


@pytest.mark.usefixtures("two_hand_in")
@pytest.mark.parametrize("rest", ["", ".csv", "/1"])
def test_only_those_who_teach_see_it(
    world: World, exam: Exam, client_of: ClientOf, anonymous: FlaskClient, rest: str
) -> None:
    path = address(world, exam, rest)

    assert client_of(world.ben).get(path).status_code == 403
    assert client_of(world.cho).get(path).status_code == 404
    assert anonymous.get(path).status_code in {302, 303, 401}


def test_an_item_that_nobody_got_is_not_found(
    world: World, exam: Exam, client_of: ClientOf, two_hand_in: None
) -> None:
    assert client_of(world.ann).get(address(world, exam, "/999")).status_code == 404


def test_the_number_of_statements_does_not_grow_with_people(
    page: Callable[[], int], counted: Callable[[], Any], sit: Sit, dan: User
) -> None:
    def statements() -> int:
        with counted() as sent:
            assert page() == 200
        return len(sent)

    sit().hand_in()
    before = statements()
    sit(dan).hand_in()

    assert statements() == before
