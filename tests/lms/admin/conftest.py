"""The fixtures that the tests of lessons made."""

from tests.lms.lessons.conftest import hub

__all__ = ["hub"]
