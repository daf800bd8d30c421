"""Asking to be forgotten, taking it back, and being forgotten."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.access import Grant, Role, ScopeKind
from lms.accounts.credentials import LabToken
from lms.accounts.erasure import DeletionRequest
from lms.accounts.exports import DataExport
from lms.accounts.models import User
from lms.accounts.services import grant_role
from lms.accounts.sessions import BrowserSession
from lms.audit import AuditEntry
from lms.enrollments.models import Enrollment
from lms.exams.models import Answer, AnswerLog, Attempt
from lms.grades.models import Grade
from lms.notices.models import Notice
from lms.outbox import OutboxMessage
from lms.storage import MissingBlob
from tests.lms.conftest import FakeClock
from tests.lms.exams.conftest import Sit
from tests.lms.notebooks.conftest import Lab
from tests.lms.people import NOW, World
from tests.lms.personal_data.conftest import Busy, ClientOf

GOOD = {"reason": "취업했습니다", "is_sure": "y"}


def _ask(browser: FlaskClient, **changes: str) -> TestResponse:
    return browser.post("/account/deletion", data=GOOD | changes)


def _wish(session: Session) -> DeletionRequest:
    session.expire_all()
    return session.scalars(select(DeletionRequest).order_by(DeletionRequest.id.desc())).first()  # type: ignore[return-value]


def _carry_out(browser: FlaskClient, session: Session) -> TestResponse:
    return browser.post(f"/people/deletions/{_wish(session).id}")


def _count(session: Session, table: type) -> int | None:
    return session.scalar(select(func.count()).select_from(table))


def test_a_wish_waits_two_weeks_and_can_be_taken_back(
    world: World, client_of: ClientOf, session: Session, app: Flask
) -> None:
    browser = client_of(world.ben)
    assert _ask(browser).status_code == 303
    wish = _wish(session)
    page = browser.get("/account/data").text

    assert (wish.due_at - wish.asked_at).days == 14
    assert "삭제 요청 거두기" in page
    assert "2026.03.16.(월) 18:00" in page
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "mail")).one()
    assert message.payload["to"] == "ben@test.example"
    assert "2026.03.16.(월) 18:00" in message.payload["text"]
    assert _ask(browser).status_code == 409
    assert browser.post(f"/account/deletion/{wish.id}/withdraw").status_code == 303
    assert browser.post(f"/account/deletion/{wish.id}/withdraw").status_code == 409
    assert _ask(browser).status_code == 303
    wanted = select(AuditEntry.action).where(AuditEntry.action.like("deletion.%"))
    assert session.scalars(wanted.order_by(AuditEntry.id)).all() == [
        "deletion.request",
        "deletion.withdraw",
        "deletion.request",
    ]


@pytest.mark.parametrize("bad", [{"reason": " "}, {"is_sure": ""}, {"reason": "가" * 501}])
def test_a_wish_without_a_reason_or_by_accident_is_refused_and_keeps_what_was_typed(
    world: World, client_of: ClientOf, session: Session, bad: dict[str, str]
) -> None:
    answer = _ask(client_of(world.ben), **bad)

    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert "reason" in bad or "취업했습니다" in answer.text
    assert _count(session, DeletionRequest) == 0


def test_nobody_takes_the_wish_of_another_back_or_asks_for_them(
    world: World, client_of: ClientOf, session: Session, anonymous: FlaskClient
) -> None:
    _ask(client_of(world.ben))
    url = f"/account/deletion/{_wish(session).id}/withdraw"

    for person in (world.cho, world.eun, world.fay):
        assert client_of(person).post(url).status_code == 404
    assert client_of(world.ben).post("/account/deletion/999/withdraw").status_code == 404
    assert anonymous.post(url).location == "/login"
    assert _ask(anonymous).location == "/login"
    assert _wish(session).is_open


def test_the_database_holds_one_open_wish_a_person(world: World, session: Session) -> None:
    for _ in range(2):
        session.add(
            DeletionRequest(
                user=world.ben, reason="", asked_at=NOW, due_at=NOW, open_key=world.ben.id
            )
        )
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_only_those_who_run_the_city_see_and_carry_out_wishes(
    world: World, client_of: ClientOf, session: Session, clock: FakeClock, anonymous: FlaskClient
) -> None:
    _ask(client_of(world.ben))
    clock.forward(days=15)
    for person in (world.ann, world.ben, world.cho, world.dan, world.eun):
        browser = client_of(person)
        assert browser.get("/people/deletions").status_code == 403
        assert _carry_out(browser, session).status_code in (403, 404)
        assert "/people/deletions" not in browser.get("/people").text
    assert anonymous.get("/people/deletions").status_code == 303
    grant_role(session, world.dan, Grant(Role.OPERATOR, ScopeKind.CITY, None), at=NOW)
    session.commit()

    assert "취업했습니다" in client_of(world.fay).get("/people/deletions").text
    assert "/people/deletions" in client_of(world.fay).get("/people").text
    assert _carry_out(client_of(world.dan), session).status_code == 303
    assert _wish(session).done_by_id == world.dan.id


def test_a_wish_is_not_carried_out_early_twice_or_after_it_was_taken_back(
    world: World, client_of: ClientOf, session: Session, clock: FakeClock
) -> None:
    _ask(client_of(world.ben))
    clock.forward(days=13, hours=23)
    fay = client_of(world.fay)
    assert "계정 지우기" not in fay.get("/people/deletions").text
    assert _carry_out(fay, session).status_code == 409
    client_of(world.ben).post(f"/account/deletion/{_wish(session).id}/withdraw")
    clock.forward(hours=1)
    assert _carry_out(fay, session).status_code == 409
    assert fay.post("/people/deletions/999").status_code == 404
    _ask(client_of(world.ben))
    clock.forward(days=13)
    fay = client_of(world.fay)
    clock.forward(days=1)

    assert _carry_out(fay, session).status_code == 303
    assert _carry_out(fay, session).status_code == 409


def test_nobody_forgets_themselves_nor_an_operator_an_administrator(
    world: World, client_of: ClientOf, session: Session, clock: FakeClock
) -> None:
    grant_role(session, world.dan, Grant(Role.OPERATOR, ScopeKind.CITY, None), at=NOW)
    session.commit()
    _ask(client_of(world.fay))
    clock.forward(days=14)

    assert _carry_out(client_of(world.fay), session).status_code == 409
    assert _carry_out(client_of(world.dan), session).status_code == 403
    assert _wish(session).is_open


@pytest.fixture
def forget(
    busy: Busy, client_of: ClientOf, session: Session, clock: FakeClock
) -> Callable[[], FlaskClient]:
    """Ben asks, two weeks pass, Fay carries it out; gives the browser that Ben still has open."""

    def carry_out() -> FlaskClient:
        _ask(client_of(busy.world.ben))
        clock.forward(days=13)
        bens, fays = client_of(busy.world.ben), client_of(busy.world.fay)
        bens.post("/account/data/exports")
        busy.run_jobs()
        clock.forward(days=1)
        fays.post("/language", data={"language": "en"})
        assert _carry_out(fays, session).status_code == 303
        fays.post("/language", data={"language": "ko"})
        busy.run_jobs()
        session.expire_all()
        return bens

    return carry_out


def test_the_forgotten_have_no_name_no_log_in_and_no_files(
    busy: Busy, forget: Callable[[], FlaskClient], session: Session, app: Flask
) -> None:
    submitted, ben = busy.submission().blob, busy.world.ben
    browser = forget()

    assert browser.get("/account").status_code == 303
    assert (ben.name, ben.email) == (f"탈퇴한 사람 #{ben.id}", f"deleted-{ben.id}@deleted.invalid")
    assert (ben.password_hash, ben.is_enabled, ben.role_grants) == (None, False, [])
    for table in (BrowserSession, LabToken, DataExport, Notice):
        assert session.scalars(select(table).where(table.user_id == ben.id)).all() == []
    assert "ben@test.example" not in str(session.scalars(select(OutboxMessage.payload)).all())
    assert (_wish(session).reason, _count(session, Answer), _count(session, AnswerLog)) == (
        "",
        0,
        0,
    )
    with pytest.raises(MissingBlob):
        app.extensions["blobs"].get(submitted)


def test_counts_points_and_the_audit_trail_of_the_forgotten_stay(
    busy: Busy, forget: Callable[[], FlaskClient], session: Session, client_of: ClientOf
) -> None:
    n_grades, n_entries = _count(session, Grade), _count(session, AuditEntry)
    forget()
    submission, attempt = busy.submission(), busy.attempt()

    assert _count(session, Grade) == n_grades
    assert (submission.score, submission.size, submission.feedback_blob) == (5, 0, None)
    assert attempt is not None
    assert [item.outcome for item in attempt.items].count("right") == 1
    assert session.scalars(select(Enrollment.status)).all().count("withdrawn") == 1
    assert (_count(session, AuditEntry) or 0) > (n_entries or 0)
    last = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "deletion.carry_out")
    ).one()
    assert (last.subject_id, last.actor_id) == (str(busy.world.ben.id), busy.world.fay.id)
    fay = client_of(busy.world.fay)
    assert f"탈퇴한 사람 #{busy.world.ben.id}" in fay.get("/people/deletions").text
    for page in (
        f"/submissions/{submission.id}",
        f"/submissions/{submission.id}/archive",
        f"/attempts/{attempt.id}/result",
        f"/runs/{busy.world.run.id}/gradebook",
        f"/people/{busy.world.ben.id}",
    ):
        assert fay.get(page).status_code == 200, page


def test_a_file_that_another_handed_in_too_stays_theirs(
    busy: Busy,
    forget: Callable[[], FlaskClient],
    lab_of: Callable[[User], Lab],
    app: Flask,
    session: Session,
) -> None:
    grant_role(session, busy.world.cho, Grant(Role.TRAINEE, ScopeKind.COHORT, busy.world.cohort.id), at=NOW)  # fmt: skip
    session.commit()
    assert lab_of(busy.world.cho).submit(busy.handed_in).status_code == 201
    busy.run_jobs()
    forget()

    assert app.extensions["blobs"].get(busy.submission(busy.world.cho).blob) == busy.handed_in


def test_what_was_still_open_is_not_graded_after(
    sit: Sit, forget: Callable[[], FlaskClient], session: Session, clock: FakeClock
) -> None:
    opened = sit().attempt_id
    late = {"deadline_at": clock.at.replace(year=2027)}
    session.query(Attempt).where(Attempt.id == opened).update(late)
    session.commit()
    forget()

    assert session.get(Attempt, opened) is None
