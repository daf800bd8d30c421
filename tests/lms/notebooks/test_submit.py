import io
import tarfile
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit import AuditEntry
from lms.notebooks.models import Assignment, AssignmentSetting, Submission, SubmissionState
from tests.lms.conftest import FakeClock
from tests.lms.notebooks.conftest import Lab, archive, raw_archive
from tests.lms.people import NOW, World

pytestmark = pytest.mark.every_database


def submissions(session: Session) -> list[Submission]:
    session.expire_all()
    return list(session.scalars(select(Submission).order_by(Submission.id)))


def test_handing_in_gives_a_receipt_and_keeps_the_bytes(
    bens_lab: Lab, session: Session, world: World, app: Flask
) -> None:
    data = archive()
    answer = bens_lab.submit(data)

    assert answer.status_code == 201
    (kept,) = submissions(session)
    assert answer.get_json() == {
        "id": kept.id,
        "timestamp": NOW.isoformat(),
        "attempt": 1,
        "receipt": kept.receipt,
    }
    assert kept.state is SubmissionState.QUEUED
    assert app.extensions["blobs"].get(kept.blob) == data
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "submission.receive"))
    assert [each.actor_id for each in entry] == [world.ben.id]


def test_the_same_key_again_gives_the_first_receipt(bens_lab: Lab, session: Session) -> None:
    first, second = bens_lab.submit(), bens_lab.submit()

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json()
    assert len(submissions(session)) == 1


def test_a_repeat_after_the_closing_still_gives_the_receipt(
    bens_lab: Lab, clock: FakeClock
) -> None:
    first = bens_lab.submit()
    clock.at = NOW + timedelta(hours=20)

    assert bens_lab.submit().get_json() == first.get_json()


def test_a_key_with_other_content_is_refused(bens_lab: Lab, session: Session) -> None:
    bens_lab.submit()
    answer = bens_lab.submit(archive(extra=b"1"))

    assert answer.status_code == 409
    assert answer.get_json()["error"] == "key_reused"
    assert len(submissions(session)) == 1


def test_every_attempt_is_kept_until_they_are_used_up(
    bens_lab: Lab, session: Session, assignment: Assignment, world: World
) -> None:
    window(session, world, assignment, attempts=2)
    answers = [bens_lab.submit(key=f"k{n}") for n in range(3)]

    assert [each.status_code for each in answers] == [201, 201, 409]
    assert answers[2].get_json()["error"] == "attempts_used"
    assert [each.attempt for each in submissions(session)] == [1, 2]


def window(
    session: Session,
    world: World,
    assignment: Assignment,
    *,
    attempts: int = 3,
    hours: tuple[float, float, float] = (-1, 1, 2),
) -> None:
    opens, due, closes = (NOW + timedelta(hours=hour) for hour in hours)
    session.add(
        AssignmentSetting(
            run_id=world.run.id,
            assignment_id=assignment.id,
            opens_at=opens,
            due_at=due,
            closes_at=closes,
            max_attempts=attempts,
        )
    )
    session.commit()


@pytest.mark.parametrize(
    ("seconds", "status", "error"),
    [(-7201, 409, "not_open"), (-3600, 201, None), (7200, 201, None), (7201, 409, "closed")],
)
def test_the_servers_clock_decides_to_the_second(
    *,
    bens_lab: Lab,
    session: Session,
    assignment: Assignment,
    world: World,
    clock: FakeClock,
    seconds: int,
    status: int,
    error: str | None,
) -> None:
    window(session, world, assignment)
    clock.at = NOW + timedelta(seconds=seconds)
    answer = bens_lab.submit()

    assert answer.status_code == status
    assert answer.get_json().get("error") == error


def test_a_changed_archive_is_refused(bens_lab: Lab, session: Session) -> None:
    answer = bens_lab.submit(archive(), **{"X-Content-SHA256": "0" * 64})

    assert answer.status_code == 422
    assert submissions(session) == []


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


def bomb() -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as tar:
        entry = tarfile.TarInfo("square.ipynb")
        entry.size = 200_000_000
        tar.addfile(entry, io.BytesIO(bytes(entry.size)))
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 422),
        (b"not an archive", 422),
        (archive()[:100], 422),
        (archive(notebook=b"", other=b"x"), 422),
        (raw_archive((member("../square.ipynb"), b"{}")), 422),
        (raw_archive((member("/square.ipynb"), b"{}")), 422),
        (raw_archive((member("square.ipynb", tarfile.SYMTYPE, "/etc/passwd"), b"")), 422),
        (raw_archive((member("square.ipynb", tarfile.LNKTYPE, "/etc/passwd"), b"")), 422),
        (raw_archive((member("square.ipynb", tarfile.CHRTYPE), b"")), 422),
        (raw_archive(*((member(f"f{n}"), b"") for n in range(300))), 413),
        (bomb(), 413),
        (bytes(33 * 1024 * 1024), 413),
    ],
)
def test_bad_archives_are_refused_and_leave_nothing(
    bens_lab: Lab, session: Session, data: bytes, status: int
) -> None:
    answer = bens_lab.submit(data)

    assert answer.status_code == status
    assert answer.get_json()["reason"]
    assert submissions(session) == []


@pytest.mark.parametrize("key", ["", "x" * 101])
def test_a_key_is_needed(bens_lab: Lab, key: str) -> None:
    assert bens_lab.submit(key=key).status_code == 422
