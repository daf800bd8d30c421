"""The people of a demo installation."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.cli import lms
from lms.settings import Mode


@pytest.fixture
def demo_app(app: Flask) -> Iterator[Flask]:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, mode=Mode.DEMO)
    yield app
    app.extensions["settings"] = settings


def _run(app: Flask, *words: str) -> Result:
    return CliRunner().invoke(lms, list(words), obj=lambda: app)


def test_demo_people_are_made_once_and_can_log_in(demo_app: Flask, session: Session) -> None:
    assert _run(demo_app, "demo", "create").exit_code == 0
    assert _run(demo_app, "demo", "create").exit_code == 0
    shown = _run(demo_app, "demo", "accounts").output
    password = shown.partition("password: ")[2].strip()

    assert len(session.scalars(select(User.email)).all()) == 6
    file = demo_app.extensions["settings"].secrets_dir / "demo_password"
    assert (file.read_text(), file.stat().st_mode & 0o777) == (password, 0o600)
    for name in ("trainee", "trainee2", "instructor", "mentor", "operator", "admin"):
        data = {"email": f"{name}@baeum.example", "password": password}
        assert demo_app.test_client().post("/login", data=data).status_code == 303


def test_a_password_that_was_set_is_the_one(demo_app: Flask) -> None:
    settings = demo_app.extensions["settings"]
    demo_app.extensions["settings"] = replace(settings, demo_password="a set password")

    assert "password: a set password" in _run(demo_app, "demo", "accounts").output


def test_there_are_no_demo_people_where_real_people_work(app: Flask, session: Session) -> None:
    assert _run(app, "demo", "create").exit_code == 1
    assert _run(app, "demo", "accounts").exit_code == 1
    assert session.scalars(select(User.id)).all() == []
