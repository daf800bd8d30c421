"""Taking a rubric over from a question that was marked before: as own criteria, changed freely."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from lms import audit
from lms.access import Actor, Permission, may
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import runs_taught_by
from lms.errors import Conflict, Invalid, NotFound
from lms.notebooks.models import Assignment
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.rubric_models import LONGEST_NAME, Rubric
from lms.notebooks.rubrics import MOST_ITEMS, add_item, rubric_of, turn

MOST_ORIGINS = 100


class OriginChanged(Conflict):
    """The criteria to be taken over are not those that were shown."""

    code = "origin_changed"


@dataclass(frozen=True)
class Copied:
    """A criterion as it would come: its name here, and why it is another or does not come."""

    name: str
    points: Decimal
    original: str
    is_there: bool = False

    @property
    def is_renamed(self) -> bool:
        """Whether a criterion of the same name but other points stands here already."""
        return self.name != self.original


def origins_for(
    session: Session, actor: Actor, found: AssignmentInRun, cell_name: str
) -> list[Rubric]:
    """The rubrics that a person may take over, those of the same question first, then the newest.

    They stand in runs that the person teaches, or answers for where it is the same assignment.
    """
    run_ids = [found.run.id, *(run.id for run in runs_taught_by(session, actor))]
    query = (
        select(Rubric)
        .join(Rubric.run)
        .join(Rubric.assignment)
        .options(
            contains_eager(Rubric.run),
            contains_eager(Rubric.assignment).joinedload(Assignment.current_version),
            selectinload(Rubric.items),
        )
        .where(or_(Rubric.assignment_id == found.assignment.id, Rubric.run_id.in_(run_ids)))
        .order_by(CourseRun.starts_on.desc(), Rubric.id.desc())
    )
    here = (found.run.id, found.assignment.id, cell_name)
    origins = [
        one
        for one in session.scalars(query)
        if one.present
        and (one.run_id, one.assignment_id, one.cell_name) != here
        and may(actor, Permission.RUN_TEACH, one.run.scope)
    ]
    origins.sort(key=lambda one: (one.assignment_id, one.cell_name) != here[1:])
    return origins[:MOST_ORIGINS]


def origin_to_copy(session: Session, actor: Actor, rubric_id: int) -> Rubric:
    """The rubric with this id, for who teaches where it stands; raises NotFound."""
    found = session.get(Rubric, rubric_id)
    if found is None or not found.present or not may(actor, Permission.RUN_TEACH, found.run.scope):
        raise NotFound
    return found


def preview(origin: Rubric, target: Rubric | None) -> list[Copied]:
    """What would come of a rubric: the same criterion once, another of the same name numbered."""
    present = {one.name: one.points for one in (target.present if target else ())}
    found = []
    for one in origin.present:
        is_there = present.get(one.name) == one.points
        name = one.name if is_there else _free_name(one.name, present)
        found.append(Copied(name, one.points, one.name, is_there))
        present[name] = one.points
    return found


def _free_name(name: str, taken: dict[str, Decimal]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        end = f" ({number})"
        free = name[: LONGEST_NAME - len(end)] + end
    return free


def seal_of(origin: Rubric) -> str:
    """What a preview showed, so that nothing else is taken over."""
    shown = [(one.id, one.name, str(one.points)) for one in origin.present]
    return hashlib.sha256(repr((shown, origin.starts_full)).encode()).hexdigest()


def copy_rubric(
    session: Session,
    origin: Rubric,
    found: AssignmentInRun,
    cell_name: str,
    *,
    seal: str,
    by_id: int,
    at: datetime,
) -> int:
    """Take the criteria over that are not here yet; says how many came.

    A question without criteria also counts from the end that the origin counts from. Raises
    OriginChanged unless the seal is that of the preview, Invalid with more than MOST_ITEMS.
    """
    if seal != seal_of(origin):
        raise OriginChanged(gettext("그사이 기준이 바뀌었습니다. 다시 보고 가져와 주세요."))
    target = rubric_of(session, found, cell_name)
    coming = [one for one in preview(origin, target) if not one.is_there]
    n_here = len(target.present) if target else 0
    if n_here + len(coming) > MOST_ITEMS:
        raise Invalid(gettext("기준은 문제마다 %(n)s개까지 만들 수 있습니다.", n=MOST_ITEMS))
    for one in coming:
        add_item(session, found, cell_name, one.name, one.points, by_id=by_id, at=at)
    rubric = rubric_of(session, found, cell_name)
    if rubric is not None and not n_here and rubric.starts_full != origin.starts_full:
        turn(session, found, rubric, by_id=by_id, at=at)
    audit.record(
        session,
        "rubric.copy",
        actor_id=by_id,
        subject=("rubric", origin.id),
        at=at,
        run_id=found.run.id,
        assignment_id=found.assignment.id,
        cell=cell_name,
        n=len(coming),
    )
    return len(coming)
