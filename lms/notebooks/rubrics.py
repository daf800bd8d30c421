"""Making and changing criteria; the points of everybody who has them follow."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lms import audit, db
from lms.errors import Invalid, NotFound
from lms.notebooks.marks import marks_of, results_of
from lms.notebooks.models import CellMark, MarkCause, Submission, SubmissionState
from lms.notebooks.news import tell_result
from lms.notebooks.queries import AssignmentInRun, submissions_of
from lms.notebooks.rubric_models import LONGEST_NAME, Rubric, RubricChange, RubricItem
from lms.notebooks.score_models import ScoreCause
from lms.notebooks.scores import settle

MOST_ITEMS = 30


@dataclass(frozen=True)
class Picked:
    """The points that picked criteria make, and how a mark keeps them."""

    points: Decimal
    kept: list[dict[str, Any]]


def rubric_of(session: Session, found: AssignmentInRun, cell_name: str) -> Rubric | None:
    """The rubric of a question with its items, in two queries; None before the first item."""
    query = (
        select(Rubric)
        .options(selectinload(Rubric.items))
        .where(
            Rubric.run_id == found.run.id,
            Rubric.assignment_id == found.assignment.id,
            Rubric.cell_name == cell_name,
        )
    )
    return session.scalar(query)


def item_to_change(item_id: int) -> RubricItem:
    """The item with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(RubricItem, item_id)
    if found is None or found.is_removed:
        raise NotFound
    return found


def changes_of(session: Session, items: Iterable[RubricItem]) -> list[RubricChange]:
    """What was done to these items, the newest first."""
    ids = [one.id for one in items]
    query = select(RubricChange).where(RubricChange.item_id.in_(ids))
    return list(session.scalars(query.order_by(RubricChange.id.desc())))


def pick(
    rubric: Rubric, item_ids: Collection[int], most: Decimal, adjustment: Decimal = Decimal(0)
) -> Picked:
    """What these items make of a question worth `most`: never below nothing nor above that."""
    items = [one for one in rubric.present if one.id in item_ids]
    start = most if rubric.starts_full else Decimal(0)
    total = start + sum((one.points for one in items), Decimal(0)) + adjustment
    kept = [{"id": one.id, "name": one.name, "points": str(one.points)} for one in items]
    return Picked(min(max(total, Decimal(0)), most), kept)


def worth_of(rubric: Rubric | None) -> dict[int, float]:
    """What each criterion is worth, for the page's script."""
    return {one.id: float(one.points) for one in (rubric.present if rubric else ())}


def n_having(session: Session, found: AssignmentInRun, cell_name: str) -> dict[int, int]:
    """How many answers have each item now."""
    counts: dict[int, int] = {}
    for _submission, mark in _marked_answers(session, found, cell_name):
        for one in mark.rubric:
            counts[one["id"]] = counts.get(one["id"], 0) + 1
    return counts


def add_item(
    session: Session,
    found: AssignmentInRun,
    cell_name: str,
    name: str,
    points: Decimal,
    *,
    by_id: int,
    at: datetime,
) -> RubricItem:
    """Add a criterion to a question; raises Invalid without a name or beyond MOST_ITEMS."""
    rubric = rubric_of(session, found, cell_name)
    if rubric is None:
        rubric = Rubric(run=found.run, assignment=found.assignment, cell_name=cell_name)
        session.add(rubric)
    if len(rubric.present) >= MOST_ITEMS:
        raise Invalid(gettext("기준은 문제마다 %(n)s개까지 만들 수 있습니다.", n=MOST_ITEMS))
    item = RubricItem(rubric=rubric, name=_name(name), points=points)
    session.add(item)
    session.flush()
    _note(session, item, by_id=by_id, at=at)
    return item


def change_item(
    session: Session,
    found: AssignmentInRun,
    item: RubricItem,
    name: str,
    points: Decimal,
    *,
    by_id: int,
    at: datetime,
) -> int:
    """Give a criterion another name or worth; says how many answers' points followed."""
    db.lock(session, item.rubric)
    if (item.name, item.points) == (_name(name), points):
        return 0
    item.name, item.points = _name(name), points
    _note(session, item, by_id=by_id, at=at)
    return _follow(session, found, item.rubric, {item.id}, by_id=by_id, at=at)


def remove_item(
    session: Session, found: AssignmentInRun, item: RubricItem, *, by_id: int, at: datetime
) -> int:
    """Take a criterion away from everybody who has it; says how many that were."""
    db.lock(session, item.rubric)
    item.is_removed = True
    _note(session, item, by_id=by_id, at=at)
    return _follow(session, found, item.rubric, {item.id}, by_id=by_id, at=at)


def turn(
    session: Session, found: AssignmentInRun, rubric: Rubric, *, by_id: int, at: datetime
) -> int:
    """Count from the other end: from nothing upwards, or from the full points downwards."""
    db.lock(session, rubric)
    rubric.starts_full = not rubric.starts_full
    audit.record(
        session,
        "rubric.turn",
        actor_id=by_id,
        subject=("rubric", rubric.id),
        at=at,
        starts_full=rubric.starts_full,
    )
    return _follow(session, found, rubric, {one.id for one in rubric.items}, by_id=by_id, at=at)


def _name(name: str) -> str:
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        raise Invalid(gettext("기준의 이름을 적어 주세요."))
    return name.strip()


def _note(session: Session, item: RubricItem, *, by_id: int, at: datetime) -> None:
    session.add(
        RubricChange(
            item_id=item.id,
            name=item.name,
            points=item.points,
            is_removed=item.is_removed,
            changed_by_id=by_id,
            changed_at=at,
        )
    )
    audit.record(
        session,
        "rubric.change",
        actor_id=by_id,
        subject=("rubric_item", item.id),
        at=at,
        name=item.name,
        points=str(item.points),
        is_removed=item.is_removed,
    )
    session.flush()


def _follow(
    session: Session,
    found: AssignmentInRun,
    rubric: Rubric,
    item_ids: Collection[int],
    *,
    by_id: int,
    at: datetime,
) -> int:
    """Mark anew every answer that has one of the items; who has other points is told."""
    concerned = [
        (submission, mark)
        for submission, mark in _marked_answers(session, found, rubric.cell_name)
        if any(one["id"] in item_ids for one in mark.rubric)
    ]
    for submission, mark in concerned:
        db.lock(session, submission)
        (most,) = (one.points for one in results_of(submission, {}) if one.name == rubric.cell_name)
        picked = pick(rubric, {one["id"] for one in mark.rubric}, most, mark.adjustment)
        session.add(_followed(mark, picked, by_id, at))
        session.flush()
        before = submission.score
        settle(session, submission, ScoreCause.RUBRIC, by_id=by_id, at=at)
        if submission.score != before and not submission.needs_manual_grade:
            tell_result(session, submission, at=at)
    return len(concerned)


def _followed(mark: CellMark, picked: Picked, by_id: int, at: datetime) -> CellMark:
    return CellMark(
        submission_id=mark.submission_id,
        cell_name=mark.cell_name,
        points=picked.points,
        comment=mark.comment,
        rubric=picked.kept,
        adjustment=mark.adjustment,
        cause=MarkCause.RUBRIC,
        marked_by_id=by_id,
        marked_at=at,
    )


def _marked_answers(
    session: Session, found: AssignmentInRun, cell_name: str
) -> Sequence[tuple[Submission, CellMark]]:
    """Every graded submission with the mark that counts for the question, where there is one."""
    graded = [one for one in submissions_of(session, found) if one.state is SubmissionState.GRADED]
    marks = marks_of(session, [one.id for one in graded])
    return [(one, marks[one.id][cell_name]) for one in graded if cell_name in marks[one.id]]
