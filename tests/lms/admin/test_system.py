"""The system page: what answers, what waits, who did what."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms import audit
from lms.accounts.models import User
from lms.outbox import MAX_TRIES, OutboxMessage
from tests.lms.lessons.conftest import FakeHub
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]


def test_the_page_says_whether_the_hub_answers(
    world: World, client_of: ClientOf, hub: FakeHub
) -> None:
    browser = client_of(world.fay)
    assert "JupyterHub 6" in browser.get("/system").text

    hub.is_up = False
    page = browser.get("/system")

    assert page.status_code == 200
    assert "응답 없음" in page.text
    assert "강의와 시험은 그대로 쓸 수 있습니다" in page.text


def test_what_waits_and_what_was_given_up_is_counted(
    session: Session, world: World, client_of: ClientOf, hub: FakeHub
) -> None:
    browser = client_of(world.fay)
    assert "기다리는 것 0건" in browser.get("/system").text
    for tries in (0, 1, MAX_TRIES):
        session.add(OutboxMessage(kind="mail", payload={}, created_at=NOW, due_at=NOW, tries=tries))
    session.commit()

    page = browser.get("/system").text

    assert "기다리는 것 2건" in page
    assert "실패 1건" in page


def test_the_trail_names_people_and_comes_in_pages(
    session: Session, world: World, client_of: ClientOf, hub: FakeHub
) -> None:
    browser = client_of(world.fay)
    for number in range(60):
        audit.record(
            session, "thing.do", actor_id=world.ann.id, subject=("thing", number), at=NOW,
            address="192.0.2.1",
        )  # fmt: skip
    session.commit()

    first, second = (browser.get(f"/system?page={n}").text for n in (1, 2))

    rows = re.findall(r"<td>thing (\d+)</td>", first)
    assert rows == [str(number) for number in range(59, 9, -1)]
    assert "앤" in first
    assert "192.0.2.1" in first
    assert "thing 9<" in second
    assert browser.get("/system?page=999999").status_code == 200


def test_people_are_counted_by_role(world: World, client_of: ClientOf, hub: FakeHub) -> None:
    page = client_of(world.fay).get("/system").text

    for word in ("교육생 2", "강사 1", "기업 멘토 1", "운영자 1", "관리자 1"):
        assert word in page


def test_only_an_administrator_sees_it(
    world: World, client_of: ClientOf, anonymous: FlaskClient, hub: FakeHub
) -> None:
    for person in (world.ann, world.ben, world.cho, world.dan, world.eun):
        assert client_of(person).get("/system").status_code == 403
    assert anonymous.get("/system").location.startswith("/login")
