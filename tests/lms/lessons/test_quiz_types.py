"""Every type of question in a lesson is answered by a plain form, marked, and explained."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import form_of, item_from
from assessments.items import IN_LESSONS, ON_PAGES
from lms.accounts.models import User
from lms.catalog.models import LessonQuiz
from lms.catalog.quizzes import preview_of
from lms.catalog.services import publish_course
from lms.lessons.evidence import QuizAnswer
from lms.lessons.quiz_queries import markable
from lms.publishing.reading import read_folder
from tests.assessments.typed_answers import OTHER, RIGHT, in_labels
from tests.assessments.typed_items import source_of
from tests.courses.small_course import lesson, write_course
from tests.lms.catalog.publishing import TINY
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
NAMES = sorted(ON_PAGES)
PAGE = "/runs/1/lessons/start"
QUIZ = "```quiz\nid: check\nitems:\n" + "".join(indent(source_of(name), "  ") for name in sorted(IN_LESSONS)) + "```\n"  # fmt: skip


@pytest.fixture
def asked(app: Flask, session: Session, world: World, tmp_path: Path) -> World:
    """The world whose first lesson asks a question of every type."""
    files: dict[str, str | bytes | None] = {
        "course.yml": TINY,
        "01-one/01-start.md": lesson("start", "시작", QUIZ),
        "01-one/01-start.en.md": lesson("start", "Start", QUIZ),
        "01-one/map.png": map_of(640, 480),
        "items/bank.yml": None,
        "exams/mock-1.yml": None,
    }
    folder = read_folder(write_course(tmp_path / "course", files))
    assert folder.errors == ()
    with app.app_context():
        publish_course(session, app.extensions["blobs"], folder.read, asked=folder.quizzes, at=NOW)
        session.commit()
    return world


def map_of(width: int, height: int) -> bytes:
    """A picture of this size."""
    written = BytesIO()
    Image.new("1", (width, height)).save(written, "PNG")
    return written.getvalue()


def fields_of(session: Session, name: str, answer: Any) -> dict[str, Any]:
    """The answer as the fields of the question's form."""
    quiz = session.scalars(select(LessonQuiz)).one()
    stored = next(iter(quiz.content["languages"].values()))["questions"]
    (item,) = [item_from(each) for each in stored if each["id"] == name]
    given = in_labels(answer, form_of(item, "start/check", shuffles=True).labels)
    session.commit()
    if isinstance(given, dict):
        return {f"answer.{label}": each for label, each in given.items()}
    return {"answer": given}


def names_of_fields(part: str) -> Iterator[str]:
    yield from re.findall(r'<(?:input|select|textarea)[^>]*name="(answer[^"]*)"', part)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_right", [True, False])
def test_a_question_of_any_type_is_answered_without_a_script(
    session: Session, asked: World, client_of: ClientOf, name: str, is_right: bool
) -> None:
    browser = client_of(asked.ben)
    value, outcome = (RIGHT[name], "right") if is_right else OTHER[name]
    sent = fields_of(session, name, value)
    form = browser.get(PAGE).text.split(f'id="quiz-check-{name}"')[1].split("</form>")[0]
    assert {*sent} <= {*names_of_fields(form)}
    assert "<fieldset" in form or "<label" in form

    answer = browser.post(f"{PAGE}/quizzes/check/{name}", data={**sent, "lang": "ko"})

    assert answer.status_code == 303
    assert session.scalars(select(QuizAnswer.outcome)).all() == [outcome]
    page = html.unescape(browser.get(PAGE).text)
    shown = page.split(f'id="quiz-check-{name}"')[1]
    assert "secret" in shown.split("quiz__question")[0]
    assert f"quiz__question--{outcome}" in page


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_form_is_no_answer(
    session: Session, asked: World, client_of: ClientOf, name: str
) -> None:
    browser = client_of(asked.ben)
    form = browser.get(PAGE).text.split(f'id="quiz-check-{name}"')[1].split("</form>")[0]
    empty = dict.fromkeys(set(re.findall(r'<(?:select|textarea)[^>]*name="(answer[^"]*)"', form)), "")  # fmt: skip

    answer = browser.post(f"{PAGE}/quizzes/check/{name}", data={**empty, "part": "1"})

    assert answer.status_code == 422
    assert "먼저 답을" in answer.text
    assert session.scalars(select(QuizAnswer)).all() == []


@pytest.mark.parametrize("spoken", ["ko", "en"])
def test_no_key_of_any_type_is_in_the_page_before_the_answer(
    asked: World, client_of: ClientOf, spoken: str
) -> None:
    page = html.unescape(client_of(asked.ben).get(f"{PAGE}?lang={spoken}").text)

    assert "짝지어라" in page
    form = page.split('id="quiz-check"')[1].split("data-quiz-status")[0]
    for secret in ("secret", "4096", "0.25", "rationale", "is_right", "is_correct"):
        assert secret not in form


def test_the_preview_of_a_quiz_shows_every_type_with_its_key(
    session: Session, asked: World
) -> None:
    quiz = session.scalars(select(LessonQuiz)).one()

    shown = preview_of(quiz, "ko")

    assert [each.shown["type"] for each in shown] == sorted(IN_LESSONS)
    assert all(each.explained for each in shown)


def test_the_picture_of_a_question_is_there_and_is_not_named_as_its_author_named_it(
    asked: World, client_of: ClientOf
) -> None:
    browser = client_of(asked.ben)
    page = browser.get(PAGE).text

    (address,) = set(re.findall(r'src="(/assets/[^"]+)"', page))
    assert address.endswith("/picture.png")
    assert browser.get(address).data == map_of(640, 480)


@pytest.mark.parametrize(
    ("picture", "code"),
    [(None, "missing-image"), (map_of(64, 48), "picture-size")],
    ids=["none", "small"],
)
def test_a_picture_that_is_not_there_or_has_another_size_is_an_error(
    tmp_path: Path, picture: bytes | None, code: str
) -> None:
    files: dict[str, str | bytes | None] = {
        "course.yml": TINY,
        "01-one/01-start.md": lesson("start", "시작", QUIZ),
        "01-one/map.png": picture,
    }

    folder = read_folder(write_course(tmp_path / "course", files))

    assert (code, "01-one/01-start.md") in {(each.code, each.file) for each in folder.errors}


def test_an_essay_is_compared_with_the_model_answer_and_never_counted(
    session: Session, asked: World, client_of: ClientOf
) -> None:
    browser = client_of(asked.ben)
    assert f"{len(NAMES)}문항 중 0문항 맞힘" in browser.get(PAGE).text
    address = f"{PAGE}/quizzes/check/extended-text"
    assert "먼저 답을 적어 주세요" in browser.post(address, data={"answer": " ", "part": "1"}).text

    shown = browser.post(address, data={"answer": "<b>내 글</b>\n둘째 줄", "part": "1"})

    assert shown.status_code == 200
    assert "모범 답안과 견주어 보세요." in shown.text
    assert "secret" in shown.text, "model answer and rubric"
    assert "&lt;b&gt;내 글&lt;/b&gt;\n둘째 줄" in shown.text
    assert "채점 대기" not in shown.text
    assert session.scalars(select(QuizAnswer.outcome)).all() == ["waiting"]
    quiz = session.scalars(select(LessonQuiz)).one()
    assert {item for _, item in markable(quiz)} == {*NAMES}
