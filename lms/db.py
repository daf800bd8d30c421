"""The database: engine, session, the one transaction, and column types."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from lms import prepared

BUSY_TIMEOUT_MS = 15_000


class Base(DeclarativeBase):
    """Every table; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON, dict[str, str]: JSON}  # noqa: RUF012


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC on every database; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PointsColumn(TypeDecorator[Decimal]):
    """Exact points, stored as whole ten-thousandths so that SQLite adds them exactly."""

    impl = BigInteger
    cache_ok = True
    _unit = Decimal(10_000)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else int((Decimal(value) * self._unit).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        return None if value is None else (Decimal(value) / self._unit).normalize() + 0


def words_of(kind: type[StrEnum]) -> Enum:
    """A column type for one of the words of an enumeration, kept as text."""
    return Enum(
        kind,
        native_enum=False,
        length=32,
        values_callable=lambda words: [word.value for word in words],
        validate_strings=True,
    )


MORE_AT_ONCE = 19
"""With the pool's five a connection for every thread of a web worker."""


def make_engine(url: str) -> Engine:
    """An engine for SQLite (WAL, foreign keys on, busy time-out) or PostgreSQL."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            max_overflow=MORE_AT_ONCE,
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def init_app(app: Flask, engine: Engine) -> None:
    """Give the application its engine and close each context's session at its end."""
    app.extensions["engine"] = engine
    app.extensions["reading_engine"] = _reading_engine(engine)
    app.extensions["sessions"] = sessionmaker(engine, expire_on_commit=False)
    app.teardown_appcontext(_close_session)


def _reading_engine(engine: Engine) -> Engine:
    """The engine of `prepared.rows`. SQLite begins no transaction to read; PostgreSQL is asked not to."""
    is_sqlite = engine.dialect.name == "sqlite"
    return engine if is_sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")


def session() -> Session:
    """The session of the present application context, for reading."""
    if "db_session" not in g:
        g.db_session = current_app.extensions["sessions"]()
    found: Session = g.db_session
    return found


@contextmanager
def transaction() -> Iterator[Session]:
    """The edge's one transaction: commits at the end, rolls back on any error.

    On SQLite it takes the write lock at once, so what is read inside cannot
    change before it is written. On PostgreSQL, lock the row with `lock`.
    """
    current = session()
    try:
        _take_write_lock(current)
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        raise


def lock(current: Session, row: Base) -> None:
    """Read the row afresh and keep it from other writers until the transaction ends."""
    current.refresh(row, with_for_update={"of": [type(row)]})


def _take_write_lock(current: Session) -> None:
    connection = current.connection()
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _close_session(_error: BaseException | None) -> None:
    open_session = g.pop("db_session", None)
    if open_session is not None:
        open_session.close()
    prepared.release()
