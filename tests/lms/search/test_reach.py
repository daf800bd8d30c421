"""Nobody finds what they may not see; the twins of rule and query are equal."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.access import Actor, Grant, Permission, Role, ScopeKind, may
from lms.accounts.models import User
from lms.announcements.models import Announcement
from lms.announcements.queries import readable_ids
from lms.announcements.services import Wording, announce, reword, withdraw
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import is_viewed_by
from lms.enrollments.services import open_run
from lms.programs.models import Cohort
from tests.courses.small_course import lesson
from tests.lms.conftest import FakeClock
from tests.lms.people import NOW, World
from tests.lms.search.conftest import Find, Publish

pytestmark = pytest.mark.every_database

ClientOf = Callable[[User], FlaskClient]
Write = Callable[..., Announcement]


@pytest.fixture
def write(app: Flask, session: Session, world: World) -> Write:
    """Announce to a place, at once or later; commits."""

    def send(place: object, title: str = "휴강 안내", **more: object) -> Announcement:
        wording = Wording({"ko": title}, {"ko": "내일은 **쉽니다**."})
        times = {"publish_at": NOW, "is_pinned": False, "by_id": world.fay.id, "at": NOW}
        with app.app_context():
            made = announce(session, place, wording, **(times | more))  # type: ignore[arg-type]
            session.commit()
        return made

    return send


@pytest.fixture
def second_run(session: Session, world: World, publish: Publish) -> CourseRun:
    """Another course, in the cohort of the other campus."""
    publish()
    other = publish({"01-one/09-secret.md": lesson("secret", "비밀 회귀", "글")}, slug="other")
    run = open_run(session, other, world.other_cohort, at=NOW)
    session.commit()
    return run


def test_lessons_are_found_by_those_who_may_open_them(
    second_run: CourseRun, find: Find, world: World, client_of: ClientOf
) -> None:
    secret = f"/runs/{second_run.id}/lessons/secret"

    found = {who: secret in find("비밀", getattr(world, who)) for who in ("ann", "ben", "cho", "dan", "eun", "fay")}  # fmt: skip

    assert found == {
        who: client_of(getattr(world, who)).get(secret).status_code == 200 for who in found
    }
    assert found["cho"]
    assert not found["ben"]


def test_nobody_is_told_how_often_others_have_a_word(
    second_run: CourseRun, client_of: ClientOf, world: World
) -> None:
    assert "찾는 것이 없습니다." in client_of(world.ben).get("/search?q=비밀").text


@pytest.mark.parametrize("course", ["other", "tiny' OR 1=1", "%"])
def test_asking_for_a_course_of_others_finds_nothing(
    second_run: CourseRun, find: Find, course: str
) -> None:
    assert find("회귀", course=course) == []


def test_everything_found_can_be_opened(
    second_run: CourseRun, write: Write, find: Find, client_of: ClientOf, world: World
) -> None:
    for place in (None, world.campus, world.cohort, world.run, second_run):
        write(place, "회귀 공지")

    for who in (world.ann, world.ben, world.cho, world.dan, world.eun, world.fay):
        browser = client_of(who)
        found = find("회귀", who)
        assert found
        assert {browser.get(address).status_code for address in found} == {200}


def test_the_run_that_opens_is_the_one_that_is_studied(
    publish: Publish, find: Find, session: Session, world: World
) -> None:
    course = publish()
    later = Cohort(program=world.cohort.program, campus=world.campus, number=2, starts_on=date(2027, 3, 2), ends_on=date(2027, 7, 1))  # fmt: skip
    session.add(later)
    session.flush()
    open_run(session, course, later, at=NOW)
    session.commit()

    assert find("반복") == [f"/runs/{world.run.id}/lessons/loops"]


def test_announcements_are_found_from_their_time_on_until_they_are_withdrawn(
    write: Write, find: Find, session: Session, world: World, clock: FakeClock
) -> None:
    later = NOW.replace(hour=23)
    made = write(world.run, publish_at=later)
    address = f"/announcements/{made.id}"

    assert find("휴강") == []
    assert find("휴강", world.ann) == [address]
    clock.at = later
    assert find("휴강") == [address]
    withdraw(session, made, by_id=world.fay.id, at=later)
    session.commit()
    assert find("휴강") == []


def test_an_announcement_is_found_by_its_present_words(
    write: Write, find: Find, session: Session, world: World, app: Flask
) -> None:
    made = write(None)
    wording = Wording({"ko": "보강 안내", "en": "Extra class"}, {"ko": "토요일", "en": "Saturday"})
    with app.app_context():
        reword(session, made, wording, publish_at=None, is_pinned=False, by_id=world.fay.id, at=NOW)
        session.commit()

    assert find("휴강") == []
    assert find("보강") == find("saturday") == [f"/announcements/{made.id}"]


@pytest.mark.parametrize(
    "grants",
    [
        [],
        [(Role.TRAINEE, ScopeKind.COHORT, "cohort")],
        [(Role.TRAINEE, ScopeKind.COHORT, "other_cohort")],
        [(Role.INSTRUCTOR, ScopeKind.COHORT, "cohort")],
        [(Role.INSTRUCTOR, ScopeKind.COURSE_RUN, "run")],
        [(Role.OPERATOR, ScopeKind.CAMPUS, "other_campus")],
        [
            (Role.OPERATOR, ScopeKind.CAMPUS, "campus"),
            (Role.TRAINEE, ScopeKind.COHORT, "other_cohort"),
        ],
        [(Role.OPERATOR, ScopeKind.CITY, None)],
        [(Role.ADMIN, ScopeKind.CITY, None)],
        [(Role.MENTOR, ScopeKind.PROJECT, "run")],
        [(Role.PARTNER_MANAGER, ScopeKind.ORGANISATION, "campus")],
    ],
)
def test_rule_and_query_are_twins(
    grants: list[tuple[Role, ScopeKind, str | None]],
    second_run: CourseRun,
    session: Session,
    world: World,
) -> None:
    ids = [(role, kind, name and getattr(world, name).id) for role, kind, name in grants]
    actor = Actor(world.dan.id, frozenset(Grant(*one) for one in ids))

    seen = set(session.scalars(select(CourseRun.id).where(is_viewed_by(actor))))

    runs = [world.run, second_run]
    assert seen == {run.id for run in runs if may(actor, Permission.RUN_VIEW, run.scope)}


def test_announcements_found_are_those_that_open(
    second_run: CourseRun, write: Write, session: Session, world: World, client_of: ClientOf
) -> None:
    places = (None, world.campus, world.other_campus, world.cohort, world.run, second_run)
    made = [write(place) for place in places]
    made += [write(place, publish_at=NOW.replace(hour=23)) for place in places]

    for who in (world.ann, world.ben, world.cho, world.dan, world.eun, world.fay):
        browser, readable = client_of(who), readable_ids(session, who.actor, at=NOW)
        opened = {one.id for one in made if browser.get(one.address).status_code == 200}
        assert readable == opened, who.name


def test_operators_find_the_people_they_may_look_up_and_trainees_find_nobody(
    find: Find, world: World
) -> None:
    assert find("벤", world.eun) == [f"/people/{world.ben.id}"]
    assert find("조", world.eun) == []
    assert find("조", world.fay) == [f"/people/{world.cho.id}"]
    assert find("벤", world.ben) == []
    assert find("벤", world.dan) == []


def test_instructors_find_their_trainees(find: Find, world: World) -> None:
    assert find("벤", world.ann) == [f"/runs/{world.run.id}/gradebook"]
    assert find("조", world.ann) == []


def test_operators_find_cohorts(find: Find, world: World) -> None:
    assert find("기초 1기", world.eun) == [f"/operate/cohorts/{world.cohort.id}"]
    assert len(find("기초 1기", world.fay)) == 2


def test_anonymous_people_find_the_log_in(anonymous: FlaskClient) -> None:
    for path in ("/search?q=a", "/search/quick?q=a"):
        assert anonymous.get(path).status_code in {302, 303, 401}
