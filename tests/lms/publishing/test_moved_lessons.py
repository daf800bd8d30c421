"""A lesson's address lasts: moved lessons redirect, progress follows, those taken out say so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.lessons.evidence import CellRun, QuizAnswer
from lms.lessons.models import LessonProgress
from tests.lms.people import World
from tests.lms.publishing.conftest import WHOLE, Publish

ClientOf = Callable[[User], FlaskClient]
TEXT = "---\ntitle: 글\nminutes: 3\n---\n" + "하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열.\n" * 5


@pytest.mark.parametrize("text", [TEXT, TEXT + "끝에 한 문장을 더했습니다.\n"])
def test_the_old_address_of_a_moved_lesson_leads_to_the_new_one_and_progress_follows(
    session: Session, world: World, client_of: ClientOf, publish: Publish, text: str
) -> None:
    publish({"01-one/05-old.md": TEXT})
    browser = client_of(world.ben)
    assert browser.get("/runs/1/lessons/one-old").status_code == 200
    browser.post("/runs/1/lessons/one-old/done")

    publish({"01-one/05-old.md": None, "02-two/07-new.md": text})

    moved = browser.get("/runs/1/lessons/one-old")
    assert (moved.status_code, moved.location) == (301, "/runs/1/lessons/two-new")
    assert "이 강의를 마쳤습니다" in browser.get(moved.location).text
    keys = set(session.scalars(select(LessonProgress.lesson_key)))
    assert keys == {"two-new"}
    assert client_of(world.cho).get("/runs/1/lessons/one-old").status_code == 404


def test_a_lesson_taken_out_is_gone_and_one_brought_back_is_there(
    world: World, client_of: ClientOf, publish: Publish
) -> None:
    publish({"01-one/05-old.md": TEXT})
    publish({"01-one/05-old.md": None})
    browser = client_of(world.ben)

    gone = browser.get("/runs/1/lessons/one-old")
    assert gone.status_code == 410
    assert "과정에서 빠졌습니다" in gone.text

    publish({"01-one/05-old.md": TEXT})
    assert browser.get("/runs/1/lessons/one-old").status_code == 200


def test_two_moves_lead_to_the_last_place(
    world: World, client_of: ClientOf, publish: Publish
) -> None:
    publish({"01-one/05-old.md": TEXT})
    publish({"01-one/05-old.md": None, "01-one/06-mid.md": TEXT})
    publish({"01-one/06-mid.md": None, "02-two/07-new.md": TEXT})
    browser = client_of(world.ben)

    for key in ("one-old", "one-mid"):
        assert browser.get(f"/runs/1/lessons/{key}").location == "/runs/1/lessons/two-new"


def test_an_author_says_which_lesson_an_old_address_means(
    session: Session, world: World, client_of: ClientOf, publish: Publish
) -> None:
    publish({"01-one/05-old.md": TEXT})
    browser = client_of(world.ben)
    browser.post("/runs/1/lessons/one-old/done")
    fresh = "---\nid: fresh\naliases: [01-one/05-old.md, older]\ntitle: 새 글\nminutes: 3\n---\n모두 다른 글.\n"

    publish({"01-one/05-old.md": None, "02-two/07-new.md": fresh})

    for former in ("one-old", "older"):
        moved = browser.get(f"/runs/1/lessons/{former}?lang=ko")
        assert (moved.status_code, moved.location) == (301, "/runs/1/lessons/fresh?lang=ko")
    assert "이 강의를 마쳤습니다" in browser.get("/runs/1/lessons/fresh").text
    assert client_of(world.cho).get("/runs/1/lessons/older").status_code == 404


def test_an_address_once_promised_lasts_when_the_author_takes_the_alias_out(
    world: World, client_of: ClientOf, publish: Publish
) -> None:
    publish({"course.yml": f"{WHOLE['course.yml']}aliases: {{older: start}}\n"})
    publish()

    moved = client_of(world.ben).get("/runs/1/lessons/older")

    assert (moved.status_code, moved.location) == (301, "/runs/1/lessons/start")


def test_what_was_sent_from_a_page_of_an_old_address_still_arrives(
    session: Session, world: World, client_of: ClientOf, publish: Publish
) -> None:
    publish({"01-one/05-old.md": TEXT})
    publish({"01-one/05-old.md": None, "02-two/07-new.md": TEXT})
    browser = client_of(world.ben)

    sent = browser.post("/runs/1/lessons/one-old/done")

    assert (sent.status_code, sent.location) == (308, "/runs/1/lessons/two-new/done")
    assert browser.post(sent.location).status_code == 303
    assert session.scalars(select(LessonProgress.lesson_key)).all() == ["two-new"]


def test_answers_and_runs_of_cells_follow_a_moved_lesson(
    session: Session, world: World, client_of: ClientOf, publish: Publish
) -> None:
    asks = TEXT + "```quiz\nid: check\nitems:\n  - {stem: three, answer: '3', rationale: so}\n```\n"
    publish({"01-one/05-old.md": asks})
    browser = client_of(world.ben)
    browser.post("/runs/1/lessons/one-old/quizzes/check/q1", data={"answer": "3"})
    browser.post("/runs/1/lessons/one-old/cells", data={"cell": "1"})

    publish({"01-one/05-old.md": None, "02-two/07-new.md": asks})

    assert session.scalars(select(QuizAnswer.lesson_key)).all() == ["two-new"]
    assert session.scalars(select(CellRun.lesson_key)).all() == ["two-new"]
    assert "맞음" in browser.get("/runs/1/lessons/two-new").text


@pytest.mark.every_database
def test_a_lesson_renamed_and_moved_under_its_id_keeps_its_address(
    world: World, client_of: ClientOf, publish: Publish
) -> None:
    text = "---\nid: kept\ntitle: {}\nminutes: 3\n---\n{}\n"
    publish({"01-one/05-old.md": text.format("옛 이름", "옛 글")})
    publish({"01-one/05-old.md": None, "02-two/07-new.md": text.format("새 이름", "다른 글")})

    answer = client_of(world.ben).get("/runs/1/lessons/kept")

    assert answer.status_code == 200
    assert "새 이름" in answer.text
