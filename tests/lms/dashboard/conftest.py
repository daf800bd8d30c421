"""The fixtures that the tests of lessons, assignments and exams made."""

from tests.lms.exams.conftest import exam
from tests.lms.lessons.conftest import counted, studied
from tests.lms.notebooks.conftest import assignment, bens_lab, lab_of

__all__ = ["assignment", "bens_lab", "counted", "exam", "lab_of", "studied"]
