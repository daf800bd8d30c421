"""The bell and the list of notices."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.notices.queries import PAGE_SIZE
from lms.notices.services import read_all
from tests.lms.notices.conftest import Tell, notices_of
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]


@pytest.fixture
def ben(session: Session, world: World, client_of: ClientOf) -> FlaskClient:
    """Ben's browser; he has read all there was."""
    read_all(session, world.ben.id, at=NOW)
    session.commit()
    return client_of(world.ben)


def test_the_bell_counts_what_is_unread_and_opening_a_notice_reads_it(
    ben: FlaskClient, tell: Tell
) -> None:
    assert "안 읽은 알림" not in ben.get("/").text
    notice = tell()
    assert "안 읽은 알림 1개" in ben.get("/").text

    opened = ben.post(f"/notices/{notice.id}/open")

    assert (opened.status_code, opened.location) == (303, "/grades")
    assert "안 읽은 알림" not in ben.get("/").text


def test_the_list_speaks_the_readers_language(
    session: Session, world: World, ben: FlaskClient, tell: Tell
) -> None:
    tell()
    assert "새 공지: 휴강" in ben.get("/notices").text

    world.ben.locale = "en"
    session.commit()

    assert "No class" in ben.get("/notices").text
    assert "휴강" not in ben.get("/notices").text


def test_what_is_told_is_never_markup(ben: FlaskClient, tell: Tell) -> None:
    tell(title={"ko": "<script>alert(1)</script>%(place)s 100%"})

    page = ben.get("/notices").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;%(place)s 100%" in page


def test_one_or_all_are_marked_read_and_one_unread_again(
    session: Session, world: World, ben: FlaskClient, tell: Tell
) -> None:
    first, _second = tell(), tell()

    assert ben.post(f"/notices/{first.id}/read", data={"page": "2"}).location == "/notices?page=2"
    assert "안 읽은 알림 1개" in ben.get("/").text
    assert ben.post(f"/notices/{first.id}/read", data={"undo": "1"}).location == "/notices"
    assert "안 읽은 알림 2개" in ben.get("/").text
    assert ben.post("/notices/read").status_code == 303

    assert all(each.read_at for each in notices_of(session, world.ben))


def test_long_lists_come_in_pages_and_a_page_past_the_end_is_the_last(
    ben: FlaskClient, tell: Tell
) -> None:
    for n in range(PAGE_SIZE + 1):
        tell(title=f"제{n}호")

    assert "제0호" not in ben.get("/notices").text
    assert "제0호" in ben.get("/notices?page=2").text
    assert "제0호" in ben.get("/notices?page=999").text
    assert ben.get("/notices?page=x").status_code == 200
    assert ben.get("/notices?page=-1").status_code == 200


def test_nothing_told_yet_is_said(world: World, client_of: ClientOf) -> None:
    assert "아직 알림이 없습니다" in client_of(world.dan).get("/notices").text


def test_a_notice_is_its_readers_alone(
    world: World, client_of: ClientOf, anonymous: FlaskClient, tell: Tell
) -> None:
    notice = tell()

    for name in ("ann", "cho", "eun", "fay"):
        browser = client_of(getattr(world, name))
        assert browser.post(f"/notices/{notice.id}/open").status_code == 404
        assert browser.post(f"/notices/{notice.id}/read").status_code == 404
        assert "휴강" not in browser.get("/notices").text
    assert client_of(world.ben).post("/notices/999/read").status_code == 404
    for address in (f"/notices/{notice.id}/open", f"/notices/{notice.id}/read", "/notices/read"):
        assert anonymous.post(address).status_code == 303
        assert "/login" in anonymous.post(address).location
    assert "/login" in anonymous.get("/notices").location


def test_many_notices_cost_as_many_queries_as_one(app: Flask, ben: FlaskClient, tell: Tell) -> None:
    def cost() -> int:
        seen: list[str] = []

        def note(*facts: object) -> None:
            seen.append(str(facts[2]))

        event.listen(app.extensions["engine"], "before_cursor_execute", note)
        ben.get("/notices")
        event.remove(app.extensions["engine"], "before_cursor_execute", note)
        return len(seen)

    tell()
    with_one = cost()
    for _ in range(10):
        tell()

    assert cost() == with_one
