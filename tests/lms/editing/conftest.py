"""The world with its course published from a folder, and a worker to be let run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lms.enrollments import services as enrollments
from lms.publishing.models import Edition
from lms.queue import Queue
from tests.courses.small_course import write_course
from tests.lms.intake.test_zips import zip_of
from tests.lms.people import NOW, World
from tests.lms.publishing.conftest import WHOLE, Publish, publish

__all__ = ["publish"]

EDITIONS = "/courses/tiny/editions"
Changes = Mapping[str, str | bytes | None]


@pytest.fixture
def published(world: World, publish: Publish) -> World:
    """The world whose run has three lessons, an assignment and an exam."""
    assert publish().exit_code == 0
    return world


@pytest.fixture
def work(app: Flask) -> Callable[[], int]:
    """Let the worker do everything that waits."""
    queue: Queue = app.extensions["queue"]
    return queue.run_waiting


@pytest.fixture
def upload(tmp_path: Path) -> Callable[..., TestResponse]:
    """Send the course with some files changed as a zip."""

    def send(client: FlaskClient, changes: Changes | None = None) -> TestResponse:
        folder = write_course(tmp_path / "upload", {**WHOLE, **(changes or {})})
        files = {
            f"tiny/{path.relative_to(folder)}": path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        return client.post(EDITIONS, data={"file": (zip_of(files), "tiny.zip")})

    return send


def sent(data: bytes, name: str = "course.zip") -> dict[str, tuple[BytesIO, str]]:
    return {"file": (BytesIO(data), name)}


def edition(session: Session, number: int) -> Edition:
    session.expire_all()
    return session.scalars(select(Edition).where(Edition.number == number)).one()


@pytest.fixture
def open_elsewhere(session: Session, published: World) -> None:
    """The course runs at the other campus, too."""
    course = session.merge(published.course)
    cohort = session.merge(published.other_cohort)
    enrollments.open_run(session, course, cohort, at=NOW)
    session.commit()
