"""The world whose run has a published course."""

from tests.lms.lessons.conftest import studied

__all__ = ["studied"]
