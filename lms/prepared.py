"""Queries that nearly every page asks: compiled once, and run by the driver itself."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from flask import current_app, g
from sqlalchemy import Connection, Dialect, Engine, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]
K = TypeVar("K")


class Prepared:
    """A query in the words of one database, with what its values and columns go through."""

    def __init__(self, statement: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        columns: Sequence[Any] = list(statement.selected_columns)
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


def rows(statement: Select[*tuple[Any, ...]], /, **values: object) -> list[Row]:
    """What a query answers, as plain rows; named values take the place of its `bindparam`s.

    All of a request go over one connection that begins no transaction, so each sees what is
    committed now.
    """
    connection: Connection = g.get("reading") or _connect()
    query = _prepared(statement, connection.dialect)
    cursor = connection.connection.cursor()
    parameters = query.parameters(values)
    for listener in connection.engine.dispatch.before_cursor_execute:
        listener(connection, cursor, query.sql, parameters, None, False)
    try:
        cursor.execute(query.sql, parameters)
        found = cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        connection.invalidate()
        raise DBAPIError(query.sql, None, error) from error
    cursor.close()
    return [query.row(raw) for raw in found]


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
def _prepared(statement: Select[*tuple[Any, ...]], dialect: Dialect) -> Prepared:
    return Prepared(statement, dialect)


def _result_processor(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _only_needed(found: dict[K, Convert | None]) -> dict[K, Convert]:
    return {key: convert for key, convert in found.items() if convert is not None}
