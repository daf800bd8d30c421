"""A published course, works, and announcements to find."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

import courses
from lms.accounts.models import User
from lms.catalog.models import Course
from lms.catalog.services import publish_course
from lms.publishing.searchable import make_searchable
from tests.courses.small_course import lesson, write_course
from tests.lms.catalog.publishing import TINY
from tests.lms.people import NOW, World

ClientOf = Callable[[User], FlaskClient]
Publish = Callable[..., Course]
Find = Callable[..., list[str]]

LESSONS: dict[str, str | bytes | None] = {
    "01-one/03-regression.md": lesson(
        "regression",
        "선형회귀",
        "## 최소제곱법\n\n직선으로 예측값을 구합니다. `np.polyfit` <b>굵게</b>",
    ),
    "01-one/03-regression.en.md": lesson("regression", "Linear regression", "Fitting a line."),
    "01-one/04-trees.md": lesson(
        "trees", "의사결정나무", "회귀에도 쓰입니다.\n\n```python\npd.read_csv('a.csv')\n```"
    ),
    "01-one/05-loops.md": lesson("loops", "반복문", "같은 일을 여러 번 합니다."),
}


@pytest.fixture
def publish(app: Flask, session: Session, world: World, tmp_path: Path) -> Publish:
    """Publish the small course with lessons to find, under some name; commits."""

    def send(changes: dict[str, str | bytes | None] | None = None, slug: str = "tiny") -> Course:
        files = {"course.yml": TINY.replace("slug: tiny", f"slug: {slug}"), **LESSONS}
        folder = write_course(tmp_path / slug, {**files, **(changes or {})})
        with app.app_context():
            blobs = app.extensions["blobs"]
            done = publish_course(session, blobs, courses.read_course(folder), at=NOW)
            make_searchable(session, done.course)
            session.commit()
        return session.scalars(select(Course).where(Course.slug == slug)).one()

    return send


@pytest.fixture
def find(client_of: ClientOf, world: World) -> Find:
    """The addresses on the first page of results, for Ben or somebody else."""

    def ask(words: str, who: User | None = None, **more: str) -> list[str]:
        answer = client_of(who or world.ben).get("/search", query_string={"q": words, **more})
        assert answer.status_code == 200
        return re.findall(r'class="found__title"><a href="([^"]+)"', answer.text)

    return ask
