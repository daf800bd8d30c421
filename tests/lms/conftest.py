"""Features are tested through the real application and real databases."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms import mail
from lms.accounts import sessions
from lms.accounts.models import User
from lms.accounts.sessions import Visitor
from lms.app import create_app
from lms.db import Base
from lms.settings import Settings
from lms.web.shells import Shells
from tests.lms import postgresql
from tests.lms.kept_world import KeptWorld, world_in
from tests.lms.people import NOW, World


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **step: float) -> None:
        """Let this much time pass, in the words of `timedelta`."""
        self.at += timedelta(**step)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Ask once what has nothing to do with the database, and takes long."""
    twice = [one for one in items if one.get_closest_marker("any_database") and _asks_server(one)]
    config.hook.pytest_deselected(items=twice)
    items[:] = [one for one in items if one not in twice]


def _asks_server(item: pytest.Item) -> bool:
    return item.get_closest_marker("postgresql") is not None


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with postgresql.running_server() as url:
        yield url


@pytest.fixture(
    scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def shared_app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("data")
    env = {
        "BAEUM_MODE": "test",
        "BAEUM_DATA_DIR": str(folder),
        "BAEUM_QUEUE_URL": "memory://",
        "BAEUM_PUBLIC_URL": "http://localhost",
    }
    if request.param == "postgresql":
        env["BAEUM_DATABASE_URL"] = request.getfixturevalue("postgresql_url")
    app = create_app(Settings.from_env(env), clock=FakeClock(NOW))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    Base.metadata.create_all(app.extensions["engine"])
    yield app
    app.extensions["engine"].dispose()


@pytest.fixture
def clock(shared_app: Flask) -> FakeClock:
    fake: FakeClock = shared_app.extensions["clock"]
    fake.at = NOW
    return fake


@pytest.fixture
def app(shared_app: Flask, clock: FakeClock) -> Iterator[Flask]:
    """The application on an empty database."""
    yield shared_app
    _empty(shared_app)
    shared_app.extensions["shells"] = Shells()  # the next test's rows have the same ids
    shared_app.extensions["queue"].huey.flush()
    shutil.rmtree(mail.folder(shared_app.extensions["settings"]), ignore_errors=True)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own; commit what the application shall see."""
    with app.extensions["sessions"]() as own:
        yield own


@pytest.fixture(scope="session")
def kept_worlds(shared_app: Flask) -> dict[str, KeptWorld]:  # one a database
    return {}


@pytest.fixture
def world(session: Session, kept_worlds: dict[str, KeptWorld]) -> World:
    return world_in(session, kept_worlds)


@pytest.fixture
def client_of(app: Flask) -> Callable[[User], FlaskClient]:
    """A browser in which the person is logged in."""

    def log_in(person: User) -> FlaskClient:
        client, key = app.test_client(), secrets.token_hex(16)
        with app.extensions["sessions"].begin() as own:
            sessions.begin_session(
                own, person.id, key, Visitor("127.0.0.1", ""), at=app.extensions["clock"]()
            )
        with client.session_transaction() as cookie:
            cookie["_user_id"] = person.get_id()
            cookie["session_key"] = key
            cookie["_fresh"] = True
        return client

    return log_in


@pytest.fixture
def anonymous(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def data_dir(app: Flask) -> Path:
    settings: Settings = app.extensions["settings"]
    return settings.data_dir


def _empty(app: Flask) -> None:
    tables = Base.metadata.sorted_tables
    with app.extensions["engine"].begin() as connection:
        if connection.dialect.name == "postgresql":
            postgresql.empty(connection, [table.name for table in tables])
            return
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in tables:
            connection.execute(table.delete())
