"""Ordinary requests go a few at a time, so that the fast lanes always find a thread that is free."""

from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any

from lms.web.express import Start

AT_ONCE = 4
"""More would not be faster on one interpreter; one that waits for the Hub holds up three others only."""


class Turnstile:
    """The WSGI application before Flask's, behind the fast lanes.

    The server has more threads than pass here (`lms/operations/web.py`). Where a thousand
    people begin an exam, their pages wait here, and answers are saved past them.
    """

    def __init__(self, behind: Callable[..., Iterable[bytes]]) -> None:
        self._behind = behind
        self._places = BoundedSemaphore(AT_ONCE)

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Wait for a place, then pass the request on."""
        with self._places:
            return self._behind(environ, start_response)
