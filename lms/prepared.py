"""What nearly every page asks, and every answer writes: compiled once, run by the driver itself."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from flask import current_app, g
from sqlalchemy import Connection, Dialect, Engine, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Statement = Select[*tuple[Any, ...]] | Insert | Update
Row = tuple[Any, ...]
Convert = Callable[[Any], Any]
K = TypeVar("K")


class Prepared:
    """A statement in the words of one database, with what its values and columns go through."""

    def __init__(self, statement: Statement, dialect: Dialect, names: Sequence[str]) -> None:
        columns: Sequence[Any] = ()
        set_columns = None
        if isinstance(statement, Select):
            columns = list(statement.selected_columns)
        else:
            set_columns = [name for name in names if name in statement.table.c]
        compiled = statement.compile(dialect=dialect, column_keys=set_columns)
        self.sql = str(compiled)
        self._fixed = dict(compiled.params)
        self._order: Sequence[str] | None = compiled.positiontup
        self._binds = _only_needed(
            {
                name: bind.type.dialect_impl(dialect).bind_processor(dialect)
                for bind, name in compiled.bind_names.items()
            }
        )
        self._results = _only_needed(
            {place: _result_processor(column.type, dialect) for place, column in enumerate(columns)}
        )

    def parameters(self, values: dict[str, Any]) -> Any:
        """The values as the driver takes them."""
        given = {**self._fixed, **values}
        for name, convert in self._binds.items():
            given[name] = convert(given[name])
        return given if self._order is None else [given[name] for name in self._order]

    def row(self, raw: Sequence[Any]) -> Row:
        """A row as the columns' types say."""
        row = list(raw)
        for place, convert in self._results.items():
            row[place] = convert(row[place])
        return tuple(row)


class Statements:
    """Runs statements over one connection; named values take the place of `bindparam`s and columns."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, query: Select[*tuple[Any, ...]], /, **values: object) -> list[Row]:
        """What a query answers, as plain rows."""
        prepared, cursor = self._run(query, values)
        found = cursor.fetchall()
        cursor.close()
        return [prepared.row(raw) for raw in found]

    def run(self, change: Insert | Update, /, **values: object) -> None:
        """Insert a row, or update what the statement names; values that are columns are set."""
        _prepared, cursor = self._run(change, values)
        cursor.close()

    def _run(self, statement: Statement, values: dict[str, object]) -> tuple[Prepared, Any]:
        connection = self._connection
        prepared = _prepared(statement, connection.dialect, tuple(values))
        parameters = prepared.parameters(values)
        for listener in connection.engine.dispatch.before_cursor_execute:
            listener(connection, None, prepared.sql, parameters, None, False)
        return prepared, _execute(connection, prepared.sql, parameters)


def rows(query: Select[*tuple[Any, ...]], /, **values: object) -> list[Row]:
    """What a query answers, as plain rows.

    All of a request go over one connection that begins no transaction, so each sees what is
    committed now.
    """
    return Statements(g.get("reading") or _connect()).rows(query, **values)


@contextmanager
def transaction() -> Iterator[Statements]:
    """A transaction of its own: commits at the end, rolls back on any error.

    As with `lms.db.transaction`, SQLite's write lock is taken at once. It goes over the
    connection of `rows`, which sees what it writes.
    """
    connection: Connection = g.get("reading") or _connect()
    is_sqlite = connection.dialect.name == "sqlite"
    try:
        _execute(connection, "BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
        yield Statements(connection)
        _execute(connection, "COMMIT")
    except BaseException:
        if not connection.invalidated:
            connection.connection.rollback()
        raise


def _execute(connection: Connection, sql: str, parameters: Any = ()) -> Any:
    """The driver's cursor; raises DBAPIError, and then the connection is not used again."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql, parameters)
    except connection.dialect.loaded_dbapi.Error as error:
        connection.invalidate()
        raise DBAPIError(sql, None, error) from error
    return cursor


def _connect() -> Connection:
    engine: Engine = current_app.extensions["reading_engine"]
    g.reading = engine.connect()
    connection: Connection = g.reading
    return connection


def release() -> None:
    """Give back the connection at the end of the application context."""
    connection = g.pop("reading", None)
    if connection is not None:
        connection.close()


@cache
def _prepared(statement: Statement, dialect: Dialect, names: tuple[str, ...]) -> Prepared:
    return Prepared(statement, dialect, names)


def _result_processor(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _only_needed(found: dict[K, Convert | None]) -> dict[K, Convert]:
    return {key: convert for key, convert in found.items() if convert is not None}
