"""Announcements written the way their authors do."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.access import Grant, Role, ScopeKind
from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.announcements import jobs
from lms.announcements.models import Announcement
from lms.notices.models import Notice, NoticeKind
from tests.lms.conftest import FakeClock
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
WORDS = {"title_ko": "휴강 안내", "body_ko": "내일은 **쉽니다**.", "title_en": "", "body_en": ""}
Write = Callable[..., int]


@pytest.fixture
def write(world: World, client_of: ClientOf) -> Write:
    """Announce (Ann to her run, or the operator Fay to a place) and give the id."""

    def send(place: str | None = None, **changes: str) -> int:
        author = world.ann if place is None else world.fay
        address = f"/runs/{world.run.id}/announcements/new"
        if place is not None:
            address, changes = "/operate/announcements/new", {"place": place, **changes}
        answer = client_of(author).post(address, data=WORDS | changes)
        assert answer.status_code == 303, answer.text
        return int(answer.location.rsplit("/", 1)[1])

    return send


@pytest.fixture
def pass_time(app: Flask, clock: FakeClock) -> Callable[[int], None]:
    """Let hours pass, then run the job of the announcements whose time has come."""

    def wait(hours: int) -> None:
        clock.forward(hours=hours)
        with app.app_context():
            jobs.tell_due()

    return wait


@pytest.fixture
def cohort_teacher(session: Session, world: World) -> User:
    """Someone who teaches Cho's whole cohort."""
    person = accounts.create_user(
        session, email="gil@test.example", name="길", password=None, at=NOW
    )
    grant = Grant(Role.INSTRUCTOR, ScopeKind.COHORT, world.other_cohort.id)
    accounts.grant_role(session, person, grant, at=NOW)
    session.commit()
    return person


def told(session: Session) -> Mapping[str, int]:
    """How many notices of announcements each person sees, by name."""
    session.expire_all()
    query = (
        select(User.name, Notice.id)
        .join(Notice, Notice.user_id == User.id)
        .where(Notice.kind == NoticeKind.ANNOUNCEMENT, Notice.is_hidden.is_(False))
    )
    names = [row.name for row in session.execute(query)]
    session.rollback()
    return {name: names.count(name) for name in names}


def the_announcement(session: Session, announcement_id: int) -> Announcement:
    """The row as it is now."""
    session.expire_all()
    return session.get_one(Announcement, announcement_id)
