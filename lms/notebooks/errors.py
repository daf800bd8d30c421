"""What can be wrong with handing in an assignment."""

from lms.errors import Conflict


class NotOpen(Conflict):
    """The assignment is not open yet."""

    code = "not_open"


class Closed(Conflict):
    """The assignment takes nothing any more."""

    code = "closed"


class AttemptsUsed(Conflict):
    """The person has handed in as often as is allowed."""

    code = "attempts_used"


class KeyReused(Conflict):
    """The same idempotency key came with something else."""

    code = "key_reused"


class LeaseLost(Conflict):
    """Another run of the grader has taken the submission over."""

    code = "lease_lost"
