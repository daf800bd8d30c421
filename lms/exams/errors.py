"""What can go wrong with an exam, as a candidate is told."""

from collections.abc import Sequence

from lms.errors import Conflict, Forbidden, Invalid, Way


class NoAttemptsLeft(Conflict):
    """Every attempt that the exam allows has been used."""

    code = "no_attempts_left"


class OutsideWindow(Conflict):
    """The person's own window is not open yet, or no more."""

    code = "outside_window"


class AttemptClosed(Conflict):
    """Time is up; the attempt takes no answers."""

    code = "attempt_closed"


class AlreadyHandedIn(Conflict):
    """The attempt was handed in before."""

    code = "already_handed_in"


class WrongAnswer(Invalid):
    """The item cannot have such an answer."""

    code = "wrong_shape"


class NotSafeBrowser(Forbidden):
    """The sitting takes place in Safe Exam Browser, and the request comes from elsewhere."""

    code = "safe_exam_browser_needed"

    def __init__(self, reason: str, ways: Sequence[Way]) -> None:
        super().__init__(reason)
        self.ways = ways


class CodeNeeded(Forbidden):
    """Going on in another browser takes the code of the room."""

    code = "access_code_needed"
