"""Questions in a lesson are answered, marked by the server, and remembered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

import courses
from lms.accounts.models import User
from lms.catalog.quizzes import check_course, read_quizzes
from lms.catalog.services import publish_course
from lms.lessons.evidence import CellRun, QuizAnswer
from lms.lessons.personal_data import DATA
from lms.publishing.reading import read_folder
from tests.courses.small_course import PNG, lesson, write_course
from tests.lms.catalog.publishing import TINY
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
QUIZ = """\
```quiz
id: check
shuffle: false
items:
  - stem: {first}
    options:
      - {{text: yes, correct: true, rationale: WHY-RIGHT}}
      - {{text: no, rationale: WHY-WRONG}}
  - {{stem: three, answer: "3", rationale: WHY-THREE}}
```
"""
PAGE = "/runs/1/lessons/start"


@pytest.fixture
def asked(app: Flask, session: Session, world: World, tmp_path: Path) -> World:
    """The world whose first lesson asks two questions in both languages."""
    files: dict[str, str | bytes | None] = {
        "course.yml": TINY,
        "01-one/01-start.md": lesson("start", "시작", QUIZ.format(first="하나?")),
        "01-one/01-start.en.md": lesson("start", "Start", QUIZ.format(first="One?")),
    }
    read = courses.read_course(write_course(tmp_path / "course", files))
    found = read_quizzes(read, None)
    assert found.problems == ()
    with app.app_context():
        publish_course(session, app.extensions["blobs"], read, asked=found.quizzes, at=NOW)
        session.commit()
    return world


def label_of(page: str, text: str) -> str:
    """The value of the option with this text."""
    before = page[: page.index(f'prose">{text}<')]
    return before.rsplit('value="', 1)[1].split('"', 1)[0]


def test_no_key_is_in_the_page_before_the_answer(asked: World, client_of: ClientOf) -> None:
    page = client_of(asked.ben).get(PAGE).text

    assert "하나?" in page
    assert "WHY" not in page
    assert "correct" not in page


def test_an_answer_is_marked_explained_and_kept_beside_the_next(
    session: Session, asked: World, client_of: ClientOf
) -> None:
    browser = client_of(asked.ben)
    page = browser.get(PAGE).text
    address = f"{PAGE}/quizzes/check/q1"

    wrong = browser.post(address, data={"answer": label_of(page, "no"), "lang": "ko"})
    assert wrong.status_code == 303
    assert wrong.location.endswith("#quiz-check-q1")
    assert "WHY-WRONG" in browser.get(PAGE).text
    right = browser.post(address, data={"answer": label_of(page, "yes"), "lang": "ko", "part": "1"})

    assert right.status_code == 200
    assert "맞음" in right.text
    rows = session.scalars(select(QuizAnswer).order_by(QuizAnswer.number)).all()
    assert [(row.number, row.outcome) for row in rows] == [(1, "wrong"), (2, "right")]
    assert "1 of 2 right" not in browser.get(PAGE).text
    assert "WHY-RIGHT" in browser.get(f"{PAGE}?lang=en").text, "both languages share the answer"


def test_what_is_no_answer_is_said_and_not_kept(
    session: Session, asked: World, client_of: ClientOf
) -> None:
    browser = client_of(asked.ben)

    empty = browser.post(f"{PAGE}/quizzes/check/q1", data={"part": "1", "lang": "ko"})
    odd = browser.post(f"{PAGE}/quizzes/check/q2", data={"answer": "drei", "lang": "ko"})

    assert (empty.status_code, odd.status_code) == (422, 303)
    assert "먼저 답을 골라 주세요" in empty.text
    assert "숫자로 읽을 수 없습니다" in browser.get(odd.location).text
    assert session.scalars(select(QuizAnswer)).all() == []


def test_only_trainees_of_the_run_answer(
    asked: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    address = f"{PAGE}/quizzes/check/q2"

    assert client_of(asked.ann).post(address, data={"answer": "3"}).status_code == 403
    assert client_of(asked.cho).post(address, data={"answer": "3"}).status_code == 404
    assert anonymous.post(address, data={"answer": "3"}).location.startswith("/login")
    assert client_of(asked.ben).post(f"{PAGE}/quizzes/check/q9").status_code == 404
    assert client_of(asked.ben).post(f"{PAGE}/quizzes/none/q1").status_code == 404


def test_thirty_answers_a_minute_are_enough(asked: World, client_of: ClientOf) -> None:
    browser = client_of(asked.ben)
    address = f"{PAGE}/quizzes/check/q2"

    codes = [browser.post(address, data={"answer": "1"}).status_code for _ in range(31)]

    assert codes == [303] * 30 + [429]


def test_running_a_cell_is_noted_once_a_cell(
    session: Session, asked: World, client_of: ClientOf
) -> None:
    browser = client_of(asked.ben)
    for _ in range(2):
        assert browser.post(f"{PAGE}/cells", data={"cell": "2", "changed": "1"}).status_code == 200
    assert browser.post(f"{PAGE}/cells", data={"cell": "x"}).status_code == 422
    assert client_of(asked.ann).post(f"{PAGE}/cells", data={"cell": "2"}).status_code == 403

    row = session.scalars(select(CellRun)).one()
    assert (row.cell, row.n_runs, row.is_changed) == (2, 2, True)


def test_answers_are_in_the_download_and_go_at_the_person_s_wish(
    app: Flask, session: Session, asked: World, client_of: ClientOf
) -> None:
    client_of(asked.ben).post(f"{PAGE}/quizzes/check/q2", data={"answer": "3"})
    with app.test_request_context():
        parts = {part.name: part.rows for part in DATA.parts(session, asked.ben.id)}
        assert [row["value"] for row in parts["quiz-answers"]] == ["3"]
        assert list(DATA.erase(session, asked.ben.id, NOW)) == []

    row = session.scalars(select(QuizAnswer)).one()
    assert (row.value, row.outcome) == (None, "right")


def test_runs_of_cells_are_in_the_download_and_go_at_the_person_s_wish(
    app: Flask, session: Session, asked: World, client_of: ClientOf
) -> None:
    client_of(asked.ben).post(f"{PAGE}/cells", data={"cell": "2", "changed": "1"})
    with app.test_request_context():
        parts = {part.name: part.rows for part in DATA.parts(session, asked.ben.id)}
        (told,) = parts["cell-runs"]
        assert (told["lesson_key"], told["cell"], told["n_runs"]) == ("start", 2, 1)
        assert list(DATA.erase(session, asked.ann.id, NOW)) == []
        assert session.scalars(select(CellRun)).all() != [], "somebody else's wish"
        DATA.erase(session, asked.ben.id, NOW)

    assert session.scalars(select(CellRun)).all() == []


def quiz_about(stem: str) -> dict[str, str | bytes | None]:
    """The small course whose first lesson asks this."""
    quiz = f"```quiz\nid: check\nitems:\n  - stem: >-\n      {stem}\n    answer: '3'\n    rationale: so\n```"
    return {
        "course.yml": TINY,
        "01-one/01-start.md": lesson("start", "시작", quiz),
        "01-one/01-start.en.md": lesson("start", "Start", quiz),
    }


def test_pictures_and_links_of_a_quiz_lead_where_the_lesson_s_do(
    app: Flask, session: Session, world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    stem = "![점](images/dot.png) [더](02-more.md) [밖](https://example.org/) `d[k](x)`"
    folder = read_folder(write_course(tmp_path / "course", quiz_about(stem)))
    with app.app_context():
        publish_course(session, app.extensions["blobs"], folder.read, asked=folder.quizzes, at=NOW)
        session.commit()

    page = client_of(world.ben).get(PAGE).text
    picture = page[page.index('src="/assets/') + 5 :].split('"')[0]
    assert client_of(world.ben).get(picture).data == PNG
    copied = client_of(world.ben).get("/runs/1/offline/copy.json?lang=ko").json["files"]
    assert picture in {each["address"] for each in copied}
    assert 'width="1" height="1"' in page
    assert 'href="more"' in page
    assert 'href="https://example.org/"' in page
    assert not [trouble for trouble in folder.troubles if trouble.file.startswith("01-one/01")]


def test_what_a_quiz_shows_or_leads_to_and_is_not_there_is_a_problem(tmp_path: Path) -> None:
    stem = "![x](images/none.png) [x](none.md) [x](02-more.md#none) [x](solutions/a.md)"
    files = {**quiz_about(stem), "01-one/solutions/a.md": "# 풀이"}
    read = check_course(write_course(tmp_path / "course", files))

    start = "01-one/01-start.md"
    found = {(p.code, p.line) for p in read.problems if p.file == start}
    assert {
        ("missing-image", 11),
        ("broken-link", 11),
        ("broken-anchor", 11),
        ("solution-link", 11),
    } <= found


def test_links_in_quizzes_count_like_all_others(tmp_path: Path) -> None:
    stem = "![x](images/none.png) [x](none.md) [x](02-more.md#none) [더](02-more.md)"
    counted = check_course(write_course(tmp_path / "asks", quiz_about(stem))).links
    before = check_course(write_course(tmp_path / "asks-not", quiz_about("3"))).links

    assert {(x.file, x.line, x.target) for x in {*counted.broken} - {*before.broken}} == {
        (start, 11, target)
        for start in ("01-one/01-start.md", "01-one/01-start.en.md")
        for target in ("images/none.png", "none.md", "02-more.md#none")
    }
    assert counted.internal == before.internal + 6, "pictures are no links"


def test_links_of_a_quiz_file_count_once_however_many_lessons_show_it(tmp_path: Path) -> None:
    answers = [{"answerText": "a", "isCorrect": "true"}, {"answerText": "b", "isCorrect": "false"}]
    asked = {"questionText": "`x` [there](none.md)", "answerOptions": answers}
    app = [{"quizzes": [{"id": 15, "title": "T", "quiz": [asked]}]}]
    lessons = {
        f"{n}-part/README.md": "# P\n\n[Quiz](https://app.example/quiz/15)\n" for n in (1, 2)
    }
    for name, text in {**lessons, "quiz-app/translations/en.json": json.dumps(app)}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    links = check_course(tmp_path).links

    assert [(x.file, x.target) for x in links.broken] == [
        ("quiz-app/translations/en.json", "none.md")
    ]


def test_pictures_of_a_bank_s_item_lie_beside_the_bank(tmp_path: Path) -> None:
    bank = "bank: b\ntitle: {ko: 은행, en: Bank}\ndomains:\n  - {id: d, title: {ko: 가, en: A}}\n"
    item = """\
domain: d
items:
  - id: b-1
    type: numeric
    level: 1
    objective: {ko: 센다., en: Count.}
    stem: {ko: "![점](dots/two.png) ![없음](none.png)", en: "![dots](dots/two.png)"}
    answer: "2"
    rationale: {ko: 둘, en: two}
"""
    files: dict[str, str | bytes | None] = {
        "course.yml": TINY,
        "01-one/01-start.md": lesson("start", "시작", "```quiz\nid: q\nbank: [b-1]\n```"),
        "01-one/01-start.en.md": lesson("start", "Start", "```quiz\nid: q\nbank: [b-1]\n```"),
        "items/bank.yml": bank,
        "items/d.yml": item,
        "items/dots/two.png": PNG,
    }
    read = check_course(write_course(tmp_path, files))

    assert read.course is not None
    start = next(each for each in read.course.lessons if each.key == "start")
    shown = {code: [a.path for a in each.assets] for code, each in start.variants.items()}
    assert all(any("two" in path for path in paths) for paths in shown.values()), shown
    assert ("items/d.yml", 3, "none.png") in [(x.file, x.line, x.target) for x in read.links.broken]


def test_another_picture_in_a_quiz_makes_another_course(tmp_path: Path) -> None:
    files = quiz_about("![점](images/dot.png)")
    before = read_folder(write_course(tmp_path / "one", files)).read.course
    more = PNG + b"more"
    after = read_folder(
        write_course(tmp_path / "two", {**files, "01-one/images/dot.png": more})
    ).read.course

    assert before is not None
    assert after is not None
    assert before.content_hash != after.content_hash
