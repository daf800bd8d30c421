"""What the tests of the course engine share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.courses.small_course import write_course


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Write the small course with some files changed, added or (None) left out."""

    def write(changes: dict[str, str | bytes | None] | None = None) -> Path:
        return write_course(tmp_path / "course", changes)

    return write
