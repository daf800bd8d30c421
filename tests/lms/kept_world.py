"""The small world is made once; later tests find its rows where the first one made them."""

from dataclasses import fields
from typing import Any

from sqlalchemy.orm import Session

from tests.lms.contents import Contents
from tests.lms.people import World, make_world


class KeptWorld:
    """The world's rows in one database, and what each of its names stands for."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._things: dict[str, Any] = {}

    def lay_down(self, session: Session) -> World:
        """The world, committed, in an empty database: made the first time, then as it was."""
        if not self._things:
            return self._make(session)
        self._contents.lay_down(session.connection())
        session.commit()
        return World(
            **{name: session.merge(thing, load=False) for name, thing in self._things.items()}
        )

    def _make(self, session: Session) -> World:
        world = make_world(session)
        session.commit()
        self._contents.keep(session.connection())
        with Session(session.get_bind()) as other:
            for each in fields(world):
                thing = getattr(world, each.name)
                self._things[each.name] = other.get_one(type(thing), thing.id)
        session.commit()
        return world
