"""A published assignment, a stand-in for the sandbox, and a lab that speaks to the LMS."""

import hashlib
import io
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import courses
from assessments.notebooks import CellResult, GradeReport, ReleasedAssignment, release_assignment
from lms.accounts.lab_tokens import issue_lab_token
from lms.accounts.models import User
from lms.notebooks.archives import pack
from lms.notebooks.models import Assignment
from lms.notebooks.publishing import PreparedAssignment, publish_assignments
from lms.queue import Queue
from lms.storage import blobs
from tests.assessments.notebooks.samples import (
    PARTIAL,
    SQUARE,
    SQUARE_TESTS,
    cell,
    notebook,
)
from tests.lms.people import NOW, World

SOURCE = notebook(cell("# 제곱\n\n## 문제 1. 제곱", "markdown"), SQUARE, SQUARE_TESTS, PARTIAL)
URL = "/api/exchange/v1/courses/{run}/assignments/square"


@cache
def released() -> ReleasedAssignment:
    return release_assignment(SOURCE)


def prepared(content_hash: str = "a" * 64, name: str = "square") -> PreparedAssignment:
    source = courses.AssignmentSource(
        name=name,
        title={"ko": "제곱 구하기", "en": "Squares"},
        notebook=Path("square.ipynb"),
        summary={"ko": "함수를 만듭니다."},
        minutes=20,
    )
    files = {"data.csv": b"a\n1\n"}
    return PreparedAssignment(source, SOURCE, content_hash, files, released())


@pytest.fixture
def assignment(app: Flask, session: Session, world: World) -> Assignment:
    with app.app_context():
        (made,) = publish_assignments(session, blobs(), world.course, [prepared()], at=NOW)
        session.commit()
    return made


@dataclass
class FakeGrader:
    """Gives what it is told to, and keeps what it was given."""

    score: Decimal = Decimal(5)
    error: str | None = None
    fails: list[BaseException] = field(default_factory=list)
    given: list[tuple[bytes, bytes, dict[str, bytes]]] = field(default_factory=list)

    def __call__(self, key: bytes, submitted: bytes, files: Mapping[str, bytes]) -> GradeReport:
        self.given.append((key, submitted, dict(files)))
        if self.fails:
            raise self.fails.pop()
        tests = CellResult("square-tests", min(self.score, Decimal(3)), Decimal(3), False)
        rest = CellResult(
            "partial", max(self.score - 3, Decimal(0)), Decimal(4), False, "hidden-test", True
        )
        executed = None if self.error else submitted
        return GradeReport(self.score, Decimal(7), False, (tests, rest), executed, (), self.error)


@pytest.fixture
def grader(app: Flask) -> Iterator[FakeGrader]:
    fake, real = FakeGrader(), app.extensions["grader"]
    app.extensions["grader"] = fake
    yield fake
    app.extensions["grader"] = real


@pytest.fixture
def run_jobs(app: Flask) -> Callable[[], int]:
    """What a worker would do now."""
    queue: Queue = app.extensions["queue"]
    return queue.run_waiting


def archive(**files: bytes) -> bytes:
    """An archive of `square.ipynb` and the files named."""
    named = {"square.ipynb": files.pop("notebook", released().notebook), **files}
    return pack({name: data for name, data in named.items() if data})


def raw_archive(*entries: tuple[tarfile.TarInfo, bytes]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as tar:
        for entry, data in entries:
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return held.getvalue()


@dataclass
class Lab:
    """The lab of one person: it shows its token with every request."""

    client: FlaskClient
    token: str
    run: str

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/api/exchange/v1{path}", headers=self._headers())

    def submit(self, data: bytes | None = None, key: str = "k1", **headers: str) -> TestResponse:
        data = archive() if data is None else data
        digest = hashlib.sha256(data).hexdigest()
        sent = {"Idempotency-Key": key, "X-Content-SHA256": digest, **headers}
        return self.client.post(
            f"{URL.format(run=self.run)}/submissions", data=data, headers=self._headers() | sent
        )

    def assignments(self) -> list[dict[str, Any]]:
        answer = self.get(f"/courses/{self.run}/assignments")
        assert answer.status_code == 200, answer.json
        found: list[dict[str, Any]] = answer.get_json()["assignments"]
        return found

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture
def lab_of(app: Flask, session: Session, world: World) -> Callable[[User], Lab]:
    def open_lab(person: User) -> Lab:
        issued = issue_lab_token(session, person, at=NOW)
        session.commit()
        return Lab(app.test_client(), issued.token, world.run.slug)

    return open_lab


@pytest.fixture
def bens_lab(lab_of: Callable[[User], Lab], world: World, assignment: Assignment) -> Lab:
    return lab_of(world.ben)
