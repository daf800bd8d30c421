"""Asking that a question be looked at again, and answering."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from lms import audit, db
from lms.accounts.models import User
from lms.errors import Conflict, Invalid, NotFound
from lms.notebooks.marking import Given, mark_cell, paper_of
from lms.notebooks.marks import Result
from lms.notebooks.models import MarkCause, Submission
from lms.notebooks.news import tell_answer
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.request_models import RegradeRequest, RequestRule
from lms.notebooks.rubrics import rubric_of

LONGEST = 2000
USUAL_DAYS, USUAL_MOST = 7, 3


class MayNotAsk(Conflict):
    """The rule of the course allows no request now."""

    code = "may_not_ask"


class AlreadyAnswered(Conflict):
    """Somebody else has answered the request."""

    code = "already_answered"


@dataclass(frozen=True)
class Rule:
    """How many days after marking, and how often, a person may ask about an assignment."""

    days: int
    most: int


@dataclass(frozen=True)
class Standing:
    """What a trainee may still ask of a submission: until when, how often, and what is open."""

    submission_id: int
    until: datetime | None
    left: int
    requests: Mapping[str, Sequence[RegradeRequest]]

    def refusal(self, result: Result, at: datetime) -> str | None:
        """Why the question may not be asked about now; None when it may."""
        asked = self.requests.get(result.name, ())
        reasons = (
            (self.until is None, _l("이 과제는 다시 채점해 달라고 요청할 수 없습니다.")),
            (
                self.until is not None and at > self.until,
                _l("다시 채점해 달라고 요청할 수 있는 때가 지났습니다."),
            ),
            (result.score is None, _l("아직 채점하지 않은 문제입니다.")),
            (any(one.is_open for one in asked), _l("이 문제의 요청이 아직 답을 기다립니다.")),
            (self.left <= 0, _l("이 과제에서 요청할 수 있는 횟수를 모두 썼습니다.")),
        )
        return next((str(words) for holds, words in reasons if holds), None)


def rule_of(session: Session, run_id: int, assignment_id: int) -> Rule:
    """The rule that was set, else the usual one."""
    row = session.get(RequestRule, (run_id, assignment_id))
    return Rule(row.days, row.most) if row else Rule(USUAL_DAYS, USUAL_MOST)


def set_rule(
    session: Session, found: AssignmentInRun, rule: Rule, *, by_id: int, at: datetime
) -> None:
    """Set how long and how often people may ask; 0 days is not at all."""
    place = (found.run.id, found.assignment.id)
    row = session.get(RequestRule, place)
    if row is None:
        row = RequestRule(run_id=place[0], assignment_id=place[1])
        session.add(row)
    row.days, row.most = rule.days, rule.most
    audit.record(
        session,
        "assignment.set_request_rule",
        actor_id=by_id,
        subject=("assignment", found.assignment.id),
        at=at,
        run_id=found.run.id,
        days=rule.days,
        most=rule.most,
    )
    session.flush()


def standing_of(session: Session, submission: Submission, results: Sequence[Result]) -> Standing:
    """What may be asked of a submission, with all that was asked, in three queries."""
    rule = rule_of(session, submission.run_id, submission.assignment_id)
    query = (
        select(RegradeRequest)
        .options(joinedload(RegradeRequest.answered_by))
        .where(RegradeRequest.submission_id == submission.id)
        .order_by(RegradeRequest.id)
    )
    requests: dict[str, list[RegradeRequest]] = defaultdict(list)
    for one in session.scalars(query):
        requests[one.cell_name].append(one)
    used = session.scalar(
        select(func.count(RegradeRequest.id))
        .join(Submission, RegradeRequest.submission_id == Submission.id)
        .where(
            _same_party(submission),
            Submission.run_id == submission.run_id,
            Submission.assignment_id == submission.assignment_id,
        )
    )
    until = _until(submission, results, rule)
    return Standing(submission.id, until, rule.most - (used or 0), requests)


def _same_party(submission: Submission) -> ColumnElement[bool]:
    if submission.team_id is not None:
        return Submission.team_id == submission.team_id
    return and_(Submission.user_id == submission.user_id, Submission.team_id.is_(None))


def _until(submission: Submission, results: Sequence[Result], rule: Rule) -> datetime | None:
    if not rule.days or submission.graded_at is None:
        return None
    marked = [one.mark.marked_at for one in results if one.mark]
    return max([submission.graded_at, *marked]) + timedelta(days=rule.days)


def ask(
    session: Session,
    submission: Submission,
    cell_name: str,
    reason: str,
    *,
    by_id: int,
    at: datetime,
) -> RegradeRequest:
    """Ask that a question be looked at again; raises MayNotAsk outside the course's rule."""
    db.lock(session, submission)
    paper = paper_of(session, submission)
    result = paper.result(cell_name)
    refusal = standing_of(session, submission, paper.results).refusal(result, at)
    if refusal is not None:
        raise MayNotAsk(refusal)
    request = RegradeRequest(
        submission=submission,
        cell_name=cell_name,
        reason=_words(reason),
        asked_at=at,
        points_before=result.score or Decimal(0),
    )
    session.add(request)
    session.flush()
    audit.record(
        session,
        "regrade.ask",
        actor_id=by_id,
        subject=("submission", submission.id),
        at=at,
        cell=cell_name,
    )
    return request


def answer(
    session: Session,
    found: AssignmentInRun,
    request: RegradeRequest,
    points: Decimal,
    words: str,
    *,
    by_id: int,
    at: datetime,
) -> None:
    """Answer with a reason, with the same points or others; the trainee is told.

    Raises AlreadyAnswered, or Invalid for points outside the question's or no reason.
    """
    db.lock(session, request)
    if not request.is_open:
        raise AlreadyAnswered(gettext("다른 사람이 이미 답한 요청입니다."))
    submission = request.submission
    result = paper_of(session, submission).result(request.cell_name)
    request.answer = _words(words)
    if points != result.score:
        _mark(session, found, submission, result, points, by_id=by_id, at=at)
    request.points_after, request.answered_by_id, request.answered_at = points, by_id, at
    session.flush()
    audit.record(
        session,
        "regrade.answer",
        actor_id=by_id,
        subject=("submission", submission.id),
        at=at,
        cell=request.cell_name,
        points=str(points),
    )
    tell_answer(session, submission, result.label, points, result.points, at=at)


def _mark(
    session: Session,
    found: AssignmentInRun,
    submission: Submission,
    result: Result,
    points: Decimal,
    *,
    by_id: int,
    at: datetime,
) -> None:
    mark = result.mark
    given = Given(
        points,
        mark.comment if mark else "",
        rubric_of(session, found, result.name),
        [one["id"] for one in mark.rubric] if mark else (),
        MarkCause.REQUEST,
    )
    seen_id = mark.id if mark else 0
    mark_cell(session, submission, result.name, given, seen_id=seen_id, by_id=by_id, at=at)


def requests_in(session: Session, found: AssignmentInRun) -> list[RegradeRequest]:
    """Everybody's requests about an assignment in a run: the open ones first, each the oldest first."""
    query = (
        select(RegradeRequest)
        .join(RegradeRequest.submission)
        .join(User, Submission.user_id == User.id)
        .options(
            contains_eager(RegradeRequest.submission).contains_eager(Submission.user),
            joinedload(RegradeRequest.answered_by),
        )
        .where(Submission.run_id == found.run.id, Submission.assignment_id == found.assignment.id)
        .order_by(RegradeRequest.answered_at.is_not(None), RegradeRequest.id)
    )
    return list(session.scalars(query))


def n_open_requests(session: Session, found: AssignmentInRun) -> int:
    """How many requests wait for an answer."""
    query = (
        select(func.count(RegradeRequest.id))
        .join(Submission, RegradeRequest.submission_id == Submission.id)
        .where(
            Submission.run_id == found.run.id,
            Submission.assignment_id == found.assignment.id,
            RegradeRequest.answered_at.is_(None),
        )
    )
    return session.scalar(query) or 0


def request_to_answer(request_id: int) -> RegradeRequest:
    """The request with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(RegradeRequest, request_id)
    if found is None:
        raise NotFound
    return found


def _words(text: str) -> str:
    if not text.strip():
        raise Invalid(gettext("까닭을 적어 주세요."))
    return text.strip()[:LONGEST]
