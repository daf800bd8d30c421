"""Completing a run, and the certificate that says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.completion import personal_data
from lms.completion.models import Certificate
from tests.lms.gradebook.conftest import Class, GiveGrade, classmates, give_grade
from tests.lms.lessons.conftest import counted, studied
from tests.lms.people import NOW, World

__all__ = ["classmates", "counted", "give_grade", "studied"]
ClientOf = Callable[[User], FlaskClient]
PAGE, CERTIFICATE = "/runs/1/completion", "/runs/1/certificate"
LESSONS = ("start", "more", "lab")


def finish_lessons(browser: FlaskClient) -> None:
    for key in LESSONS:
        browser.post(f"/runs/1/lessons/{key}/done")


@pytest.fixture
def given(studied: World, client_of: ClientOf, session: Session) -> Certificate:
    """Ben's certificate."""
    browser = client_of(studied.ben)
    finish_lessons(browser)
    browser.post(CERTIFICATE)
    return session.scalars(select(Certificate)).one()


def test_the_way_is_shown_and_ends_in_a_certificate(
    studied: World, client_of: ClientOf, session: Session
) -> None:
    browser = client_of(studied.ben)
    assert "수료증 받기" not in browser.get(PAGE).text
    finish_lessons(browser)
    assert "수료증 받기" in browser.get(PAGE).text

    answer = browser.post(CERTIFICATE)

    found = session.scalars(select(Certificate)).one()
    assert (answer.status_code, answer.location) == (303, f"/certificates/{found.code}")
    assert (found.name, found.issued_at, found.course_title["ko"]) == ("벤", NOW, "작은 과정")
    assert found.cohort_name == {
        "ko": "AI 기초 과정 1기 (마포 캠퍼스)",
        "en": "AI 기초 과정, cohort 1 (마포 캠퍼스)",
    }
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "certificate.issue")).one()


def test_before_everything_is_there_no_certificate_is_given(
    studied: World, client_of: ClientOf, session: Session
) -> None:
    browser = client_of(studied.ben)
    browser.post("/runs/1/lessons/start/done")

    assert browser.post(CERTIFICATE).status_code == 409
    assert session.scalars(select(Certificate)).all() == []


def test_asked_again_the_same_certificate_comes(
    given: Certificate, studied: World, client_of: ClientOf, session: Session
) -> None:
    answer = client_of(studied.ben).post(CERTIFICATE)

    assert answer.location == f"/certificates/{given.code}"
    assert len(session.scalars(select(Certificate)).all()) == 1


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: "-".join(re.findall("....", code))])
def test_anyone_with_the_code_sees_that_it_is_genuine(
    given: Certificate, anonymous: FlaskClient, typed: Callable[[str], str]
) -> None:
    page = anonymous.get(f"/certificates/{typed(given.code)}")

    assert page.status_code == 200
    assert "진짜 수료증입니다" in page.text
    assert "벤" in page.text
    assert "certificate.pdf" not in page.text


@pytest.mark.parametrize("code", ["", "X", "A" * 20, "%00", "A" * 500])
def test_another_code_is_no_certificate(
    given: Certificate, anonymous: FlaskClient, code: str
) -> None:
    assert anonymous.get(f"/certificates/{code}").status_code == 404


def test_the_sheet_is_a_pdf_for_its_person_and_who_teaches(
    given: Certificate, studied: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    address = f"/certificates/{given.code}/certificate.pdf"

    own = client_of(studied.ben).get(address)

    assert own.mimetype == "application/pdf"
    assert own.data.startswith(b"%PDF-")
    assert client_of(studied.ann).get(address).status_code == 200
    assert client_of(studied.cho).get(address).status_code == 404
    assert anonymous.get(address).status_code in {302, 303}


@pytest.mark.every_database
def test_the_rule_asks_for_what_the_instructor_set(
    studied: World, client_of: ClientOf, give_grade: GiveGrade
) -> None:
    give_grade(studied.ben, "square", "3")
    rule = {"lessons_percent": "30", "score_percent": "40", "works": "assignment/square"}
    answer = client_of(studied.ann).post(PAGE, data=rule)
    assert (answer.status_code, answer.location) == (303, PAGE)
    browser = client_of(studied.ben)
    browser.post("/runs/1/lessons/start/done")
    assert browser.post(CERTIFICATE).status_code == 409

    give_grade(studied.ben, "square", "4")

    assert browser.post(CERTIFICATE).status_code == 303


@pytest.mark.parametrize(
    "rule",
    [
        {"lessons_percent": "101", "score_percent": "0"},
        {"lessons_percent": "-1", "score_percent": "0"},
        {"lessons_percent": "", "score_percent": "0"},
        {"lessons_percent": "50", "score_percent": "0", "works": "exam/of-another-course"},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    studied: World, client_of: ClientOf, rule: dict[str, str]
) -> None:
    assert client_of(studied.ann).post(PAGE, data=rule).status_code == 422


def test_only_who_teaches_sets_the_rule_and_only_who_studies_gets_the_sheet(
    studied: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    rule = {"lessons_percent": "50", "score_percent": "0"}

    assert client_of(studied.ben).post(PAGE, data=rule).status_code == 403
    assert client_of(studied.cho).post(PAGE, data=rule).status_code == 404
    assert client_of(studied.cho).get(PAGE).status_code == 404
    assert client_of(studied.ann).post(CERTIFICATE).status_code == 403
    assert anonymous.get(PAGE).status_code in {302, 303}


@pytest.mark.every_database
def test_a_revoked_certificate_says_so_until_it_is_restored(
    given: Certificate, studied: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    place = f"/certificates/{given.code}"
    operator = client_of(studied.eun)

    assert operator.post(f"{place}/revoke", data={"reason": ""}).status_code == 422
    assert operator.post(f"{place}/revoke", data={"reason": "대리 출석"}).status_code == 303

    page = anonymous.get(place).text
    assert "이 수료증은 취소되었습니다" in page
    assert "대리 출석" not in page
    assert operator.post(f"{place}/revoke", data={"reason": "또"}).status_code == 409
    assert operator.post(f"{place}/restore").status_code == 303
    assert "진짜 수료증입니다" in anonymous.get(place).text
    assert operator.post(f"{place}/restore").status_code == 409


def test_nobody_else_revokes(given: Certificate, studied: World, client_of: ClientOf) -> None:
    place = f"/certificates/{given.code}/revoke"

    assert client_of(studied.ben).post(place, data={"reason": "x"}).status_code == 403
    assert client_of(studied.ann).post(place, data={"reason": "x"}).status_code == 403
    assert client_of(studied.cho).post(place, data={"reason": "x"}).status_code == 404


def test_everybodys_standing_takes_the_same_queries_for_any_class(
    studied: World,
    client_of: ClientOf,
    give_grade: GiveGrade,
    counted: Callable[[], Any],
    request: pytest.FixtureRequest,
) -> None:
    browser = client_of(studied.ann)
    browser.get(PAGE)
    with counted() as few:
        browser.get(PAGE)
    people: Class = request.getfixturevalue("classmates")
    give_grade(people.gil, "square", "5")
    with counted() as many:
        page = browser.get(PAGE).text

    assert "길" in page
    assert "이나" not in page
    assert len(many) == len(few)


def test_what_is_kept_goes_with_the_person(
    app: Flask, given: Certificate, studied: World, session: Session, anonymous: FlaskClient
) -> None:
    with app.test_request_context():
        (part,) = personal_data.parts(session, studied.ben.id)
        assert [row["code"] for row in part.rows] == [given.code]
        personal_data.erase(session, studied.ben.id, NOW)
        session.commit()

    page = anonymous.get(f"/certificates/{given.code}").text
    assert "벤" not in page
    assert "취소되었습니다" in page
