"""What the tables of a test's database hold: kept, laid down again and removed, each in one go.

Done before and after every test of a feature, so past models and types, by the database alone.
"""

from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Table, text

from lms.db import Base


class Contents(Protocol):
    """One database's rows; who calls commits."""

    def keep(self, connection: Connection) -> None:
        """Remember every row there is."""

    def lay_down(self, connection: Connection) -> None:
        """Put what was kept into the empty tables."""

    def empty(self, connection: Connection) -> None:
        """Remove every row; ids count from 1 again."""


def contents_of(engine: Engine) -> Contents:
    """The contents of a database whose tables were just made."""
    return OnPostgresql(engine) if engine.dialect.name == "postgresql" else OnSqlite()


class OnSqlite:
    """Rows as the driver gives them, and takes them again."""

    def __init__(self) -> None:
        self._kept: dict[str, list[tuple[Any, ...]]] = {}
        # where nothing is asked of other tables, SQLite drops a table's pages as they are
        lines = (
            "PRAGMA foreign_keys=OFF",
            "BEGIN",
            *_deletes(),
            "COMMIT",
            "PRAGMA foreign_keys=ON",
        )
        self._empty = ";".join(lines)

    def keep(self, connection: Connection) -> None:
        for table in Base.metadata.sorted_tables:
            rows = _driver(connection).execute(f'SELECT * FROM "{table.name}"').fetchall()  # noqa: S608  # our own names
            if rows:
                self._kept[table.name] = rows

    def lay_down(self, connection: Connection) -> None:
        for name, rows in self._kept.items():
            marks = ",".join("?" * len(rows[0]))
            _driver(connection).executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)  # noqa: S608  # our own names

    def empty(self, connection: Connection) -> None:
        _driver(connection).executescript(self._empty)


class OnPostgresql:
    """Functions of the server's own, whose plans it keeps, and a schema beside the tables."""

    def __init__(self, engine: Engine) -> None:
        counters = (
            "PERFORM setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences"
            " WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )
        with engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA kept"))
            _make_function(connection, "empty", [*_deletes(), counters])

    def keep(self, connection: Connection) -> None:
        lines: list[str] = []
        for table in Base.metadata.sorted_tables:
            if connection.execute(table.select().limit(1)).first() is not None:
                name = f'"{table.name}"'
                connection.execute(text(f"CREATE TABLE kept.{name} AS TABLE {name}"))
                lines += [f"INSERT INTO {name} TABLE kept.{name}", *_counts_on(table)]
        _make_function(connection, "lay_down", lines)

    def lay_down(self, connection: Connection) -> None:
        connection.execute(text("SELECT kept.lay_down()"))

    def empty(self, connection: Connection) -> None:
        connection.execute(text("SELECT kept.empty()"))


def _deletes() -> list[str]:
    return [f'DELETE FROM "{table.name}"' for table in Base.metadata.sorted_tables]  # noqa: S608  # our own names


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _make_function(connection: Connection, name: str, lines: list[str]) -> None:
    """A function that asks nothing of other tables: what is laid down or removed is whole."""
    body = "".join(f"{line};" for line in lines)
    connection.exec_driver_sql(
        f"CREATE FUNCTION kept.{name}() RETURNS void LANGUAGE plpgsql"
        f" SET session_replication_role = replica AS $$BEGIN {body} END$$"
    )


def _counts_on(table: Table) -> list[str]:
    """Let ids go on after the last row's."""
    if "id" not in table.columns or table.columns["id"].type.python_type is not int:
        return []
    name = f'"{table.name}"'
    sequence = f"pg_get_serial_sequence('{name}', 'id')"
    return [f"PERFORM setval({sequence}, (SELECT max(id) FROM {name}))"]  # noqa: S608  # our own names
