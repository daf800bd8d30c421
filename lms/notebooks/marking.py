"""Giving points for what a person has to judge, and finding what waits for it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import audit, db
from lms.errors import Conflict, Invalid, NotFound
from lms.notebooks.counting import CountRule
from lms.notebooks.marks import Result, marks_of, own_results, results_of
from lms.notebooks.models import CellMark, MarkCause, Party, Submission, SubmissionState
from lms.notebooks.news import tell_result
from lms.notebooks.queries import AssignmentInRun, submissions_of
from lms.notebooks.rubric_models import Rubric
from lms.notebooks.rubrics import Picked, pick
from lms.notebooks.score_models import ScoreCause
from lms.notebooks.scores import settle

LONGEST_COMMENT = 4000
MOST_COMMENTS = 8


class MarkedMeanwhile(Conflict):
    """Somebody else has marked the cell since the page was opened."""

    code = "marked_meanwhile"


@dataclass(frozen=True)
class Paper:
    """The one attempt of a person or team that is marked, with what each cell earned so far."""

    submission: Submission
    results: Sequence[Result]

    @property
    def n_waiting(self) -> int:
        """How many cells wait for a person."""
        return sum(one.is_waiting for one in self.results)

    def result(self, cell_name: str) -> Result:
        """The result of a cell; raises NotFound for a name the assignment does not have."""
        for one in self.results:
            if one.name == cell_name:
                return one
        raise NotFound


@dataclass(frozen=True)
class Question:
    """A cell of the assignment over everybody's papers."""

    name: str
    label: str
    points: Decimal
    is_manual: bool
    n_waiting: int
    n_marked: int
    mean: Decimal | None


@dataclass(frozen=True)
class Step:
    """One paper and one cell of it: where a marker goes."""

    submission_id: int
    cell_name: str


@dataclass(frozen=True)
class Given:
    """What a marker decides: criteria of the rubric, or points, or both; and words.

    Without `points` the criteria make them.
    """

    points: Decimal | None
    comment: str = ""
    rubric: Rubric | None = None
    item_ids: Collection[int] = ()
    cause: MarkCause = MarkCause.PERSON


def papers_of(session: Session, found: AssignmentInRun) -> list[Paper]:
    """What is to be marked of everybody, by the moment of handing in, in a fixed number of queries.

    A team is there once. Of several attempts those that count by the assignment's rule: where the best does, the
    one that can still earn most, the latest if equal; where the mean does, all.
    """
    graded = [one for one in submissions_of(session, found) if one.state is SubmissionState.GRADED]
    marks = marks_of(session, [one.id for one in graded])
    by_party: dict[Party, list[Paper]] = defaultdict(list)
    for one in reversed(graded):
        by_party[one.party].append(Paper(one, results_of(one, marks[one.id])))
    rule = found.window.counts
    return [paper for papers in by_party.values() for paper in _to_mark(rule, papers)]


def numbers_of(papers: Iterable[Paper]) -> Mapping[Party, int]:
    """The number that stands for each person or team where no names are shown."""
    parties = dict.fromkeys(paper.submission.party for paper in papers)
    return {party: number for number, party in enumerate(parties, start=1)}


def paper_of(session: Session, submission: Submission) -> Paper:
    """One attempt with its results; raises Conflict while it is not graded."""
    if submission.state is not SubmissionState.GRADED:
        raise Conflict(gettext("아직 채점기가 끝내지 않은 제출입니다."))
    return Paper(submission, own_results(session, submission))


def questions_of(papers: Iterable[Paper]) -> list[Question]:
    """The cells with how far their marking is, in the order of the notebook."""
    by_name: dict[str, list[Result]] = defaultdict(list)
    for paper in papers:
        for one in paper.results:
            by_name[one.name].append(one)
    return [_question(name, results) for name, results in by_name.items()]


def waiting_steps(papers: Iterable[Paper], cell_name: str | None = None) -> list[Step]:
    """Everything that waits, paper by paper; of one cell only if it is named."""
    return [
        Step(paper.submission.id, one.name)
        for paper in papers
        for one in paper.results
        if one.is_waiting and cell_name in (None, one.name)
    ]


def mark_cell(
    session: Session,
    submission: Submission,
    cell_name: str,
    given: Given,
    *,
    seen_id: int,
    by_id: int,
    at: datetime,
) -> CellMark:
    """Give points for one cell; the score, the grade and the news follow.

    `seen_id` is the mark that the marker saw, 0 for none. Raises MarkedMeanwhile, or Invalid
    for points outside 0 to the cell's.
    """
    db.lock(session, submission)
    result = paper_of(session, submission).result(cell_name)
    if (result.mark.id if result.mark else 0) != seen_id:
        raise MarkedMeanwhile(gettext("그사이 다른 사람이 이 문제를 채점했습니다."))
    points, picked = decided(given, result)
    mark = CellMark(
        submission_id=submission.id,
        cell_name=cell_name,
        points=points,
        comment=given.comment.strip()[:LONGEST_COMMENT],
        rubric=picked.kept,
        adjustment=points - picked.points if picked.kept else Decimal(0),
        cause=given.cause,
        marked_by_id=by_id,
        marked_at=at,
    )
    session.add(mark)
    session.flush()
    audit.record(
        session,
        "submission.mark",
        actor_id=by_id,
        subject=("submission", submission.id),
        at=at,
        cell=cell_name,
        points=str(points),
        before=None if result.score is None else str(result.score),
    )
    settle(session, submission, ScoreCause(given.cause), by_id=by_id, at=at)
    if not submission.needs_manual_grade and given.cause is not MarkCause.REQUEST:
        tell_result(session, submission, at=at)
    return mark


def comments_used(session: Session, found: AssignmentInRun, cell_name: str) -> list[str]:
    """Comments that were given for the cell in this run, the most frequent first."""
    query = (
        select(CellMark.comment)
        .join(Submission, CellMark.submission_id == Submission.id)
        .where(
            Submission.run_id == found.run.id,
            Submission.assignment_id == found.assignment.id,
            CellMark.cell_name == cell_name,
            CellMark.comment != "",
        )
    )
    counted: dict[str, int] = defaultdict(int)
    for comment in session.scalars(query):
        counted[comment] += 1
    return sorted(counted, key=lambda one: (-counted[one], one))[:MOST_COMMENTS]


def history_of(session: Session, submission: Submission) -> Mapping[str, Sequence[CellMark]]:
    """All marks of a submission by cell, the newest first."""
    query = select(CellMark).where(CellMark.submission_id == submission.id)
    found: dict[str, list[CellMark]] = defaultdict(list)
    for mark in session.scalars(query.order_by(CellMark.id.desc())):
        found[mark.cell_name].append(mark)
    return found


def decided(given: Given, result: Result) -> tuple[Decimal, Picked]:
    """The points of what a marker decided; raises Invalid outside the question's or for none."""
    picked = _picked(given, result)
    points = picked.points if given.points is None else given.points
    if not 0 <= points <= result.points:
        raise Invalid(gettext("점수는 0부터 이 문제의 배점까지입니다."))
    return points, picked


def _picked(given: Given, result: Result) -> Picked:
    """What the picked criteria make; raises Invalid when nothing at all was decided."""
    if given.rubric is not None and given.item_ids:
        return pick(given.rubric, given.item_ids, result.points)
    if given.points is None:
        raise Invalid(gettext("기준을 고르거나 점수를 적어 주세요."))
    return Picked(given.points, [])


def _to_mark(rule: CountRule, papers: Sequence[Paper]) -> Sequence[Paper]:
    by_attempt = sorted(papers, key=lambda paper: paper.submission.attempt)
    return {
        CountRule.BEST: [max(papers, key=_promise)],
        CountRule.LAST: by_attempt[-1:],
        CountRule.FIRST: by_attempt[:1],
        CountRule.MEAN: by_attempt,
    }[rule]


def _promise(paper: Paper) -> tuple[Decimal, int]:
    earned = sum((one.points if one.is_waiting else one.score or Decimal(0) for one in paper.results), Decimal(0))  # fmt: skip
    return earned, paper.submission.attempt


def _question(name: str, results: Sequence[Result]) -> Question:
    scores = [one.score for one in results if one.score is not None]
    return Question(
        name,
        results[0].label,
        results[0].points,
        any(one.manual for one in results),
        sum(one.is_waiting for one in results),
        sum(one.mark is not None for one in results),
        sum(scores, Decimal(0)) / len(scores) if scores else None,
    )
