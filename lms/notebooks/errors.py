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


class NoTeam(Conflict):
    """The assignment is done in teams and the person is in none."""

    code = "no_team"


class TeamTooSmall(Conflict):
    """The team has fewer members than the assignment asks for."""

    code = "team_too_small"


class HandedIn(Conflict):
    """What was handed in already stands in the way."""

    code = "handed_in"


class InTeam(Conflict):
    """The person is in a team of the assignment."""

    code = "in_team"


class TeamFull(Conflict):
    """The team has as many members as it may."""

    code = "team_full"


class NotForming(Conflict):
    """Trainees do not form teams themselves now."""

    code = "not_forming"


class KeyReused(Conflict):
    """The same idempotency key came with something else."""

    code = "key_reused"


class WrongPlace(Conflict):
    """A piece of an upload does not begin where the last one ended."""

    code = "wrong_place"


class LeaseLost(Conflict):
    """Another run of the grader has taken the submission over."""

    code = "lease_lost"
