"""The only source of the present moment."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import current_app

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time, aware and in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The application's present moment, aware and in UTC."""
    clock: Clock = current_app.extensions["clock"]
    return clock()
