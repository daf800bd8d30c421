"""Everything that is kept about a person, as one file, for them alone and for a week."""

import io
import json
import zipfile
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.exports import DataExport
from lms.accounts.jobs import forget_expired, make_export
from lms.audit import AuditEntry
from lms.outbox import OutboxMessage
from lms.storage import BlobStore, MissingBlob
from tests.lms.conftest import FakeClock
from tests.lms.people import World
from tests.lms.personal_data.conftest import Busy, ClientOf


def _export(session: Session) -> DataExport:
    session.expire_all()
    return session.scalars(select(DataExport)).one()


def _fetched(browser: FlaskClient, session: Session) -> zipfile.ZipFile:
    answer = browser.get(f"/account/data/exports/{_export(session).id}")
    assert answer.status_code == 200
    assert answer.content_type == "application/zip"
    assert "attachment; filename=baeum-u" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert len(answer.data) == answer.content_length
    return zipfile.ZipFile(io.BytesIO(answer.data))


def _rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(archive.read(f"{name}.json"))
    return found


def test_a_download_has_something_of_every_feature(
    busy: Busy, client_of: ClientOf, session: Session
) -> None:
    browser = client_of(busy.world.ben)
    assert browser.post("/account/data/exports").status_code == 303
    assert "만드는 중" in browser.get("/account/data").text
    busy.run_jobs()
    assert "ZIP 내려받기" in browser.get("/account/data").text
    archive = _fetched(browser, session)

    (profile,) = _rows(archive, "profile")
    assert (profile["email"], profile["name"]) == ("ben@test.example", "벤")
    assert _rows(archive, "roles")[0]["role"] == "trainee"
    assert _rows(archive, "enrollments")[0]["status"] == "active"
    assert _rows(archive, "lessons")[0]["lesson"] == "start"
    assert _rows(archive, "attempts")[0]["exam"] == "mock"
    assert "41.5" in [row["answer"] for row in _rows(archive, "answers")]
    assert {row["kind"] for row in _rows(archive, "grades")} == {"assignment", "exam"}
    assert len(_rows(archive, "grade-history")) == 2
    assert "data_export.request" in [row["action"] for row in _rows(archive, "audit")]
    assert _rows(archive, "log-ins")
    assert "graded" in [row["kind"] for row in _rows(archive, "notices")]
    (submission,) = _rows(archive, "submissions")
    place = f"files/{busy.world.run.slug}/square/1"
    assert submission["score"] == "5"
    assert archive.read(f"{place}.tar.gz") == busy.handed_in
    assert f"{place}-feedback.html" in archive.namelist()
    assert "ben@test.example" in archive.read("index.html").decode()


def test_a_download_tells_nothing_of_others(
    busy: Busy, client_of: ClientOf, session: Session
) -> None:
    client_of(busy.world.fay).post(f"/people/{busy.world.cho.id}/stop")
    client_of(busy.world.fay).post(f"/people/{busy.world.cho.id}/reopen")
    session.expire_all()
    browser = client_of(busy.world.cho)
    browser.post("/account/data/exports")
    busy.run_jobs()
    archive = _fetched(browser, session)
    everything = "".join(archive.read(name).decode() for name in archive.namelist())

    for name in ("submissions", "attempts", "answers", "lessons", "grades"):
        assert _rows(archive, name) == []
    assert "ben@test.example" not in everything
    stopped = next(row for row in _rows(archive, "audit") if row["action"] == "user.disable")
    assert (stopped["by_you"], stopped["address"]) == (False, None)


def test_nobody_fetches_the_download_of_another(
    busy: Busy, client_of: ClientOf, session: Session, anonymous: FlaskClient
) -> None:
    client_of(busy.world.ben).post("/account/data/exports")
    busy.run_jobs()
    url = f"/account/data/exports/{_export(session).id}"

    for person in (busy.world.ann, busy.world.cho, busy.world.eun, busy.world.fay):
        assert client_of(person).get(url).status_code == 404
    assert anonymous.get(url).location == f"/login?next={url}"
    assert anonymous.post("/account/data/exports").location == "/login"
    assert client_of(busy.world.ben).get("/account/data/exports/999").status_code == 404


def test_a_download_that_is_not_ready_is_not_there_and_a_second_is_refused(
    world: World, client_of: ClientOf, session: Session, clock: FakeClock
) -> None:
    browser = client_of(world.ben)
    browser.post("/account/data/exports")

    assert browser.post("/account/data/exports").status_code == 409
    assert browser.get(f"/account/data/exports/{_export(session).id}").status_code == 404
    clock.forward(days=1)
    assert "만들지 못했습니다" in browser.get("/account/data").text
    assert browser.post("/account/data/exports").status_code == 303


def test_asking_and_fetching_are_in_the_audit_trail(
    busy: Busy, client_of: ClientOf, session: Session
) -> None:
    browser = client_of(busy.world.ben)
    browser.post("/account/data/exports")
    busy.run_jobs()
    _fetched(browser, session)
    wanted = select(AuditEntry.action, AuditEntry.actor_id, AuditEntry.address).where(
        AuditEntry.action.like("data_export.%")
    )

    assert [tuple(row) for row in session.execute(wanted.order_by(AuditEntry.id))] == [
        ("data_export.request", busy.world.ben.id, "127.0.0.1"),
        ("data_export.download", busy.world.ben.id, "127.0.0.1"),
    ]


def test_a_download_is_gone_after_a_week_with_its_file(
    busy: Busy, client_of: ClientOf, session: Session, clock: FakeClock, app: Flask
) -> None:
    client_of(busy.world.ben).post("/account/data/exports")
    busy.run_jobs()
    url, blob = f"/account/data/exports/{_export(session).id}", _export(session).blob
    clock.forward(days=6, hours=23)
    assert client_of(busy.world.ben).get(url).status_code == 200
    clock.forward(hours=1)
    assert client_of(busy.world.ben).get(url).status_code == 404
    with app.app_context():
        forget_expired()
    busy.run_jobs()

    session.expire_all()
    assert session.scalar(select(func.count()).select_from(DataExport)) == 0
    with pytest.raises(MissingBlob):
        app.extensions["blobs"].get(blob)


def test_a_message_that_comes_twice_or_late_does_no_harm(
    busy: Busy, client_of: ClientOf, session: Session, app: Flask
) -> None:
    client_of(busy.world.ben).post("/account/data/exports")
    busy.run_jobs()
    before = _export(session).blob
    with app.app_context():
        make_export({"export_id": _export(session).id})
        make_export({"export_id": 999})

    assert _export(session).blob == before
    assert session.scalars(select(OutboxMessage.last_error)).unique().all() == [None]


def test_a_lost_file_does_not_keep_the_rest_from_its_person(
    busy: Busy, client_of: ClientOf, session: Session, app: Flask
) -> None:
    storage: BlobStore = app.extensions["blobs"]
    storage.remove(busy.submission().blob)
    client_of(busy.world.ben).post("/account/data/exports")
    busy.run_jobs()
    archive = _fetched(client_of(busy.world.ben), session)

    assert not [name for name in archive.namelist() if name.endswith(".tar.gz")]
    assert len(_rows(archive, "submissions")) == 1
