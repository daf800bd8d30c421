"""Forms are drawn before a scheduled beginning, and nobody knows before they begin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import exam_from
from assessments.model import Exam
from lms.accounts.models import User
from lms.accounts.personal_data import PersonalData
from lms.audit import AuditEntry
from lms.enrollments.models import Enrollment, EnrollmentStatus
from lms.exams import jobs, services
from lms.exams.drawing import draw
from lms.exams.models import Attempt, AttemptItem
from lms.exams.models import Exam as StoredExam
from lms.exams.openings import LEAD
from lms.exams.prepared_models import PreparedForm
from lms.exams.services.allowances import Allowance, give_allowance
from lms.exams.sitting_models import SittingRule
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import BANK, Sit, definition
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
EXAM = "/runs/1/exams/mock"
OPENS_AT = NOW + timedelta(hours=1)


@pytest.fixture
def opening(session: Session, world: World, exam: Exam) -> SittingRule:
    """The exam of the run begins in an hour."""
    stored = session.scalars(select(StoredExam)).one()
    rule = SittingRule(run_id=world.run.id, exam_id=stored.id, code="", seb_keys=[])
    rule.opens_at = OPENS_AT
    session.add(rule)
    session.commit()
    return rule


def prepare(app: Flask) -> None:
    with app.app_context():
        jobs.prepare_forms()


def forms(session: Session) -> dict[int, str]:
    session.rollback()
    query = select(PreparedForm.user_id, PreparedForm.seed).order_by(PreparedForm.user_id)
    return {row.user_id: row.seed for row in session.execute(query)}


def places_of(session: Session, attempt: Attempt) -> list[tuple[object, ...]]:
    query = select(AttemptItem).where(AttemptItem.attempt_id == attempt.id)
    return [
        (each.position, each.item_revision_id, each.domain, each.labels, str(each.points))
        for each in session.scalars(query.order_by(AttemptItem.position))
    ]


@pytest.fixture
def near(app: Flask, clock: FakeClock, opening: SittingRule) -> Flask:
    """A moment before the beginning, with the forms drawn."""
    clock.at = OPENS_AT - timedelta(minutes=5)
    prepare(app)
    return app


def test_forms_wait_for_everybody_who_may_sit_it_and_for_nobody_else(
    app: Flask, session: Session, world: World, opening: SittingRule, clock: FakeClock
) -> None:
    clock.at = OPENS_AT - LEAD - timedelta(seconds=1)
    prepare(app)
    assert forms(session) == {}

    clock.at = OPENS_AT - LEAD
    prepare(app)
    drawn = forms(session)
    assert set(drawn) == {world.ben.id}
    assert len(drawn[world.ben.id]) == 32
    prepare(app)
    assert forms(session) == drawn


def test_a_start_takes_the_form_that_waits_and_it_is_what_its_seed_gives(
    near: Flask, session: Session, world: World, sit: Sit, clock: FakeClock
) -> None:
    seed = forms(session)[world.ben.id]
    clock.at = OPENS_AT + timedelta(seconds=3)

    attempt = sit().attempt()

    assert (attempt.seed, attempt.started_at) == (seed, clock.at)
    assert attempt.deadline_at == clock.at + timedelta(minutes=40)
    definition = exam_from(attempt.revision.definition)
    drawn_now = draw(session, attempt.revision, definition, seed)
    assert places_of(session, attempt) == [tuple(each) for each in drawn_now.places]
    assert forms(session) == {}
    prepare(near)
    assert forms(session) == {}


def test_a_form_that_waits_shows_nowhere_but_as_a_number_on_the_board(
    near: Flask, session: Session, world: World, client_of: ClientOf
) -> None:
    form = session.scalars(select(PreparedForm)).one()
    ben, ann = client_of(world.ben), client_of(world.ann)

    board = ann.get(f"{EXAM}/board").text
    assert "시작하지 않은 1명 가운데 1명의 문제지" in board
    assert "아직 아무도 보지 않았습니다" in board
    assert "미리 만들어 두었습니다" not in ben.get(EXAM).text
    pages = [ben.get(EXAM), ben.get("/runs/1/exams"), ann.get(EXAM), ann.get(f"{EXAM}/analysis")]
    labels = [label for place in form.places for label, _option in place[3]]
    for text in [board, *(page.text for page in pages)]:
        assert form.seed not in text
        assert not any(label in text for label in labels)
    assert session.scalars(select(Attempt)).all() == []
    data: list[PersonalData] = near.extensions["personal_data"]
    with near.test_request_context():
        found = [part for one in data for part in one.parts(session, world.ben.id)]
    assert form.seed not in str(found)
    assert [part.rows for part in found if part.name in ("attempts", "answers")] == [[], []]


def test_nobody_begins_before_and_the_page_says_when(
    near: Flask, session: Session, world: World, client_of: ClientOf, clock: FakeClock
) -> None:
    ben = client_of(world.ben)
    assert 'disabled data-opens-in="300.0"' in ben.get(EXAM).text
    early = ben.post(f"{EXAM}/start", headers={"Accept": "application/json"})
    assert (early.status_code, early.json["error"]) == (409, "outside_window")
    assert set(forms(session)) == {world.ben.id}

    clock.at = OPENS_AT
    assert "data-opens-in" not in ben.get(EXAM).text
    assert ben.post(f"{EXAM}/start").status_code == 303


def test_the_beginning_is_set_on_the_board(
    exam: Exam, session: Session, world: World, client_of: ClientOf, clock: FakeClock
) -> None:
    ann = client_of(world.ann)
    set_to = {"opens_at": "2026-03-02T19:00"}
    assert client_of(world.ben).post(f"{EXAM}/sitting", data=set_to).status_code == 403
    assert ann.post(f"{EXAM}/sitting", data={"opens_at": "soon"}).status_code == 422
    assert ann.post(f"{EXAM}/sitting", data=set_to).status_code == 303
    assert session.scalars(select(SittingRule.opens_at)).one() == datetime(
        2026, 3, 2, 10, tzinfo=UTC
    )
    assert 'value="2026-03-02T19:00"' in ann.get(f"{EXAM}/board").text
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "sitting.set_rule")).one()
    assert noted.details["opens_at"] == "2026-03-02T10:00:00+00:00"


def test_ones_own_window_goes_before_everybodys(
    near: Flask, session: Session, world: World, client_of: ClientOf, clock: FakeClock
) -> None:
    stored = session.scalars(select(StoredExam)).one()
    own = Allowance(opens_at=clock.at, extra_minutes=10)
    give_allowance(
        session,
        world.run,
        stored,
        world.ben.id,
        own,
        reason="병가",
        by_id=world.ann.id,
        at=clock.at,
    )
    session.commit()

    assert client_of(world.ben).post(f"{EXAM}/start").status_code == 303
    attempt = session.scalars(select(Attempt)).one()
    assert attempt.deadline_at == clock.at + timedelta(minutes=50)


def test_a_form_is_drawn_for_a_single_window_as_well(
    app: Flask, session: Session, world: World, exam: Exam
) -> None:
    stored = session.scalars(select(StoredExam)).one()
    own = Allowance(opens_at=NOW + timedelta(minutes=10))
    give_allowance(
        session, world.run, stored, world.ben.id, own, reason="병가", by_id=world.ann.id, at=NOW
    )
    session.commit()
    prepare(app)
    assert set(forms(session)) == {world.ben.id}


def test_a_new_version_of_the_exam_is_drawn_anew(
    near: Flask, session: Session, world: World, exam: Exam, *, sit: Sit, clock: FakeClock
) -> None:
    old = forms(session)[world.ben.id]
    fewer = replace(exam, shuffles_items=False)
    services.publish_exams(session, world.course.id, [BANK], [fewer], at=NOW)
    session.commit()
    prepare(near)
    assert forms(session)[world.ben.id] != old

    services.publish_exams(session, world.course.id, [BANK], [exam], at=NOW)
    session.commit()
    stale = forms(session)[world.ben.id]
    clock.at = OPENS_AT
    attempt = sit().attempt()
    assert attempt.seed != stale
    assert attempt.exam_revision_id == attempt.exam.current_revision_id
    assert forms(session) == {}


def test_who_leaves_has_no_form_any_more_and_who_comes_late_gets_one(
    near: Flask, session: Session, world: World, clock: FakeClock
) -> None:
    enrollment = session.scalars(select(Enrollment).where(Enrollment.user_id == world.ben.id)).one()
    enrollment.status = EnrollmentStatus.WITHDRAWN
    session.commit()
    prepare(near)
    assert forms(session) == {}

    enrollment.status = EnrollmentStatus.ACTIVE
    session.commit()
    clock.at = OPENS_AT + timedelta(minutes=10)
    prepare(near)
    assert set(forms(session)) == {world.ben.id}


@pytest.mark.parametrize("change", ["later", "never", "withdrawn", "long ago"])
def test_forms_that_nobody_will_begin_with_are_discarded(
    near: Flask,
    session: Session,
    world: World,
    opening: SittingRule,
    clock: FakeClock,
    *,
    change: str,
) -> None:
    if change == "withdrawn":
        services.publish_exams(session, world.course.id, [BANK], [], at=NOW)
    elif change == "long ago":
        clock.forward(days=1)
    else:
        opening.opens_at = None if change == "never" else OPENS_AT + timedelta(days=1)
    session.commit()
    prepare(near)
    assert forms(session) == {}


def test_nothing_waits_for_who_has_begun_or_used_every_attempt(
    app: Flask, session: Session, sit: Sit, opening: SittingRule, clock: FakeClock
) -> None:
    opening.opens_at = None
    session.commit()
    for _ in range(2):
        sit().hand_in()
    opening.opens_at = OPENS_AT
    session.commit()
    clock.at = OPENS_AT - timedelta(minutes=1)
    prepare(app)
    assert forms(session) == {}


def test_four_starts_and_a_preparation_at_once_make_one_attempt(
    near: Flask, session: Session, world: World, client_of: ClientOf, clock: FakeClock
) -> None:
    seed = forms(session)[world.ben.id]
    clock.at = OPENS_AT
    together, answers = Barrier(5), []

    def press() -> None:
        browser = client_of(world.ben)
        together.wait()
        answers.append(browser.post(f"{EXAM}/start").status_code)

    def sweep() -> None:
        together.wait()
        prepare(near)

    threads = [*(Thread(target=press) for _ in range(4)), Thread(target=sweep)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [303] * 4
    session.rollback()
    attempt = session.scalars(select(Attempt)).one()
    assert attempt.seed == seed
    assert [place[0] for place in places_of(session, attempt)] == [1, 2, 3, 4]
    assert forms(session) == {}


def test_two_preparations_at_once_draw_one_form(
    app: Flask, session: Session, world: World, opening: SittingRule, clock: FakeClock
) -> None:
    clock.at = OPENS_AT
    together = Barrier(3)

    def sweep() -> None:
        together.wait()
        prepare(app)

    threads = [Thread(target=sweep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(forms(session)) == {world.ben.id}


def test_without_a_form_the_start_draws_one(
    session: Session, sit: Sit, opening: SittingRule, clock: FakeClock
) -> None:
    clock.at = OPENS_AT
    attempt = sit().attempt()
    assert len(places_of(session, attempt)) == 4


def test_a_preparation_that_fails_keeps_no_other_from_being_drawn(
    app: Flask, session: Session, world: World, opening: SittingRule, *,
    clock: FakeClock, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    exams = [definition(), replace(definition(), id="broken")]
    services.publish_exams(session, world.course.id, [BANK], exams, at=NOW)
    broken = session.scalars(select(StoredExam).where(StoredExam.key == "broken")).one()
    broken.current_revision.pool = []
    rule = SittingRule(run_id=world.run.id, exam_id=broken.id, code="", seb_keys=[])
    rule.opens_at = OPENS_AT
    session.add(rule)
    session.commit()
    clock.at = OPENS_AT

    prepare(app)

    assert set(forms(session)) == {world.ben.id}
    assert session.scalars(select(PreparedForm.exam_id)).all() == [opening.exam_id]
    assert "cannot be prepared" in caplog.text
