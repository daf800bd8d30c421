"""Large hand-ins come in pieces, and go on where the line was cut."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.accounts.models import User
from lms.notebooks import jobs, personal_data, uploads
from lms.notebooks.archives import MAX_ARCHIVE_BYTES
from lms.notebooks.models import Assignment
from lms.notebooks.upload_models import UnfinishedUpload, UploadPiece
from tests.lms.conftest import FakeClock
from tests.lms.notebooks.conftest import URL, Lab, archive
from tests.lms.notebooks.test_submit import submissions, window
from tests.lms.people import NOW, World

pytestmark = pytest.mark.every_database

API = "/api/exchange/v1"


@dataclass
class Sender:
    """A lab that sends one archive in pieces."""

    lab: Lab
    data: bytes = field(default_factory=archive)
    key: str = "k1"
    id: str = ""

    def begin(self, **headers: str) -> TestResponse:
        told = {
            "Idempotency-Key": self.key,
            "X-Content-SHA256": hashlib.sha256(self.data).hexdigest(),
            "Upload-Length": str(len(self.data)),
            **headers,
        }
        answer = self.ask("post", f"{URL.format(run=self.lab.run)}/uploads", headers=told)
        if answer.status_code == 201:
            self.id = answer.get_json()["id"]
        return answer

    def add(self, start: int | str, end: int | None = None, data: bytes = b"") -> TestResponse:
        body = data or self.data[int(start) : end]
        return self.ask(
            "patch",
            f"{API}/uploads/{self.id}",
            data=body,
            headers={
                "Upload-Offset": str(start),
                "Content-Type": "application/offset+octet-stream",
            },
        )

    def finish(self) -> TestResponse:
        return self.ask("post", f"{API}/uploads/{self.id}/submission")

    def state(self) -> TestResponse:
        return self.ask("head", f"{API}/uploads/{self.id}")

    def ask(self, method: str, url: str, **options: object) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.lab.token}", **options.pop("headers", {})}  # type: ignore[dict-item]
        answer: TestResponse = self.lab.client.open(url, method=method.upper(), headers=headers, **options)  # fmt: skip
        return answer


@pytest.fixture
def sender(bens_lab: Lab) -> Sender:
    return Sender(bens_lab)


def n_kept(session: Session) -> tuple[int, int]:
    """How many uploads and pieces are kept."""
    session.rollback()
    counts = [
        session.scalar(select(func.count()).select_from(table)) or 0
        for table in (UnfinishedUpload, UploadPiece)
    ]
    session.rollback()
    return counts[0], counts[1]


def test_pieces_become_the_same_bytes(app: Flask, session: Session, sender: Sender) -> None:
    begun = sender.begin()
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "0")
    assert begun.headers["Location"].endswith(sender.id)
    assert sender.add(0, 100).headers["Upload-Offset"] == "100"
    assert sender.add(100, 101).headers["Upload-Offset"] == "101"
    assert sender.add(101).headers["Upload-Offset"] == str(len(sender.data))
    answer = sender.finish()

    (kept,) = submissions(session)
    assert answer.status_code == 201
    assert answer.get_json()["receipt"] == kept.receipt
    assert app.extensions["blobs"].get(kept.blob) == sender.data
    assert n_kept(session) == (0, 0)


def test_after_a_cut_line_it_goes_on_where_it_stopped(session: Session, sender: Sender) -> None:
    sender.begin()
    sender.add(0, 150)
    first = sender.id

    again = sender.begin()

    assert sender.id == first
    assert again.get_json()["offset"] == 150
    state = sender.state()
    assert (state.status_code, state.data) == (200, b"")
    assert (state.headers["Upload-Offset"], state.headers["Upload-Length"]) == (
        "150",
        str(len(sender.data)),
    )
    assert state.headers["Cache-Control"] == "no-store"
    sender.add(150)
    assert sender.finish().status_code == 201
    assert submissions(session)[0].sha256 == hashlib.sha256(sender.data).hexdigest()


def test_a_piece_sent_twice_is_kept_once(session: Session, sender: Sender) -> None:
    sender.begin()
    sender.add(0, 150)

    twice = sender.add(0, 150)

    assert (twice.status_code, twice.get_json()["error"]) == (409, "wrong_place")
    assert "150" in twice.get_json()["reason"]
    sender.add(150)
    assert sender.finish().status_code == 201


@pytest.mark.parametrize("start", [1, 149, 151, 10**9])
def test_a_piece_at_another_place_is_refused(sender: Sender, start: int) -> None:
    sender.begin()
    sender.add(0, 150)

    answer = sender.add(start, data=b"x")

    assert answer.status_code == 409
    assert str(start) in answer.get_json()["reason"]
    assert sender.state().headers["Upload-Offset"] == "150"


@pytest.mark.parametrize("start", ["-1", "", "1e3", "٣", "0x1", "9" * 13, "1.5", "1 "])
def test_a_place_that_is_no_number_is_named(sender: Sender, start: str) -> None:
    sender.begin()

    answer = sender.ask(
        "patch", f"{API}/uploads/{sender.id}", data=b"x", headers={"Upload-Offset": start}
    ) if start.isascii() else sender.begin(**{"Upload-Length": "x"})  # fmt: skip

    assert answer.status_code in {409, 422}
    assert sender.state().headers["Upload-Offset"] == "0"


def test_more_than_was_told_is_refused(sender: Sender) -> None:
    sender.begin()

    answer = sender.add(0, data=sender.data + b"x")

    assert answer.status_code == 413
    assert str(len(sender.data)) in answer.get_json()["reason"]
    assert sender.state().headers["Upload-Offset"] == "0"


def test_a_piece_too_large_is_refused(sender: Sender) -> None:
    sender.begin()

    assert sender.add(0, data=b"x" * (uploads.MAX_PIECE_BYTES + 1)).status_code == 413


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("Upload-Length", "0", 422),
        ("Upload-Length", "-5", 422),
        ("Upload-Length", str(MAX_ARCHIVE_BYTES + 1), 413),
        ("Upload-Length", "9" * 30, 422),
        ("X-Content-SHA256", "beef", 422),
        ("X-Content-SHA256", "z" * 64, 422),
        ("Idempotency-Key", "", 422),
        ("Idempotency-Key", "k" * 101, 422),
    ],
)
def test_what_cannot_be_is_refused_at_once(
    session: Session, sender: Sender, header: str, value: str, status: int
) -> None:
    answer = sender.begin(**{header: value})

    assert answer.status_code == status
    assert header in answer.get_json()["reason"]
    assert n_kept(session) == (0, 0)


def test_other_bytes_than_announced_are_thrown_away(session: Session, sender: Sender) -> None:
    sender.begin(**{"X-Content-SHA256": "0" * 64})
    sender.add(0)

    assert sender.finish().status_code == 422
    assert n_kept(session) == (0, 0)
    assert submissions(session) == []


def test_it_is_not_handed_in_before_all_is_there(session: Session, sender: Sender) -> None:
    sender.begin()
    sender.add(0, 10)

    assert sender.finish().status_code == 409
    assert n_kept(session) == (1, 1)


def test_another_persons_upload_is_not_found(
    sender: Sender, lab_of: Callable[[User], Lab], world: World, session: Session
) -> None:
    sender.begin()
    sender.add(0)
    for person in (world.cho, world.ann):
        thief = Sender(lab_of(person), sender.data, id=sender.id)
        assert thief.state().status_code == 404
        assert thief.add(0).status_code == 404
        assert thief.finish().status_code == 404
    assert submissions(session) == []


def test_the_persons_download_says_what_is_on_its_way(
    sender: Sender, world: World, session: Session, app: Flask
) -> None:
    sender.begin()
    sender.add(0, 10)

    with app.test_request_context():
        found = {part.name: part.rows for part in personal_data.parts(session, world.ben.id)}

    (row,) = found["unfinished_uploads"]
    assert (row["assignment"], row["arrived"], row["size"]) == ("square", 10, len(sender.data))


def test_only_those_who_study_begin(
    lab_of: Callable[[User], Lab], world: World, assignment: Assignment, bens_lab: Lab
) -> None:
    assert Sender(lab_of(world.ann)).begin().status_code == 403
    assert Sender(lab_of(world.cho)).begin().status_code == 404
    assert Sender(Lab(bens_lab.client, "nonsense", bens_lab.run)).begin().status_code == 401


def test_the_same_key_for_something_else_is_refused(sender: Sender) -> None:
    sender.begin()

    answer = Sender(sender.lab, archive(more=b"x")).begin()

    assert (answer.status_code, answer.get_json()["error"]) == (409, "key_reused")


def test_a_receipt_that_was_lost_is_given_again(session: Session, sender: Sender) -> None:
    for status in (201, 200):
        sender.begin()
        sender.add(0)
        assert sender.finish().status_code == status

    assert len(submissions(session)) == 1


def test_one_person_has_few_on_their_way(sender: Sender) -> None:
    statuses = [
        Sender(sender.lab, key=f"k{n}").begin().status_code
        for n in range(uploads.MAX_UNFINISHED + 1)
    ]

    assert statuses == [201] * uploads.MAX_UNFINISHED + [429]


def test_what_nobody_goes_on_with_is_dropped(
    app: Flask, session: Session, sender: Sender, clock: FakeClock
) -> None:
    sender.begin()
    sender.add(0, 10)
    clock.forward(hours=23)
    with app.app_context():
        jobs.forget_uploads()
    assert n_kept(session) == (1, 1)

    clock.forward(hours=2)
    with app.app_context():
        jobs.forget_uploads()
    assert n_kept(session) == (0, 0)


def test_a_slow_line_makes_nobody_late(
    session: Session, world: World, assignment: Assignment, sender: Sender, clock: FakeClock
) -> None:
    window(session, world, assignment, hours=(-1, 1, 1))
    sender.begin()
    sender.add(0, 100)
    clock.at = NOW + timedelta(hours=2)
    sender.add(100)

    assert sender.finish().status_code == 201
    assert submissions(session)[0].received_at == NOW
    late = Sender(sender.lab, archive(more=b"x"), key="k2").begin()
    assert (late.status_code, late.get_json()["error"]) == (409, "closed")
