"""Statements that must fail: where one does not, the tests beside it prove nothing either.

A trainee's code runs in the process that runs the tests, so it can reach whatever runs
them. Code that makes every test pass makes a false statement pass as well.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from assessments.notebooks.cells import Json


@dataclass(frozen=True)
class Canary:
    """A false statement and the message with which it has to fail."""

    source: str
    message: str

    @classmethod
    def new(cls) -> Self:
        """One that nobody could know beforehand; it asks nothing of the trainee's names."""
        a, b = secrets.randbelow(900) + 100, secrets.randbelow(900) + 100
        message = f"{secrets.token_hex(6)}: {a * b}"
        return cls(f"assert {a} * {b} == {a * b + 1}, {message!r}", message)

    def has_failed(self, outputs: Sequence[Json]) -> bool:
        """Tell whether it did what it must: fail so, and show nothing but what threads print."""
        told = [output for output in outputs if output["output_type"] != "stream"]
        return [(one.get("ename"), one.get("evalue")) for one in told] == [
            ("AssertionError", self.message)
        ]
