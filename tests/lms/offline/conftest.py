"""The world whose run has a published course."""

from tests.lms.lessons.conftest import counted, studied

__all__ = ["counted", "studied"]
