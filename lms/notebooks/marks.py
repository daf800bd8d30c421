"""What each graded cell of a submission earned: by the grader, or by a person."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms.notebooks.models import AssignmentVersion, CellMark, Submission


@dataclass(frozen=True)
class Result:
    """One graded cell; `score` is None while nobody has decided, `mark` is a person's."""

    name: str
    label: str
    points: Decimal
    score: Decimal | None
    manual: bool = False
    error: str | None = None
    hidden: bool = False
    mark: CellMark | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether a person has to decide."""
        return self.manual and self.score is None


def marks_of(
    session: Session, submission_ids: Collection[int]
) -> Mapping[int, Mapping[str, CellMark]]:
    """The marks that count, by submission and name of the cell, in one query."""
    query = (
        select(CellMark)
        .options(joinedload(CellMark.marked_by))
        .where(CellMark.submission_id.in_(submission_ids))
        .order_by(CellMark.id)
    )
    found: dict[int, dict[str, CellMark]] = defaultdict(dict)
    for mark in session.scalars(query):
        found[mark.submission_id][mark.cell_name] = mark
    return found


def results_of(submission: Submission, marks: Mapping[str, CellMark]) -> list[Result]:
    """The graded cells in the order of the notebook; before grading, with nothing found yet."""
    return results_from(submission.graded_by, submission.report, marks)


def results_from(
    version: AssignmentVersion, report: Mapping[str, Any], marks: Mapping[str, CellMark]
) -> list[Result]:
    """The graded cells of a version with what was found in a submission and what people gave.

    A mark never counts more than the cell is worth in this version.
    """
    everything = {cell["grade_id"]: cell for cell in report.get("cells", ())}
    results = []
    for cell in version.cells:
        found, mark = everything.get(cell["grade_id"], {}), marks.get(cell["grade_id"])
        most = Decimal(str(cell["points"])).normalize() + 0
        score = min(mark.points, most) if mark else _points(found.get("score"))
        results.append(
            Result(
                name=cell["grade_id"],
                label=cell["label"],
                points=most,
                score=score,
                manual=bool(found.get("manual")),
                error=found.get("error"),
                hidden=bool(found.get("hidden")),
                mark=mark,
            )
        )
    return results


def own_results(session: Session, submission: Submission) -> list[Result]:
    """The results of one submission with the marks that count."""
    return results_of(submission, marks_of(session, [submission.id])[submission.id])


def _points(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).normalize() + 0
