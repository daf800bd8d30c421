"""Progress: lessons marked done, and where to go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.lessons.models import LessonProgress
from lms.lessons.queries import progress_of, resume_point
from tests.courses.small_course import COURSE
from tests.lms.catalog.publishing import publish
from tests.lms.conftest import FakeClock
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]


def test_a_finished_lesson_leads_to_the_next_and_counts(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    browser = client_of(studied.ben)

    answer = browser.post("/runs/1/lessons/start/done")

    assert (answer.status_code, answer.location) == (303, "/runs/1/lessons/more")
    row = session.scalars(select(LessonProgress)).one()
    assert row.done_at == NOW
    assert progress_of(session, studied.ben.id, studied.run) == (1, 3)
    assert "1 / 3" in browser.get("/runs/1").text
    assert "이 강의를 마쳤습니다" in browser.get("/runs/1/lessons/start").text


def test_the_last_lesson_leads_back_to_the_outline(studied: World, client_of: ClientOf) -> None:
    assert client_of(studied.ben).post("/runs/1/lessons/lab/done").location == "/runs/1"


def test_marking_again_keeps_the_first_time_and_undo_takes_it_back(
    session: Session, studied: World, client_of: ClientOf, clock: FakeClock
) -> None:
    browser = client_of(studied.ben)
    browser.post("/runs/1/lessons/start/done")
    clock.forward(days=1)
    browser.post("/runs/1/lessons/start/done")
    assert session.scalars(select(LessonProgress.done_at)).one() == NOW

    answer = browser.post("/runs/1/lessons/start/done", data={"undo": "1"})

    assert answer.location == "/runs/1/lessons/start"
    assert session.scalars(select(LessonProgress.done_at)).one() is None


def test_undoing_what_was_never_done_is_harmless(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    answer = client_of(studied.ben).post("/runs/1/lessons/start/done", data={"undo": "1"})

    assert answer.status_code == 303
    assert progress_of(session, studied.ben.id, studied.run) == (0, 3)


def test_only_a_trainee_of_the_run_has_progress(
    session: Session, studied: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    address = "/runs/1/lessons/start/done"

    assert client_of(studied.ann).post(address).status_code == 403
    assert client_of(studied.cho).post(address).status_code == 404
    assert anonymous.post(address).status_code == 303
    assert client_of(studied.ben).post("/runs/1/lessons/none/done").status_code == 404
    assert session.scalars(select(LessonProgress)).all() == []
    assert (
        'method="post" action="/runs/1/lessons'
        not in client_of(studied.ann).get("/runs/1/lessons/start").text
    )


def test_going_on_begins_at_the_first_lesson_and_follows_the_reader(
    session: Session, studied: World, client_of: ClientOf, clock: FakeClock
) -> None:
    def resume() -> str | None:
        session.expire_all()
        point = resume_point(session, studied.ben.id, studied.run)
        return point[0] if point else None

    browser = client_of(studied.ben)
    assert resume() == "start"
    assert "시작하기: 시작" in browser.get("/runs/1").text

    browser.get("/runs/1/lessons/more")
    assert resume() == "more"
    assert "이어서 배우기: 더" in browser.get("/runs/1").text

    clock.forward(minutes=1)
    browser.get("/runs/1/lessons/lab")
    assert resume() == "lab"

    clock.forward(minutes=1)
    browser.get("/runs/1/lessons/more")
    assert resume() == "more"

    for key in ("more", "lab"):
        browser.post(f"/runs/1/lessons/{key}/done")
    assert resume() == "start"
    browser.post("/runs/1/lessons/start/done")
    assert resume() is None
    assert "모든 강의를 마쳤습니다" in browser.get("/runs/1").text


def test_a_lesson_that_the_course_dropped_no_longer_counts(
    app: Flask, session: Session, studied: World, client_of: ClientOf, tmp_path: Path
) -> None:
    client_of(studied.ben).post("/runs/1/lessons/lab/done")
    shorter = COURSE.replace("small", "tiny", 1).splitlines()[:-1]
    gone = {"course.yml": "\n".join(shorter), "02-two/01-lab.ipynb": None}
    gone |= {
        f"01-one/01-start{n}.md": "---\nid: start\ntitle: x\nminutes: 1\n---\nx"
        for n in ("", ".en")
    }

    publish(app, session, tmp_path / "course", gone | {"02-two/01-lab.en.ipynb": None})

    session.expire_all()
    assert progress_of(session, studied.ben.id, studied.run) == (0, 2)
    assert client_of(studied.ben).get("/runs/1").status_code == 200


def test_one_person_s_progress_is_not_another_s(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    client_of(studied.ben).post("/runs/1/lessons/start/done")

    assert progress_of(session, studied.ann.id, studied.run) == (0, 3)
