"""Those who teach see beforehand what a trainee will find open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.lessons.models import LessonProgress
from lms.pacing import services
from lms.pacing.rules import Kind, Prerequisite, Rule, Span, Target
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
UNIT_TWO = Target(Span.UNIT, "02-two")


@pytest.fixture
def paced(session: Session, studied: World) -> World:
    """The second unit opens tomorrow at 18:00 in Seoul, after the first lesson."""
    rule = Rule(NOW + timedelta(days=1), (Prerequisite(Kind.LESSON, "start"),))
    services.set_rule(session, studied.run, UNIT_TWO, rule, by_id=studied.ann.id, at=NOW)
    session.commit()
    return studied


def seen(client: FlaskClient, **asked: object) -> str:
    return client.get("/runs/1/pace/foresight", query_string=asked).text


def test_now_and_later_differ(paced: World, client_of: ClientOf) -> None:
    ann = client_of(paced.ann)

    now = seen(ann)
    later = seen(ann, person=0, at="2026-03-10T09:00")

    assert "2026.03.03.(화) 18:00에 열립니다" in now
    assert "에 열립니다" not in later
    assert "먼저 마칠 것" in later


def test_what_a_person_has_done_counts(session: Session, paced: World, client_of: ClientOf) -> None:
    revision_id = paced.run.course.current_revision_id
    done = LessonProgress(
        user_id=paced.ben.id,
        run_id=1,
        lesson_key="start",
        revision_id=revision_id,
        opened_at=NOW,
        done_at=NOW,
    )
    session.add(done)
    session.commit()
    ann = client_of(paced.ann)

    assert "먼저 마칠 것" not in seen(ann, person=paced.ben.id, at="2026-03-10T09:00")
    assert "잠김" not in seen(ann, person=paced.ben.id, at="2026-03-10T09:00")
    assert "에 열립니다" in seen(ann, person=paced.ben.id, at="2026-03-02T19:00")


def test_a_question_that_makes_no_sense_is_answered_beside_its_field(
    paced: World, client_of: ClientOf
) -> None:
    ann = client_of(paced.ann)

    for asked in ({"at": "soon"}, {"person": paced.cho.id, "at": "2026-03-10T09:00"}, {"at": ""}):
        answer = ann.get("/runs/1/pace/foresight", query_string=asked)
        assert answer.status_code == 422
        assert "error" in answer.text


def test_it_is_for_those_who_teach(paced: World, client_of: ClientOf) -> None:
    assert client_of(paced.ben).get("/runs/1/pace/foresight").status_code == 403
    assert client_of(paced.cho).get("/runs/1/pace/foresight").status_code == 404
