"""A lesson's address lasts: moved lessons redirect, progress follows, those taken out say so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.lessons.models import LessonProgress
from tests.lms.people import World
from tests.lms.publishing.conftest import Publish

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
