"""The fixtures that the tests of lessons made."""

from tests.lms.lessons.conftest import counted

__all__ = ["counted"]
