"""What can go wrong with an item, as its author is told."""

from collections.abc import Sequence

from assessments.model import Problem
from lms.banks.models import ItemVersion
from lms.errors import Conflict, Forbidden, Invalid


class ChangedMeanwhile(Conflict):
    """Somebody saved another version since the text was opened; `theirs` is that version."""

    code = "changed_meanwhile"

    def __init__(self, reason: str, theirs: ItemVersion) -> None:
        super().__init__(reason)
        self.theirs = theirs


class BadId(Invalid):
    """A new item has no name that can be used, or one that is taken."""

    code = "bad_id"


class HasProblems(Invalid):
    """A version with errors cannot go to a review."""

    code = "has_problems"

    def __init__(self, reason: str, problems: Sequence[Problem]) -> None:
        super().__init__(reason)
        self.problems = tuple(problems)


class WrongStage(Conflict):
    """The item is not where this can be done with it."""

    code = "wrong_stage"


class TooFewLeft(Conflict):
    """An exam of the course would have fewer items than it asks for."""

    code = "too_few_left"


class OwnWork(Forbidden):
    """Who wrote a version does not approve it."""

    code = "own_work"
