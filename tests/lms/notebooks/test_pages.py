from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.notebooks.models import Assignment, AssignmentSetting, Submission, SubmissionState
from tests.lms.notebooks.conftest import FakeGrader, Lab
from tests.lms.notebooks.test_submit import window
from tests.lms.people import World

ClientOf = Callable[[User], FlaskClient]
FORM = {
    "opens_at": "2026-03-01T09:00",
    "due_at": "2026-03-10T23:59",
    "closes_at": "2026-03-12T23:59",
    "max_attempts": "3",
}


@pytest.fixture
def handed_in(
    bens_lab: Lab, grader: FakeGrader, run_jobs: Callable[[], int], session: Session
) -> Submission:
    bens_lab.submit()
    run_jobs()
    session.expire_all()
    return session.scalars(select(Submission)).one()


def pages(world: World, submission: Submission) -> list[str]:
    run = f"/runs/{world.run.id}/assignments"
    number = submission.id
    return [run, f"{run}/square", f"/submissions/{number}", f"/submissions/{number}/archive"]


def test_those_concerned_see_the_pages(
    client_of: ClientOf, world: World, handed_in: Submission
) -> None:
    for person in (world.ben, world.ann, world.eun, world.fay):
        for page in pages(world, handed_in):
            assert client_of(person).get(page).status_code == 200, (person.name, page)


def test_outsiders_find_nothing(client_of: ClientOf, world: World, handed_in: Submission) -> None:
    teachers = f"/runs/{world.run.id}/assignments/square/submissions"
    for page in [*pages(world, handed_in), teachers]:
        assert client_of(world.cho).get(page).status_code == 404, page


def test_the_anonymous_are_led_to_the_log_in(
    anonymous: FlaskClient, world: World, handed_in: Submission
) -> None:
    for page in pages(world, handed_in):
        assert "/login" in anonymous.get(page).headers["Location"]


def test_what_is_not_there_is_not_found(client_of: ClientOf, world: World) -> None:
    ben = client_of(world.ben)

    assert ben.get(f"/runs/{world.run.id}/assignments/nope").status_code == 404
    assert ben.get("/submissions/999").status_code == 404


def test_the_list_shows_the_score_that_counts(
    client_of: ClientOf, world: World, handed_in: Submission
) -> None:
    page = client_of(world.ben).get(f"/runs/{world.run.id}/assignments").text

    assert "제곱 구하기" in page
    assert '<strong class="score">5</strong>' in page


def test_the_submission_page_tells_what_each_task_earned_and_no_hidden_test(
    client_of: ClientOf, world: World, handed_in: Submission
) -> None:
    page = client_of(world.ben).get(f"/submissions/{handed_in.id}").text

    assert handed_in.receipt in page
    assert "보이지 않는 검사에서 걸렸습니다" in page
    assert "three squared" not in page
    assert "data-waiting" not in page


def test_a_waiting_submission_refreshes_itself(
    client_of: ClientOf, world: World, bens_lab: Lab, grader: FakeGrader
) -> None:
    number = bens_lab.submit().get_json()["id"]
    page = client_of(world.ben).get(f"/submissions/{number}").text

    assert "data-waiting" in page
    assert "새로 고침" in page
    assert "채점을 기다리고 있습니다" in page


def test_a_notebooks_script_does_not_reach_the_page(
    client_of: ClientOf, world: World, session: Session, handed_in: Submission
) -> None:
    handed_in.report = {
        "cells": [
            {"grade_id": "partial", "score": 0.0, "points": 4.0, "error": "<script>x</script>"}
        ]
    }
    session.commit()

    assert "<script>x" not in client_of(world.ben).get(f"/submissions/{handed_in.id}").text


def test_the_instructor_sees_who_handed_in_and_the_trainee_does_not(
    client_of: ClientOf, world: World, handed_in: Submission
) -> None:
    page = f"/runs/{world.run.id}/assignments/square/submissions"

    assert "벤" in client_of(world.ann).get(page).text
    assert client_of(world.ben).get(page).status_code == 403


def test_an_instructors_download_is_kept_in_the_audit_trail(
    client_of: ClientOf, world: World, session: Session, handed_in: Submission
) -> None:
    for person in (world.ben, world.ann):
        client_of(person).get(f"/submissions/{handed_in.id}/archive")

    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "submission.download"))
    assert [entry.actor_id for entry in entries] == [world.ann.id]


def test_the_instructor_sets_dates_and_attempts(
    client_of: ClientOf, world: World, session: Session, assignment: Assignment
) -> None:
    answer = client_of(world.ann).post(f"/runs/{world.run.id}/assignments/square/window", data=FORM)

    assert answer.status_code == 303
    setting = session.scalars(select(AssignmentSetting)).one()
    assert setting.due_at.isoformat() == "2026-03-10T14:59:00+00:00"
    assert setting.max_attempts == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"due_at": "2026-02-01T00:00"},
        {"closes_at": "2026-03-09T00:00"},
        {"max_attempts": "0"},
        {"max_attempts": "many"},
        {"opens_at": "tomorrow"},
        {"opens_at": ""},
    ],
)
def test_dates_that_make_no_sense_are_refused(
    client_of: ClientOf,
    world: World,
    session: Session,
    assignment: Assignment,
    wrong: dict[str, str],
) -> None:
    answer = client_of(world.ann).post(
        f"/runs/{world.run.id}/assignments/square/window", data=FORM | wrong
    )

    assert answer.status_code == 422
    assert session.scalars(select(AssignmentSetting)).all() == []


def test_only_those_who_teach_set_dates(
    client_of: ClientOf, anonymous: FlaskClient, world: World, assignment: Assignment
) -> None:
    url = f"/runs/{world.run.id}/assignments/square/window"

    assert client_of(world.ben).post(url, data=FORM).status_code == 403
    assert client_of(world.cho).post(url, data=FORM).status_code == 404
    assert anonymous.post(url, data=FORM).status_code == 303


def test_a_given_up_submission_is_graded_again_by_the_instructor(
    *,
    client_of: ClientOf,
    world: World,
    session: Session,
    bens_lab: Lab,
    grader: FakeGrader,
    run_jobs: Callable[[], int],
    app: Flask,
) -> None:
    number = bens_lab.submit().get_json()["id"]
    app.extensions["queue"].huey.flush()
    session.get_one(Submission, number).state = SubmissionState.FAILED
    session.commit()
    url = f"/submissions/{number}/grade-again"

    assert client_of(world.ben).post(url).status_code == 403
    assert client_of(world.ann).post(url).status_code == 303
    run_jobs()
    session.expire_all()
    assert session.get_one(Submission, number).state is SubmissionState.GRADED
    assert client_of(world.ann).post(url).status_code == 422


def test_the_way_into_the_lab(
    app: Flask, client_of: ClientOf, world: World, session: Session, assignment: Assignment
) -> None:
    class Awake:
        def version(self) -> str:
            return "6"

    real, app.extensions["hub"] = app.extensions["hub"], Awake()
    url = f"/runs/{world.run.id}/assignments/square/lab"
    try:
        answer = client_of(world.ben).get(url)
        window(session, world, assignment, hours=(1, 2, 3))
        early = client_of(world.ben).get(url)
    finally:
        app.extensions["hub"] = real

    target = f"/hub/user-redirect/baeum/assignment?run={world.run.slug}&name=square&lang=ko"
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(target)
    assert early.status_code == 409


def test_a_sleeping_hub_is_told_in_a_sentence(
    client_of: ClientOf, world: World, assignment: Assignment
) -> None:
    answer = client_of(world.ben).get(f"/runs/{world.run.id}/assignments/square/lab")

    assert answer.status_code == 503
    assert "실습실이 지금 응답하지 않습니다" in answer.text
