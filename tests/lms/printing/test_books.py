"""A course as a PDF: asked for, made once by the worker, and fetched by those who may read it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.catalog.services import publish_course
from lms.printing import services
from lms.printing.jobs import forget
from lms.printing.models import CoursePdf
from lms.publishing.reading import read_folder
from tests.courses.small_course import lesson, write_course
from tests.lms.catalog.publishing import TINY, publish
from tests.lms.conftest import FakeClock
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
PAPER = "/runs/1/paper"


def work(app: Flask) -> None:
    with app.app_context():
        app.extensions["queue"].run_waiting()


def text_of(pdf: bytes, folder: Path) -> str:
    (folder / "book.pdf").write_bytes(pdf)
    command = ["pdftotext", "-layout", str(folder / "book.pdf"), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_book_is_made_once_for_everybody(
    app: Flask, session: Session, studied: World, client_of: ClientOf, tmp_path: Path
) -> None:
    browser = client_of(studied.ben)
    assert "PDF 만들기" in browser.get(PAPER).text
    browser.post(PAPER, data={"lang": "ko"})
    client_of(studied.ann).post(PAPER, data={"lang": "ko"})
    assert "만드는 중" in browser.get(PAPER).text

    work(app)

    book = session.scalars(select(CoursePdf)).one()
    assert (book.failure, book.n_done, book.problems) == (None, 3, [])
    assert "PDF가 있습니다" in browser.get(PAPER).text
    answer = browser.get(f"{PAPER}/ko.pdf")
    assert answer.mimetype == "application/pdf"
    assert book.size == len(answer.data)
    words = text_of(answer.data, tmp_path)
    assert words.count("\f") == book.n_pages
    assert "차례" in words
    assert "시작" in words


@pytest.fixture
def reader(
    app: Flask, session: Session, studied: World, client_of: ClientOf, clock: FakeClock
) -> FlaskClient:
    """Ben, who had the book made; something small stands in its place."""
    browser = client_of(studied.ben)
    browser.post(PAPER, data={"lang": "ko"})
    book = session.scalars(select(CoursePdf)).one()
    blob = app.extensions["blobs"].put(b"%PDF-1.7")
    services.finish(book, blob=blob, size=8, n_pages=1, problems=[], at=clock())
    session.commit()
    return browser


def test_outsiders_get_no_book(
    reader: FlaskClient, studied: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    assert client_of(studied.ann).get(f"{PAPER}/ko.pdf").data == b"%PDF-1.7"

    for path in (PAPER, "/runs/1/print", f"{PAPER}/ko.pdf"):
        assert client_of(studied.cho).get(path).status_code == 404
        assert anonymous.get(path).status_code == 303
    assert client_of(studied.cho).post(PAPER, data={"lang": "ko"}).status_code == 404
    assert reader.post(PAPER, data={"lang": "xx"}).status_code == 422
    assert reader.get(f"{PAPER}/en.pdf").status_code == 404


def test_a_new_revision_has_a_new_book_and_the_old_one_goes(
    app: Flask, session: Session, reader: FlaskClient, clock: FakeClock, tmp_path: Path
) -> None:
    text = (tmp_path / "course/01-one/01-start.md").read_text()
    publish(app, session, tmp_path / "course", {"01-one/01-start.md": text + "\n\n한 줄 더.\n"})
    assert "PDF 만들기" in reader.get(PAPER).text
    clock.forward(days=31)

    with app.app_context():
        forget()

    assert session.scalars(select(CoursePdf)).all() == []


def test_a_book_whose_worker_died_is_taken_again(
    session: Session, studied: World, client_of: ClientOf, clock: FakeClock
) -> None:
    client_of(studied.ben).post(PAPER, data={"lang": "ko"})
    first = services.take(session, at=clock())
    assert first is not None
    assert services.take(session, at=clock()) is None

    clock.forward(minutes=41)

    assert services.take(session, at=clock()) is first


def test_the_whole_course_on_one_page_has_unique_anchors(
    studied: World, client_of: ClientOf
) -> None:
    page = client_of(studied.ben).get("/runs/1/print?lang=ko").text

    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert page.count("paper-chapter") == 3


def test_a_lesson_with_questions_is_set_as_a_page_and_not_as_its_source(
    app: Flask,
    session: Session,
    world: World,
    client_of: ClientOf,
    tmp_path: Path,
) -> None:
    quiz = "```quiz\nid: q\nitems:\n  - {stem: 하나 더하기 둘, answer: '3', rationale: 셋}\n```"
    text = f"**굵은** 글 & 표\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n{quiz}\n\n*끝*"
    files: dict[str, str | bytes | None] = {
        "course.yml": TINY,
        "01-one/01-start.md": lesson("start", "시작", text),
    }
    folder = read_folder(write_course(tmp_path / "course", files))
    with app.app_context():
        publish_course(session, app.extensions["blobs"], folder.read, asked=folder.quizzes, at=NOW)
        session.commit()
    browser = client_of(world.ben)

    page = browser.get("/runs/1/print?lang=ko").text
    browser.post(PAPER, data={"lang": "ko"})
    work(app)
    words = text_of(browser.get(f"{PAPER}/ko.pdf").data, tmp_path)

    assert "<strong>굵은</strong> 글 &amp; 표" in page
    assert "하나 더하기 둘" in page
    assert "<em>끝</em>" in page
    assert "&lt;" not in page[page.index("굵은") - 200 : page.index("끝")]
    assert "굵은 글 & 표" in words
    assert "하나 더하기 둘" in words
    assert "<" not in words
