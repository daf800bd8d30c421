"""What can go wrong with an exam, as a candidate is told."""

from lms.errors import Conflict, Invalid


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
