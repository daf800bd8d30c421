"""The world with its course published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from lms.errors import Unavailable
from lms.hub import Hub, Lab, LabAnswer
from tests.lms.catalog.publishing import publish
from tests.lms.people import World


@pytest.fixture
def studied(app: Flask, session: Session, world: World, tmp_path: Path) -> World:
    """The world whose run has three lessons: start, more and lab."""
    publish(app, session, tmp_path / "course")
    return world


class FakeHub:
    """A Hub that answers or does not."""

    def __init__(self) -> None:
        self.is_up = True

    def version(self) -> str | None:
        return "6" if self.is_up else None

    def lab(self, hub_name: str) -> Lab:
        raise Unavailable(hub_name)

    def start_lab_ahead(self, hub_name: str, *, free_mb: int) -> LabAnswer:  # noqa: ARG002 -- the Hub's own
        raise Unavailable(hub_name)

    def stop_lab(self, hub_name: str) -> None:
        raise Unavailable(hub_name)


@pytest.fixture
def hub(app: Flask) -> Iterator[FakeHub]:
    before: Hub = app.extensions["hub"]
    fake = FakeHub()
    app.extensions["hub"] = fake
    yield fake
    app.extensions["hub"] = before


@pytest.fixture
def counted(app: Flask) -> Callable[[], Any]:
    """Counts the statements that the application sends to its database."""

    @contextmanager
    def count() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(*facts: Any) -> None:
            sent.append(facts[2])

        engine = app.extensions["engine"]
        event.listen(engine, "before_cursor_execute", note)
        yield sent
        event.remove(engine, "before_cursor_execute", note)

    return count
