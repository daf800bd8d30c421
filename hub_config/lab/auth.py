"""Which courses a person is in, as the LMS tells."""

from nbgrader.auth import BaseAuthPlugin
from nbgrader.exchange import ExchangeError

from hub_config.lab.client import LmsClient, LmsRefused
from hub_config.lab.exchange.exchange import course_ids
from hub_config.lab.words import said

ENROLLED_IN_THE_LMS = said(
    "수강 등록은 배움터에서 운영자가 해요.", "Operators enrol people in Baeum, not here."
)


class LmsAuthPlugin(BaseAuthPlugin):
    """Asks the LMS; a lab only ever speaks for its owner."""

    def get_student_courses(self, student_id: str) -> list[str]:
        """Return the courses of the lab's owner."""
        del student_id
        try:
            return course_ids(LmsClient.from_env().me())
        except LmsRefused as refused:
            raise ExchangeError(str(refused)) from refused

    def add_student_to_course(self, student_id: str, course_id: str) -> None:
        """Refuse: people are enrolled in the LMS."""
        raise ExchangeError(f"{ENROLLED_IN_THE_LMS} ({student_id}, {course_id})")

    def remove_student_from_course(self, student_id: str, course_id: str) -> None:
        """Refuse: people are enrolled in the LMS."""
        raise ExchangeError(f"{ENROLLED_IN_THE_LMS} ({student_id}, {course_id})")
