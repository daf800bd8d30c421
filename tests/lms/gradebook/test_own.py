"""A trainee's own grades, and how a grade came about."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.enrollments.queries import enrollments_of
from lms.enrollments.services import withdraw
from tests.lms.gradebook.conftest import GiveGrade
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]


def test_ones_own_grades_show_points_percent_and_time(
    world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(world.ben, "loops", "8.5")
    give_grade(world.ben, "lists", "1", "3")
    give_grade(world.cho, "secret", "3")

    page = client_of(world.ben).get("/grades").text

    assert "과제 loops" in page
    assert '8.5<span class="of">/10</span>' in page
    assert "85%" in page
    assert "33.3%" in page
    assert '9.5<span class="of">/13</span>' in page
    assert "2026.03.02.(월) 18:00" in page
    assert "과제 secret" not in page


def test_someone_without_grades_is_told_so(world: World, client_of: ClientOf) -> None:
    assert "아직 성적이 없습니다" in client_of(world.ben).get("/grades").text


def test_an_anonymous_reader_is_sent_to_log_in(anonymous: FlaskClient) -> None:
    assert anonymous.get("/grades").status_code == 303
    assert anonymous.get("/grades/1").status_code == 303


def test_the_result_of_an_exam_is_one_click_away(
    world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(world.ben, "mock", "8", work_kind="exam", source_id=41)
    give_grade(world.ben, "loops", "8", source_id=42)
    give_grade(world.ben, "talk", "8", work_kind="presentation", source_id=43)

    page = client_of(world.ben).get("/grades").text

    assert 'href="/attempts/41/result"' in page
    assert 'href="/submissions/42"' in page
    assert "과제 talk" in page
    assert "/43" not in page


def test_the_history_shows_every_grade(
    world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(world.ben, "loops", "4", source_id=11)
    grade = give_grade(world.ben, "loops", "9", source_id=12, at=NOW + timedelta(hours=1))

    page = client_of(world.ben).get(f"/grades/{grade.id}").text

    assert "2026.03.02.(월) 18:00" in page
    assert "2026.03.02.(월) 19:00" in page
    assert 'href="/submissions/11"' in page
    assert 'href="/submissions/12"' in page


def test_the_history_is_the_trainees_and_the_teachers(
    world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    address = f"/grades/{give_grade(world.ben, 'loops', '4').id}"

    answers = {
        name: client_of(getattr(world, name)).get(address).status_code
        for name in ("ben", "ann", "eun", "fay", "cho", "dan")
    }

    assert answers == {"ben": 200, "ann": 200, "eun": 200, "fay": 200, "cho": 404, "dan": 404}
    assert client_of(world.ben).get("/grades/999").status_code == 404


def test_who_has_left_still_sees_their_own_grades(
    session: Session, world: World, give_grade: GiveGrade, client_of: ClientOf
) -> None:
    give_grade(world.ben, "loops", "4")
    withdraw(session, enrollments_of(session, world.cohort)[0], at=NOW)
    session.commit()

    page = client_of(world.ben).get("/grades").text

    assert "과제 loops" in page
    assert f'href="/runs/{world.run.id}"' not in page
