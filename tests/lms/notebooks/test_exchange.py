import base64
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.notebooks.archives import unpack
from lms.notebooks.models import Assignment
from tests.lms.conftest import FakeClock
from tests.lms.notebooks.conftest import URL, FakeGrader, Lab, archive
from tests.lms.notebooks.test_submit import window
from tests.lms.people import NOW, World

pytestmark = pytest.mark.every_database

OpenLab = Callable[[User], Lab]


def test_a_lab_learns_whose_it_is_and_its_courses(bens_lab: Lab, world: World) -> None:
    answer = bens_lab.get("/me").get_json()

    assert answer["user"] == {"id": f"u{world.ben.id}", "name": "벤"}
    assert [course["course_id"] for course in answer["courses"]] == [world.run.slug]
    assert answer["server_time"] == NOW.isoformat()


def test_the_list_tells_dates_attempts_and_submissions(bens_lab: Lab) -> None:
    bens_lab.submit()
    (found,) = bens_lab.assignments()

    assert found["assignment_id"] == "square"
    assert found["title"] == "제곱 구하기"
    assert (found["attempts_used"], found["attempts_allowed"]) == (1, 5)
    assert found["due_at"] == found["closes_at"] == "2026-07-31T23:59:59+09:00"
    assert found["notebooks"] == ["square"]
    assert found["counts"] == "best"
    (handed_in,) = found["submissions"]
    assert handed_in["state"] == "queued"
    assert not handed_in["feedback"]


def test_the_archive_holds_the_release_version_and_the_data(bens_lab: Lab) -> None:
    answer = bens_lab.get(f"/courses/{bens_lab.run}/assignments/square/archive")
    files = unpack(answer.data)

    assert set(files) == {"square.ipynb", "data.csv"}
    assert b"YOUR CODE HERE" in files["square.ipynb"]
    assert b"return x * x" not in files["square.ipynb"]
    assert b"three squared" not in files["square.ipynb"]


def test_nothing_is_shown_before_the_opening(
    bens_lab: Lab, lab_of: OpenLab, session: Session, world: World, assignment: Assignment
) -> None:
    window(session, world, assignment, hours=(1, 2, 3))
    early = bens_lab.get(f"/courses/{bens_lab.run}/assignments/square/archive")

    assert bens_lab.assignments() == []
    assert early.get_json()["error"] == "not_open"
    assert len(lab_of(world.ann).assignments()) == 1


def test_feedback_comes_as_one_page_without_hidden_tests(
    bens_lab: Lab, grader: FakeGrader, run_jobs: Callable[[], int]
) -> None:
    number = bens_lab.submit().get_json()["id"]
    assert bens_lab.get(f"/submissions/{number}/feedback").status_code == 404
    run_jobs()

    state = bens_lab.get(f"/submissions/{number}").get_json()
    (page,) = bens_lab.get(f"/submissions/{number}/feedback").get_json()["files"]
    text = base64.b64decode(page["content_base64"]).decode()

    assert (state["state"], state["score"], state["max_score"]) == ("graded", 5.0, 7.0)
    assert len(state["feedback_sha256"]) == 64
    assert page["name"] == "square.html"
    assert "문제 1. 제곱" in text
    assert "three squared" not in text
    assert "<script" not in text


@pytest.mark.parametrize(
    "path",
    ["/courses/{run}/assignments", "/courses/{run}/assignments/square/archive"],
)
def test_a_person_outside_the_run_finds_nothing(
    lab_of: OpenLab, world: World, assignment: Assignment, path: str
) -> None:
    assert lab_of(world.cho).get(path.format(run=world.run.slug)).status_code == 404


def test_others_submissions_are_not_found(
    bens_lab: Lab, lab_of: OpenLab, world: World, grader: FakeGrader, run_jobs: Callable[[], int]
) -> None:
    number = bens_lab.submit().get_json()["id"]
    run_jobs()

    for person in (world.cho, world.ann):
        assert lab_of(person).get(f"/submissions/{number}").status_code == 404
        assert lab_of(person).get(f"/submissions/{number}/feedback").status_code == 404


def test_only_those_who_study_hand_in(
    lab_of: OpenLab, world: World, assignment: Assignment
) -> None:
    assert lab_of(world.ann).submit().status_code == 403
    assert lab_of(world.cho).submit().status_code == 404


def test_without_a_valid_token_nothing_is_answered(
    anonymous: FlaskClient, world: World, assignment: Assignment
) -> None:
    wrong = {"Authorization": "Bearer nonsense"}
    url = URL.format(run=world.run.slug)

    assert anonymous.get("/api/exchange/v1/me").status_code == 401
    assert anonymous.get("/api/exchange/v1/me", headers=wrong).status_code == 401
    assert anonymous.get(f"{url}/archive", headers=wrong).status_code == 401
    answer = anonymous.post(f"{url}/submissions", data=archive(), headers=wrong)
    assert answer.status_code == 401
    assert answer.get_json()["error"] == "not_logged_in"


def test_unknown_things_are_not_found(bens_lab: Lab) -> None:
    assert bens_lab.get("/courses/nope/assignments").status_code == 404
    assert bens_lab.get(f"/courses/{bens_lab.run}/assignments/nope/archive").status_code == 404
    assert bens_lab.get("/submissions/999").status_code == 404


def test_a_token_that_has_expired_is_refused(bens_lab: Lab, clock: FakeClock) -> None:
    clock.forward(hours=25)

    assert bens_lab.get("/me").status_code == 401
