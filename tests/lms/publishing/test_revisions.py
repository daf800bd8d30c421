"""Those who teach see a course's revisions, compare them and bring one back."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.catalog.models import CourseRevision
from tests.lms.people import World
from tests.lms.publishing.conftest import Publish

ClientOf = Callable[[User], FlaskClient]
MORE = "01-one/05-old.md"
LESSON = "---\ntitle: 글\nminutes: 3\n---\n{}\n"


def test_an_instructor_compares_revisions_and_brings_one_back(
    session: Session, world: World, client_of: ClientOf, publish: Publish
) -> None:
    publish({MORE: LESSON.format("아침에 쓴 글입니다.")})
    publish({MORE: LESSON.format("저녁에 고친 <b>글</b>입니다.")})
    first = session.scalars(select(CourseRevision.id).order_by(CourseRevision.id)).first()
    ann, ben = client_of(world.ann), client_of(world.ben)

    page = ann.get("/runs/1/revisions").text
    assert "고친 강의 1개" in page
    assert page.count("지금 보이는 판") == 1
    compared = ann.get(f"/runs/1/revisions/{first}").text
    assert "<del>아침에 쓴 글입니다.</del>" in compared
    assert "<ins>저녁에 고친 글입니다.</ins>" in compared

    assert ann.post(f"/runs/1/revisions/{first}/current").status_code == 303
    assert "아침에 쓴" in ben.get("/runs/1/lessons/one-old").text
    assert ann.post(f"/runs/1/revisions/{first}/current").status_code == 409
    actions = list(session.scalars(select(AuditEntry.action)))
    assert actions.count("course.bring_back") == 1


def test_trainees_and_outsiders_do_not_see_revisions(
    world: World, client_of: ClientOf, publish: Publish, anonymous: FlaskClient
) -> None:
    publish()

    assert client_of(world.ben).get("/runs/1/revisions").status_code == 403
    assert client_of(world.ben).post("/runs/1/revisions/1/current").status_code == 403
    assert client_of(world.cho).get("/runs/1/revisions").status_code == 404
    assert client_of(world.ann).get("/runs/1/revisions/99").status_code == 404
    assert anonymous.get("/runs/1/revisions").status_code == 303
