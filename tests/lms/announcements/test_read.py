"""Who sees which announcement, and how far it got."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.announcements.audience import people_of
from lms.announcements.models import AnnouncementReading
from lms.announcements.queries import PAGE_SIZE, is_in_audience
from tests.lms.announcements.conftest import ClientOf, Write, the_announcement
from tests.lms.people import World

PLACES = (None, "city", "campus-1", "campus-2", "cohort-1", "cohort-2")


@pytest.mark.parametrize("place", PLACES)
def test_the_list_of_a_person_and_the_audience_of_an_announcement_are_twins(
    session: Session, world: World, cohort_teacher: User, write: Write, place: str | None
) -> None:
    announcement = the_announcement(session, write(place))
    everybody = [getattr(world, name) for name in ("ann", "ben", "cho", "dan", "eun", "fay")]

    readers = {
        person.id
        for person in (*everybody, cohort_teacher)
        if is_in_audience(session, person.actor, announcement)
    }

    assert set(people_of(session, announcement)) == readers - {announcement.author_id}


def test_the_author_sees_who_has_read_it_and_who_has_not(
    session: Session, world: World, client_of: ClientOf, write: Write
) -> None:
    announcement_id = write("cohort-1")
    address = f"/announcements/{announcement_id}"
    assert "읽은 사람 0 / 2" in client_of(world.fay).get(address).text

    for _ in range(2):
        client_of(world.ben).get(address)

    page = client_of(world.fay).get(address).text
    assert "읽은 사람 1 / 2" in page
    assert "<li>벤</li>" in page
    assert "읽음 1명" in client_of(world.fay).get("/operate/announcements").text
    assert session.get(AnnouncementReading, (announcement_id, world.ben.id)) is not None
    assert "읽은 사람" not in client_of(world.ben).get(address).text


def test_an_operator_who_looks_is_no_reader(
    session: Session, world: World, client_of: ClientOf, write: Write
) -> None:
    announcement_id = write()
    client_of(world.eun).get(f"/announcements/{announcement_id}")

    assert session.get(AnnouncementReading, (announcement_id, world.eun.id)) is None


def test_reading_it_reads_its_notice(world: World, client_of: ClientOf, write: Write) -> None:
    ben = client_of(world.ben)
    ben.post("/notices/read")
    announcement_id = write()
    assert "안 읽은 알림 1개" in ben.get("/grades").text

    ben.get(f"/announcements/{announcement_id}")

    assert "안 읽은 알림" not in ben.get("/grades").text


def test_pinned_ones_stand_first_on_the_list_and_at_home(
    world: World, client_of: ClientOf, write: Write
) -> None:
    write(title_ko="고정한 것", is_pinned="y")
    write(title_ko="새로운 것")
    ben = client_of(world.ben)

    for address in ("/announcements", f"/runs/{world.run.id}/announcements", "/"):
        page = ben.get(address).text
        assert 0 < page.index("고정한 것") < page.index("새로운 것"), address


@pytest.mark.every_database
def test_lists_come_in_pages(world: World, client_of: ClientOf, write: Write) -> None:
    for n in range(PAGE_SIZE + 1):
        write(title_ko=f"제{n}호")
    ben = client_of(world.ben)

    assert "제0호" not in ben.get("/announcements").text
    assert "제0호" in ben.get("/announcements?page=2").text
    assert "제0호" in ben.get(f"/runs/{world.run.id}/announcements?page=9").text


def test_without_announcements_the_pages_say_so(
    world: World, client_of: ClientOf, anonymous: FlaskClient
) -> None:
    ben = client_of(world.ben)

    assert "지금은 공지가 없습니다" in ben.get("/announcements").text
    assert "지금은 공지가 없습니다" in ben.get(f"/runs/{world.run.id}/announcements").text
    assert "아직 쓴 공지가 없습니다" in client_of(world.eun).get("/operate/announcements").text
    assert ben.get("/operate/announcements").status_code == 403
    assert ben.get("/announcements/999").status_code == 404
    assert client_of(world.cho).get(f"/runs/{world.run.id}/announcements").status_code == 404
    for address in ("/announcements", f"/runs/{world.run.id}/announcements", "/announcements/1"):
        assert "/login" in anonymous.get(address).location


def test_an_operator_manages_what_lies_on_their_campus(
    world: World, client_of: ClientOf, write: Write
) -> None:
    for place, title in ((None, "강의에"), ("city", "시에"), ("cohort-2", "종로에"), ("campus-1", "마포에")):  # fmt: skip
        write(place, title_ko=title)

    page = client_of(world.eun).get("/operate/announcements").text

    assert [title in page for title in ("강의에", "마포에", "시에", "종로에")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("address", ["/announcements", "/runs/1/announcements", "/"])
def test_many_announcements_cost_as_many_queries_as_one(
    app: Flask, world: World, client_of: ClientOf, write: Write, address: str
) -> None:
    def cost() -> int:
        seen: list[object] = []

        def note(*facts: object) -> None:
            seen.append(facts[2])

        event.listen(app.extensions["engine"], "before_cursor_execute", note)
        client_of(world.ben).get(address)
        event.remove(app.extensions["engine"], "before_cursor_execute", note)
        return len(seen)

    write()
    with_one = cost()
    for place in (None, "city", "campus-1", "cohort-1"):
        write(place)

    assert cost() == with_one
