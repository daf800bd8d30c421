"""A locked lesson is locked everywhere, for those who study, and says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.lab_tokens import issue_lab_token
from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.catalog.models import Course
from lms.grades.models import Grade
from lms.lessons.models import LessonProgress
from lms.pacing import services
from lms.pacing.models import PersonalRelease, ReleaseRule
from lms.pacing.rules import Kind, Prerequisite, Rule, Span, Target
from lms.publishing.searchable import make_searchable
from tests.lms.conftest import FakeClock
from tests.lms.lessons.conftest import counted, studied
from tests.lms.people import NOW, World

__all__ = ["counted", "studied"]

ClientOf = Callable[[User], FlaskClient]
SetRule = Callable[..., None]
UNIT_TWO, LAB = Target(Span.UNIT, "02-two"), Target(Span.LESSON, "lab")
TOMORROW = NOW + timedelta(days=1)
DOORS = [
    ("GET", "/runs/1/lessons/lab"),
    ("GET", "/runs/1/lessons/lab/lab"),
    ("GET", "/runs/1/lessons/lab/notebook"),
    ("POST", "/runs/1/lessons/lab/done"),
    ("POST", "/runs/1/lessons/lab/cells"),
    ("POST", "/runs/1/lessons/lab/quizzes/x/y"),
    ("GET", "/runs/1/lessons/lab/quizzes/x/y"),
]


@pytest.fixture
def set_rule(session: Session, studied: World) -> SetRule:
    """Sets a rule of the run, as Ann."""

    def change(target: Target, *after: Prerequisite, opens_at: Any = None) -> None:
        rule = Rule(opens_at, after)
        services.set_rule(session, studied.run, target, rule, by_id=studied.ann.id, at=NOW)
        session.commit()

    return change


@pytest.mark.parametrize(("method", "path"), DOORS)
def test_every_door_of_a_locked_lesson_is_closed_to_a_trainee_alone(
    studied: World, client_of: ClientOf, set_rule: SetRule, method: str, path: str
) -> None:
    set_rule(UNIT_TWO, opens_at=TOMORROW)

    answer = client_of(studied.ben).open(path, method=method)
    assert answer.status_code == 403
    assert "2026.03.03.(화) 18:00에 열립니다" in answer.text
    assert 'href="/runs/1"' in answer.text
    assert client_of(studied.cho).open(path, method=method).status_code == 404
    if method == "GET" and path.endswith(("lab/lab", "notebook", "lessons/lab")):
        assert client_of(studied.ann).open(path, method=method).status_code != 403
        assert client_of(studied.eun).open(path, method=method).status_code != 403


def test_a_lab_is_not_given_what_is_locked(
    session: Session, studied: World, anonymous: FlaskClient, set_rule: SetRule
) -> None:
    set_rule(LAB, opens_at=TOMORROW)
    token = issue_lab_token(session, session.get_one(User, studied.ben.id), at=NOW).token
    session.commit()
    headers = {"Authorization": f"Bearer {token}"}

    answer = anonymous.get(
        f"/api/lab/v1/runs/{studied.run.slug}/lessons/lab/materials", headers=headers
    )

    assert (answer.status_code, answer.json["error"]) == (403, "locked")


def test_it_opens_by_itself_when_its_moment_comes(
    studied: World, client_of: ClientOf, set_rule: SetRule, clock: FakeClock
) -> None:
    set_rule(LAB, opens_at=TOMORROW)
    browser = client_of(studied.ben)
    assert browser.get("/runs/1/lessons/lab").status_code == 403

    clock.forward(days=1)

    assert browser.get("/runs/1/lessons/lab").status_code == 200


def test_prerequisites_lead_to_what_is_lacking(
    session: Session, studied: World, client_of: ClientOf, set_rule: SetRule
) -> None:
    set_rule(
        UNIT_TWO, Prerequisite(Kind.UNIT, "01-one"), Prerequisite(Kind.ASSIGNMENT, "first", 60)
    )
    browser = client_of(studied.ben)

    page = browser.get("/runs/1/lessons/lab")
    assert page.status_code == 403
    assert "먼저 마칠 것: ‘하나’, ‘first’ 60% 이상" in page.text
    assert 'href="/runs/1/lessons/start"' in page.text

    for key in ("start", "more"):
        browser.post(f"/runs/1/lessons/{key}/done")
    assert "‘하나’" not in browser.get("/runs/1/lessons/lab").text
    for earned, status in ((5, 403), (6, 200)):
        session.merge(_grade(studied, earned))
        session.commit()
        assert browser.get("/runs/1/lessons/lab").status_code == status


def test_the_outline_says_what_is_locked_and_why_and_goes_on_before_it(
    studied: World, client_of: ClientOf, set_rule: SetRule
) -> None:
    set_rule(UNIT_TWO, opens_at=TOMORROW)
    browser = client_of(studied.ben)

    page = browser.get("/runs/1").text
    assert "잠김" in page
    assert "2026.03.03.(화) 18:00에 열립니다" in page
    assert 'href="/runs/1/lessons/lab"' not in page
    for key in ("start", "more"):
        browser.post(f"/runs/1/lessons/{key}/done")
    assert "지금 열린 강의를 모두 마쳤습니다" in browser.get("/runs/1").text
    assert 'href="/runs/1/lessons/lab"' in client_of(studied.ann).get("/runs/1").text


def test_one_person_can_be_let_in_early_or_later_and_it_is_on_record(
    session: Session, studied: World, client_of: ClientOf, set_rule: SetRule
) -> None:
    set_rule(UNIT_TWO, opens_at=TOMORROW)
    browser, teacher = client_of(studied.ben), client_of(studied.ann)
    typed = {"person": str(studied.ben.id), "target": "unit/02-two", "reason": "전입"}

    assert teacher.post("/runs/1/pace/releases", data=typed).status_code == 303
    assert browser.get("/runs/1/lessons/lab").status_code == 200
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "pacing.release")).one()
    assert (entry.actor_id, entry.subject_id) == (studied.ann.id, str(studied.ben.id))
    assert entry.details["reason"] == "전입"

    late = {**typed, "target": "lesson/start", "opens_at": "2026-03-20T09:00"}
    teacher.post("/runs/1/pace/releases", data=late)
    assert browser.get("/runs/1/lessons/start").status_code == 403

    for row in session.scalars(select(PersonalRelease)).all():
        teacher.post(f"/pace/releases/{row.id}/withdraw")
    assert browser.get("/runs/1/lessons/start").status_code == 200
    assert browser.get("/runs/1/lessons/lab").status_code == 403


def test_only_who_teaches_sets_the_pace(
    session: Session, studied: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    session.add(
        PersonalRelease(
            user_id=studied.ben.id, run_id=1, span=Span.RUN, target_key="", opens_at=NOW,
            reason="x", given_by_id=studied.ann.id, given_at=NOW,
        )
    )  # fmt: skip
    session.commit()
    for path in ("/runs/1/pace", "/runs/1/pace/unit/02-two", "/runs/1/pace/lesson/lab"):
        assert client_of(studied.ann).get(path).status_code == 200
        assert client_of(studied.eun).get(path).status_code == 200
        assert client_of(studied.ben).get(path).status_code == 403
        assert client_of(studied.cho).get(path).status_code == 404
        assert anonymous.get(path).status_code == 303
    for path in ("weekly", "clear", "done-by", "releases", "unit/02-two"):
        assert client_of(studied.ben).post(f"/runs/1/pace/{path}").status_code == 403
    assert client_of(studied.ben).post("/pace/releases/1/withdraw").status_code == 404
    assert client_of(studied.cho).post("/pace/releases/1/withdraw").status_code == 404
    assert client_of(studied.ann).get("/runs/1/pace/unit/none").status_code == 404


def test_units_are_opened_a_week_apart_and_all_opened_again(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    teacher = client_of(studied.ann)
    typed = {"first_at": "2026-03-02T09:00", "days": "7", "in_order": "y"}

    assert teacher.post("/runs/1/pace/weekly", data=typed).status_code == 303

    rows = session.scalars(select(ReleaseRule).order_by(ReleaseRule.id)).all()
    assert [(row.target_key, row.opens_at, row.after) for row in rows] == [
        ("01-one", NOW - timedelta(hours=9), []),
        ("02-two", NOW - timedelta(hours=9) + timedelta(days=7), [["unit", "01-one", 0]]),
    ]
    teacher.post("/runs/1/pace/clear")
    assert session.scalars(select(ReleaseRule)).all() == []


def test_a_rule_typed_in_the_page_holds_and_can_be_taken_back(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    teacher, browser = client_of(studied.ann), client_of(studied.ben)
    address = "/runs/1/pace/lesson/lab"

    teacher.post(address, data={"lessons": ["start"], "percent": "0"})
    assert browser.get("/runs/1/lessons/lab").status_code == 403
    refused = teacher.post("/runs/1/pace/lesson/start", data={"lessons": ["lab"], "percent": "0"})
    assert refused.status_code == 422
    assert "서로를 기다려" in refused.text
    teacher.post(address, data={"percent": "0"})
    assert browser.get("/runs/1/lessons/lab").status_code == 200


def test_a_paced_lesson_needs_five_queries_at_most_and_comes_by_the_fast_lane(
    session: Session,
    studied: World,
    client_of: ClientOf,
    set_rule: SetRule,
    counted: Callable[[], Any],
) -> None:
    set_rule(
        UNIT_TWO, Prerequisite(Kind.UNIT, "01-one"), Prerequisite(Kind.ASSIGNMENT, "first", 60)
    )
    set_rule(LAB, Prerequisite(Kind.LESSON, "start"), opens_at=NOW)
    session.add(_grade(studied, 10))
    session.commit()
    browser = client_of(studied.ben)
    for key in ("start", "more"):
        browser.post(f"/runs/1/lessons/{key}/done")
    for address in ("/runs/1/lessons/lab", "/runs/1/lessons/start"):
        browser.get(address)
        with counted() as sent:
            assert browser.get(address).status_code == 200
        assert len(sent) <= 5, sent


def test_a_locked_lesson_is_not_found_by_who_studies(
    app: Flask, session: Session, studied: World, client_of: ClientOf, set_rule: SetRule
) -> None:
    make_searchable(session, session.get_one(Course, studied.course.id))
    session.commit()
    address = 'href="/runs/1/lessons/lab"'
    pages = ("/search?q=실습", "/search?q=실습&course=tiny")
    for page in pages:
        assert address in client_of(studied.ben).get(page).text

    set_rule(UNIT_TWO, opens_at=TOMORROW)

    for page in pages:
        assert address not in client_of(studied.ben).get(page).text
        assert address in client_of(studied.ann).get(page).text
    assert "/runs/1/lessons/lab" not in client_of(studied.ben).get("/search/quick?q=실습").text
    assert "/runs/1/lessons/more" in client_of(studied.ben).get("/search/quick?q=더").text


def test_a_copy_for_the_device_leaves_out_what_is_locked(
    studied: World, client_of: ClientOf, set_rule: SetRule
) -> None:
    set_rule(UNIT_TWO, opens_at=TOMORROW)
    browser, teacher = client_of(studied.ben), client_of(studied.ann)

    def held(client: FlaskClient) -> set[str]:
        copy = client.get("/runs/1/offline/copy.json").get_json()
        return {file["address"] for file in copy["files"]}

    lab = "/runs/1/lessons/lab"
    assert lab not in held(browser)
    assert "/runs/1/lessons/start" in held(browser)
    assert lab in held(teacher)
    assert browser.get("/runs/1/offline/lessons/lab").status_code == 403
    assert browser.get("/runs/1/offline/lessons/start").status_code == 200
    assert lab not in browser.get("/runs/1/offline/outline").text
    assert lab in teacher.get("/runs/1/offline/outline").text


def test_progress_in_a_locked_lesson_is_kept(
    session: Session, studied: World, client_of: ClientOf, set_rule: SetRule
) -> None:
    client_of(studied.ben).post("/runs/1/lessons/lab/done")

    set_rule(LAB, opens_at=TOMORROW)

    assert session.scalars(select(LessonProgress.done_at)).one() == NOW
    assert "1 / 3" in client_of(studied.ben).get("/runs/1").text


def _grade(world: World, earned: int) -> Grade:
    return Grade(
        id=1, user_id=world.ben.id, run_id=world.run.id, work_kind="assignment", work_key="first",
        title={"ko": "첫 과제"}, earned=Decimal(earned), possible=Decimal(10), source_id=1, recorded_at=NOW,
    )  # fmt: skip
