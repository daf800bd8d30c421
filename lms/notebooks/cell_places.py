"""A graded cell of a submission as a thing that pages are about."""

from dataclasses import dataclass
from functools import cached_property

from lms import db
from lms.access import Scope
from lms.errors import NotFound
from lms.notebooks import queries
from lms.notebooks.models import Submission
from lms.notebooks.queries import AssignmentInRun


@dataclass(frozen=True)
class CellInSubmission:
    """One graded cell of one attempt."""

    submission: Submission
    cell_name: str

    @property
    def scope(self) -> Scope:
        """It is part of the submission."""
        return self.submission.scope

    @cached_property
    def assignment(self) -> AssignmentInRun:
        """The assignment that it answers."""
        found = self.submission
        return queries.assignment_in(db.session(), found.run, found.assignment.name)


def cell_to_mark(submission_id: int, cell_name: str) -> CellInSubmission:
    """The cell with this name in a submission; raises NotFound. For `guarded(load=…)`."""
    submission = queries.submission_to_view(submission_id)
    if all(cell["grade_id"] != cell_name for cell in submission.graded_by.cells):
        raise NotFound
    return CellInSubmission(submission, cell_name)
