"""What opens when stands in the calendar and on the instructor's first page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.pacing import services
from lms.pacing.rules import WHOLE_RUN, Rule, Span, Target
from tests.lms.agenda.test_month import day
from tests.lms.lessons.conftest import counted, studied
from tests.lms.people import NOW, World

__all__ = ["counted", "studied"]

ClientOf = Callable[[User], FlaskClient]
UNIT_TWO, LAB = Target(Span.UNIT, "02-two"), Target(Span.LESSON, "lab")


def open_at(session: Session, world: World, target: Target, days: int) -> None:
    rule = Rule(NOW + timedelta(days=days))
    services.set_rule(session, world.run, target, rule, by_id=world.ann.id, at=NOW)
    session.commit()


def release(session: Session, world: World, target: Target, days: int) -> None:
    services.release_for(
        session,
        world.run,
        world.ben.id,
        target,
        opens_at=NOW + timedelta(days=days),
        reason="a week ill",
        by_id=world.ann.id,
        at=NOW,
    )
    session.commit()


def test_units_and_lessons_stand_on_the_day_they_open(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    open_at(session, studied, UNIT_TWO, 1)
    open_at(session, studied, LAB, 2)

    page = client_of(studied.ben).get("/calendar").text

    assert "열림: 둘" in day(page, "2026-03-03")
    assert f'href="/runs/{studied.run.id}/lessons/lab"' in day(page, "2026-03-04")
    assert "열림: 둘" in day(client_of(studied.ann).get("/calendar").text, "2026-03-03")


def test_what_is_otherwise_for_a_person_stands_in_their_calendar_alone(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    open_at(session, studied, UNIT_TWO, 1)
    release(session, studied, UNIT_TWO, 4)

    bens = client_of(studied.ben).get("/calendar").text
    anns = client_of(studied.ann).get("/calendar").text

    assert "열림" not in day(bens, "2026-03-03")
    assert "열림: 둘" in day(bens, "2026-03-06")
    assert "열림: 둘" in day(anns, "2026-03-03")
    assert "열림" not in day(anns, "2026-03-06")


def test_a_whole_run_that_opens_for_a_person_replaces_the_rules(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    open_at(session, studied, UNIT_TWO, 1)
    open_at(session, studied, LAB, 2)
    release(session, studied, WHOLE_RUN, 3)

    page = client_of(studied.ben).get("/calendar").text

    assert "열림" not in day(page, "2026-03-03") + day(page, "2026-03-04")
    assert day(page, "2026-03-05").count("열림:") == 1


def test_more_rules_cost_no_more_queries(
    session: Session, studied: World, client_of: ClientOf, counted: Callable[[], Any]
) -> None:
    open_at(session, studied, UNIT_TWO, 1)
    ben = client_of(studied.ben)
    with counted() as one:
        ben.get("/calendar")
    open_at(session, studied, LAB, 2)
    with counted() as two:
        ben.get("/calendar")

    assert len(one) == len(two)


def test_an_instructor_sees_what_opens_soon(
    session: Session, studied: World, client_of: ClientOf
) -> None:
    open_at(session, studied, UNIT_TWO, 1)

    page = client_of(studied.ann).get("/").text
    opening = page.split('id="opening"')[1].split("</section>", maxsplit=1)[0]

    assert "› 둘" in opening
