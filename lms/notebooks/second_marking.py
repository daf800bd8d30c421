"""Marking a sample of answers twice, blind, and deciding where two markers differ."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from lms import audit, db
from lms.accounts.models import User
from lms.errors import Conflict, Forbidden, Invalid, NotFound
from lms.notebooks.marking import LONGEST_COMMENT, Given, Paper, Step, decided, mark_cell, paper_of
from lms.notebooks.models import CellMark, MarkCause, Submission
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.second_models import SecondMark, SecondRule


class NotToBeMarkedTwice(Conflict):
    """The answer is not in the sample, not marked yet, marked twice already, or one's own mark."""

    code = "not_to_be_marked_twice"


class AlreadyModerated(Conflict):
    """Somebody else has decided."""

    code = "already_moderated"


def rules_of(session: Session, found: AssignmentInRun) -> dict[str, SecondRule]:
    """The questions that are marked twice, by name."""
    query = select(SecondRule).where(
        SecondRule.run_id == found.run.id, SecondRule.assignment_id == found.assignment.id
    )
    return {one.cell_name: one for one in session.scalars(query)}


def set_rule(
    session: Session,
    found: AssignmentInRun,
    cell_name: str,
    percent: int,
    threshold: Decimal,
    *,
    by_id: int,
    at: datetime,
) -> None:
    """Set how many percent of the answers are marked twice; 0 is none. What was given stays."""
    rule = rules_of(session, found).get(cell_name)
    if rule is None:
        rule = SecondRule(
            run_id=found.run.id, assignment_id=found.assignment.id, cell_name=cell_name
        )
        session.add(rule)
    rule.percent, rule.threshold = percent, threshold
    session.flush()
    audit.record(
        session,
        "assignment.set_second_rule",
        actor_id=by_id,
        subject=("assignment", found.assignment.id),
        at=at,
        run_id=found.run.id,
        cell=cell_name,
        percent=percent,
        threshold=str(threshold),
    )


def is_sampled(rule: SecondRule, submission_id: int) -> bool:
    """Whether an answer is among those marked twice: by chance, but always the same ones."""
    digest = hashlib.sha256(f"{rule.id}:{submission_id}".encode()).digest()
    return int.from_bytes(digest[:4]) % 100 < rule.percent


def waiting_for(
    session: Session, found: AssignmentInRun, papers: Iterable[Paper], user_id: int
) -> list[Step]:
    """The answers that this person may mark as the second, question by question."""
    rules, papers = rules_of(session, found), list(papers)
    given = seconds_of(session, found)
    done = {(one.submission_id, one.cell_name) for one in given}
    authors = _authors(session, [paper.submission.id for paper in papers])
    return [
        Step(paper.submission.id, name)
        for name, rule in rules.items()
        for paper in papers
        for place in [(paper.submission.id, name)]
        if place in authors and place not in done and user_id not in authors[place]
        if is_sampled(rule, paper.submission.id)
    ]


def _authors(
    session: Session, submission_ids: Iterable[int]
) -> Mapping[tuple[int, str], frozenset[int]]:
    """Who decided about each answer; whoever changed a criterion did not."""
    query = select(CellMark.submission_id, CellMark.cell_name, CellMark.marked_by_id).where(
        CellMark.submission_id.in_(list(submission_ids)), CellMark.cause == MarkCause.PERSON
    )
    found: dict[tuple[int, str], frozenset[int]] = {}
    for submission_id, cell_name, user_id in session.execute(query):
        place = (submission_id, cell_name)
        found[place] = found.get(place, frozenset()) | {user_id}
    return found


def seconds_of(session: Session, found: AssignmentInRun) -> list[SecondMark]:
    """Every answer that was marked twice, those that wait for a moderator first."""
    query = (
        select(SecondMark)
        .join(SecondMark.submission)
        .join(User, Submission.user_id == User.id)
        .options(
            contains_eager(SecondMark.submission).contains_eager(Submission.user),
            joinedload(SecondMark.first_by),
            joinedload(SecondMark.marked_by),
            joinedload(SecondMark.moderated_by),
        )
        .where(Submission.run_id == found.run.id, Submission.assignment_id == found.assignment.id)
        .order_by(SecondMark.id)
    )
    return sorted(session.scalars(query), key=lambda one: not one.waits_for_moderator)


def second_to_moderate(second_id: int) -> SecondMark:
    """The second mark with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(SecondMark, second_id)
    if found is None or not found.needs_moderation:
        raise NotFound
    return found


def demand_waiting(
    session: Session, found: AssignmentInRun, submission: Submission, cell_name: str, user_id: int
) -> None:
    """Raise NotToBeMarkedTwice unless the person may mark the answer as the second now."""
    paper = paper_of(session, submission)
    step = Step(submission.id, cell_name)
    if step not in waiting_for(session, found, [paper], user_id):
        raise NotToBeMarkedTwice(gettext("이 답은 지금 둘째로 채점할 수 없습니다."))


def mark_second(
    session: Session,
    found: AssignmentInRun,
    submission: Submission,
    cell_name: str,
    given: Given,
    *,
    by_id: int,
    at: datetime,
) -> SecondMark:
    """Keep what the second marker gives; it goes to moderation where the rule says so.

    Raises NotToBeMarkedTwice, or Invalid for points outside the question's.
    """
    db.lock(session, submission)
    demand_waiting(session, found, submission, cell_name, by_id)
    result = paper_of(session, submission).result(cell_name)
    first = result.mark
    if first is None:
        raise NotToBeMarkedTwice(gettext("이 답은 지금 둘째로 채점할 수 없습니다."))
    points, picked = decided(given, result)
    second = SecondMark(
        submission=submission,
        cell_name=cell_name,
        points=points,
        first_points=first.points,
        first_by_id=first.marked_by_id,
        comment=given.comment.strip()[:LONGEST_COMMENT],
        rubric=picked.kept,
        needs_moderation=abs(points - first.points) > rules_of(session, found)[cell_name].threshold,
        marked_by_id=by_id,
        marked_at=at,
    )
    session.add(second)
    session.flush()
    audit.record(
        session,
        "submission.mark_second",
        actor_id=by_id,
        subject=("submission", submission.id),
        at=at,
        cell=cell_name,
        points=str(points),
        first=str(first.points),
    )
    return second


def moderate(
    session: Session, second: SecondMark, points: Decimal, comment: str, *, by_id: int, at: datetime
) -> None:
    """Decide where two markers differ; the score follows.

    Raises Forbidden for one of the two, AlreadyModerated, or Invalid for points outside.
    """
    db.lock(session, second)
    if not may_moderate(second, by_id):
        raise Forbidden(gettext("두 채점자가 아닌 사람이 정합니다."))
    if not second.waits_for_moderator:
        raise AlreadyModerated(gettext("다른 사람이 이미 정했습니다."))
    if not comment.strip():
        raise Invalid(gettext("까닭을 적어 주세요."))
    submission = second.submission
    mark = paper_of(session, submission).result(second.cell_name).mark
    given = Given(points, comment, cause=MarkCause.MODERATION)
    seen_id = mark.id if mark else 0
    mark_cell(session, submission, second.cell_name, given, seen_id=seen_id, by_id=by_id, at=at)
    second.moderated_by_id, second.moderated_at = by_id, at
    session.flush()


def may_moderate(second: SecondMark, user_id: int) -> bool:
    """Whether the person is none of the two markers."""
    return user_id not in (second.first_by_id, second.marked_by_id)
