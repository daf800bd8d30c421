"""Features are tested through the real application and real databases, SQLite and PostgreSQL.

What a page says, offers and refuses is the same on both, so a test that meets the application
only as a browser does, and takes neither `session` nor `app`, runs on one of them. Its name
chooses which, and the cases of one test take turns: every test with several runs on both.
Services, queries and whatever looks at rows run on both, and so do pages whose outcome is the
database's own work (search, order, time, sums, who comes first): they are marked
`every_database`. What asks nothing of the database and takes long is marked `any_database`.
With `--every-database`, as in `make databases`, all tests run on both.
"""

import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lms import mail
from lms.accounts import passwords, sessions
from lms.accounts.models import User
from lms.accounts.sessions import Visitor
from lms.app import create_app
from lms.db import Base
from lms.settings import Settings
from lms.web.shells import Shells
from tests.lms import postgresql
from tests.lms.contents import Contents, contents_of
from tests.lms.kept_world import KeptWorld
from tests.lms.people import NOW, World
from tests.lms.which_database import DATABASES, not_asked


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
    """Ask one database where that is enough."""
    if config.getoption("every_database"):
        return
    left_out = not_asked(items)
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [one for one in items if one not in gone]


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashing takes long on purpose; here it is the same algorithm at its least cost."""
    least = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: least)
        yield


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    with postgresql.running_server() as url:
        yield url


@pytest.fixture(
    scope="session",
    params=[pytest.param(DATABASES[0]), pytest.param(DATABASES[1], marks=pytest.mark.postgresql)],
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


@pytest.fixture(scope="session")
def contents(shared_app: Flask) -> Contents:
    return contents_of(shared_app.extensions["engine"])


@pytest.fixture
def app(shared_app: Flask, contents: Contents, clock: FakeClock) -> Iterator[Flask]:
    """The application on an empty database."""
    yield shared_app
    with shared_app.extensions["engine"].begin() as connection:
        contents.empty(connection)
    shared_app.extensions["shells"] = Shells()  # the next test's rows have the same ids
    shared_app.extensions["queue"].huey.flush()
    shutil.rmtree(mail.folder(shared_app.extensions["settings"]), ignore_errors=True)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session of the test's own; commit what the application shall see."""
    with app.extensions["sessions"]() as own:
        yield own


@pytest.fixture(scope="session")
def kept_world(contents: Contents) -> KeptWorld:
    return KeptWorld(contents)


@pytest.fixture
def world(session: Session, kept_world: KeptWorld) -> World:
    return kept_world.lay_down(session)


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
