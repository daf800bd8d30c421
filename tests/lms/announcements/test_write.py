"""Announcing, rewording, withdrawing."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.announcements.models import Announcement
from tests.lms.announcements.conftest import WORDS, ClientOf, Write, the_announcement, told
from tests.lms.people import World


def test_an_instructor_tells_the_run_at_once(
    session: Session, world: World, client_of: ClientOf, write: Write
) -> None:
    announcement_id = write()

    assert told(session) == {"벤": 1}
    page = client_of(world.ben).get(f"/announcements/{announcement_id}").text
    assert "내일은 <strong>쉽니다</strong>." in page
    assert client_of(world.cho).get(f"/announcements/{announcement_id}").status_code == 404


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("city", {"앤", "벤", "조", "단", "은", "길"}),
        ("campus-1", {"앤", "벤"}),
        ("cohort-1", {"앤", "벤"}),
        ("campus-2", {"조", "길"}),
        ("cohort-2", {"조", "길"}),
    ],
)
def test_operators_tell_a_cohort_a_campus_or_the_city(
    session: Session, cohort_teacher: User, write: Write, place: str, names: set[str]
) -> None:
    assert cohort_teacher.name == "길"
    write(place)

    assert told(session) == dict.fromkeys(names, 1)


def test_an_operator_of_a_campus_is_offered_its_places_alone(
    world: World, client_of: ClientOf
) -> None:
    eun = client_of(world.eun)
    page = eun.get("/operate/announcements/new").text
    assert 'value="campus-1"' in page
    assert 'value="cohort-1"' in page
    assert 'value="city"' not in page

    for place in ("city", "campus-2", "cohort-2", "run-1", ""):
        answer = eun.post("/operate/announcements/new", data=WORDS | {"place": place})
        assert answer.status_code == 422, place


def test_who_may_not_announce_is_refused(
    session: Session, world: World, client_of: ClientOf, anonymous: FlaskClient, write: Write
) -> None:
    announcement_id = write()
    in_run, one = f"/runs/{world.run.id}/announcements/new", f"/announcements/{announcement_id}"
    statuses = {
        name: [
            client_of(getattr(world, name)).post(address, data=WORDS).status_code
            for address in (in_run, "/operate/announcements/new", f"{one}/edit", f"{one}/withdraw")
        ]
        for name in ("ben", "cho", "dan")
    }

    assert statuses == {
        "ben": [403, 403, 404, 404],
        "cho": [404, 403, 404, 404],
        "dan": [404, 403, 404, 404],
    }
    for address in (in_run, "/operate/announcements/new", f"{one}/edit", f"{one}/withdraw"):
        assert "/login" in anonymous.post(address, data=WORDS).location
    assert len(session.scalars(select(Announcement)).all()) == 1


def test_an_instructor_cannot_change_what_an_operator_told_the_cohort(
    world: World, client_of: ClientOf, write: Write
) -> None:
    announcement_id = write("cohort-1")

    assert client_of(world.ann).get(f"/announcements/{announcement_id}").status_code == 200
    assert client_of(world.ann).post(f"/announcements/{announcement_id}/withdraw").status_code == 404  # fmt: skip
    assert client_of(world.eun).post(f"/announcements/{announcement_id}/withdraw").status_code == 303  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_ko": " "},
        {"body_ko": ""},
        {"title_ko": "가" * 201},
        {"title_en": "No class"},
        {"body_en": "No class"},
        {"publish_at": "soon"},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    session: Session, world: World, client_of: ClientOf, wrong: dict[str, str]
) -> None:
    typed = {"body_ko": "내일은 **쉽니다**.", **wrong}
    answer = client_of(world.ann).post(
        f"/runs/{world.run.id}/announcements/new", data=WORDS | wrong
    )

    assert answer.status_code == 422
    assert "입력한 내용을 확인해 주세요" in answer.text
    assert typed["body_ko"] in answer.text
    assert session.scalars(select(Announcement)).all() == []


def test_nothing_an_author_writes_becomes_a_script(
    world: World, client_of: ClientOf, write: Write
) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">[a](javascript:alert(3))'
    announcement_id = write(title_ko="<script>alert(0)</script>", body_ko=evil)
    ben = client_of(world.ben)

    for address in (f"/announcements/{announcement_id}", "/announcements", "/", "/notices"):
        page = ben.get(address).text
        assert "<script>alert" not in page
        assert "onerror=" not in page
        assert not re.search(r"<[^>]*javascript:", page)
    author = client_of(world.ann).get(f"/announcements/{announcement_id}/edit").text
    assert "<script>alert" not in author


def test_an_announcement_for_later_is_told_when_its_time_comes_and_once(
    session: Session,
    world: World,
    client_of: ClientOf,
    write: Write,
    pass_time: Callable[[int], None],
) -> None:
    announcement_id = write(publish_at="2026-03-02T20:00")
    ben, address = client_of(world.ben), f"/announcements/{announcement_id}"
    pass_time(0)
    assert told(session) == {}
    assert ben.get(address).status_code == 404
    assert "예약" in client_of(world.ann).get(f"/runs/{world.run.id}/announcements").text

    pass_time(2)
    pass_time(2)
    assert ben.get(address).status_code == 200

    assert told(session) == {"벤": 1}


def test_rewording_keeps_the_history_and_tells_nobody_again(
    session: Session, world: World, client_of: ClientOf, write: Write
) -> None:
    announcement_id = write()
    ann, address = client_of(world.ann), f"/announcements/{announcement_id}"

    english = {"title_en": "No class", "body_en": "Tomorrow is **off**."}
    assert ann.post(f"{address}/edit", data=WORDS | {"title_ko": "다시"} | english).status_code == 303  # fmt: skip
    ann.post(f"{address}/edit", data=WORDS | {"title_ko": "다시"} | english)

    found = the_announcement(session, announcement_id)
    assert [version.title["ko"] for version in found.versions] == ["휴강 안내", "다시"]
    page = ann.get(address).text
    assert "이전 내용" in page
    assert "휴강 안내" in page
    ben = client_of(world.ben).get(address).text
    assert "다시" in ben
    assert "휴강 안내" not in ben
    session.rollback()
    assert told(session) == {"벤": 1}


def test_english_is_shown_to_english_readers_and_korean_where_there_is_none(
    session: Session, world: World, client_of: ClientOf, write: Write
) -> None:
    both = write(title_en="No class", body_en="Tomorrow is **off**.")
    korean = write()
    world.ben.locale = "en"
    session.commit()
    ben = client_of(world.ben)

    assert "Tomorrow is <strong>off</strong>." in ben.get(f"/announcements/{both}").text
    page = ben.get(f"/announcements/{korean}").text
    assert '<h1 class="announcement__title" lang="ko">휴강 안내</h1>' in page


def test_the_time_of_a_planned_announcement_can_change_and_that_of_a_told_one_cannot(
    session: Session, world: World, client_of: ClientOf, write: Write
) -> None:
    planned, gone = write(publish_at="2026-03-05T09:00"), write()
    ann = client_of(world.ann)
    for one in (planned, gone):
        data = WORDS | {"publish_at": "2026-03-06T09:00"}
        assert ann.post(f"/announcements/{one}/edit", data=data).status_code == 303

    assert the_announcement(session, planned).publish_at.isoformat() == "2026-03-06T00:00:00+00:00"
    assert the_announcement(session, gone).publish_at.isoformat() == "2026-03-02T09:00:00+00:00"


def test_withdrawing_hides_it_with_its_notices_and_can_be_undone(
    session: Session, world: World, client_of: ClientOf, write: Write
) -> None:
    announcement_id = write()
    ann, ben, address = client_of(world.ann), client_of(world.ben), f"/announcements/{announcement_id}"  # fmt: skip
    for _ in range(2):
        assert ann.post(f"{address}/withdraw").status_code == 303

    assert ben.get(address).status_code == 404
    assert "휴강 안내" not in ben.get("/announcements").text
    assert told(session) == {}
    assert "거둔 공지입니다" in ann.get(address).text

    ann.post(f"{address}/withdraw", data={"undo": "1"})
    assert ben.get(address).status_code == 200
    assert told(session) == {"벤": 1}


def test_what_was_withdrawn_before_its_time_is_not_told(
    session: Session,
    world: World,
    client_of: ClientOf,
    write: Write,
    pass_time: Callable[[int], None],
) -> None:
    announcement_id = write(publish_at="2026-03-02T20:00")
    ann = client_of(world.ann)
    ann.post(f"/announcements/{announcement_id}/withdraw")
    pass_time(3)
    assert told(session) == {}

    ann.post(f"/announcements/{announcement_id}/withdraw", data={"undo": "1"})

    assert told(session) == {"벤": 1}
