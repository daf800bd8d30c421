"""The small world is made once; later tests find its rows where the first one made them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.orm import Session

from lms.db import Base
from tests.lms.people import World, make_world

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class KeptWorld:
    """Every row of the world, and which of them each of its names stands for."""

    rows: Mapping[Table, Rows]
    names: Mapping[str, tuple[type[Any], int]]

    @classmethod
    def of(cls, session: Session, world: World) -> "KeptWorld":
        """The world that was just committed to an empty database."""
        tables = {table: _rows_in(session, table) for table in Base.metadata.sorted_tables}
        things = {each.name: getattr(world, each.name) for each in fields(world)}
        return cls(
            {table: rows for table, rows in tables.items() if rows},
            {name: (type(thing), thing.id) for name, thing in things.items()},
        )

    def again(self, session: Session) -> World:
        """The same world in a database that was emptied; the caller commits."""
        connection = session.connection()
        for table, rows in self.rows.items():
            connection.execute(table.insert(), rows)
            if connection.dialect.name == "postgresql":
                _count_on(connection, table)
        return World(**{name: session.get_one(*thing) for name, thing in self.names.items()})


def world_in(session: Session, kept: dict[str, KeptWorld]) -> World:
    """The world, committed: made the first time, laid down again after that."""
    if "world" in kept:
        world = kept["world"].again(session)
        session.commit()
        return world
    world = make_world(session)
    session.commit()
    kept["world"] = KeptWorld.of(session, world)
    session.commit()
    return world


def _rows_in(session: Session, table: Table) -> Rows:
    query = select(table).order_by(*table.primary_key)
    return [dict(row) for row in session.execute(query).mappings()]


def _count_on(connection: Connection, table: Table) -> None:
    """Let ids go on after the last row's."""
    if "id" not in table.columns or table.columns["id"].type.python_type is not int:
        return
    last = select(func.max(table.columns["id"])).scalar_subquery()
    sequence = func.pg_get_serial_sequence(text(f"'\"{table.name}\"'"), "id")
    connection.execute(select(func.setval(sequence, last)))
