"""The migrations lead to exactly the tables that the models describe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, make_url, text

from lms.db import Base, make_engine
from lms.operations import migrations

pytestmark = pytest.mark.every_database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of the test's own."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'migrated.sqlite'}"
    else:
        server = request.getfixturevalue("postgresql_url")
        maintenance = make_engine(server)
        with maintenance.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("DROP DATABASE IF EXISTS migrated"))
            connection.execute(text("CREATE DATABASE migrated"))
        maintenance.dispose()
        url = make_url(server).set(database="migrated").render_as_string(hide_password=False)
    made = make_engine(url)
    yield made
    made.dispose()


def test_a_migrated_database_is_what_the_models_say(engine: Engine) -> None:
    migrations.upgrade(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert migrations.present(engine) == migrations.newest()


def test_migrations_can_be_undone_and_done_again(engine: Engine) -> None:
    migrations.upgrade(engine)
    migrations.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}

    migrations.upgrade(engine)
    assert migrations.present(engine) == migrations.newest()
