"""Reading how runs weigh their works, and changing it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from lms import audit, db
from lms.enrollments.models import CourseRun
from lms.errors import Conflict, NotFound
from lms.gradebook.models import GradeGroup, GroupedWork
from lms.gradebook.plan import Plan, PlannedGroup, WorkKey


def plans_of_runs(session: Session, run_ids: Collection[int]) -> dict[int, Plan]:
    """The plan of each of these runs, by its id; in two queries at most."""
    query = (
        select(GradeGroup)
        .options(selectinload(GradeGroup.works))
        .where(GradeGroup.run_id.in_(run_ids))
        .order_by(GradeGroup.id)
    )
    found: dict[int, list[PlannedGroup]] = {run_id: [] for run_id in run_ids}
    for group in session.scalars(query):
        found[group.run_id].append(planned(group))
    return {run_id: Plan(tuple(groups)) for run_id, groups in found.items()}


def plan_of(session: Session, run_id: int) -> Plan:
    """The plan of one run."""
    return plans_of_runs(session, [run_id])[run_id]


def planned(group: GradeGroup) -> PlannedGroup:
    """The group as a value."""
    works = frozenset((one.work_kind, one.work_key) for one in group.works)
    return PlannedGroup(group.id, group.name, group.weight, group.drop_lowest, works)


def group_to_change(group_id: int) -> GradeGroup:
    """The group with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(GradeGroup, group_id)
    if found is None:
        raise NotFound
    return found


def add_group(
    session: Session, run: CourseRun, wanted: PlannedGroup, *, by_id: int, at: datetime
) -> GradeGroup:
    """Begin a group with these works; raises Conflict if the name is taken."""
    group = GradeGroup(run_id=run.id)
    _write(session, group, wanted)
    session.add(group)
    session.flush()
    _keep(session, "gradebook.group_add", group, by_id=by_id, at=at)
    return group


def change_group(
    session: Session, group: GradeGroup, wanted: PlannedGroup, *, by_id: int, at: datetime
) -> None:
    """Let the group be as wanted; its works leave the groups where they were."""
    _write(session, group, wanted)
    session.flush()
    _keep(session, "gradebook.group_change", group, by_id=by_id, at=at)


def remove_group(session: Session, group: GradeGroup, *, by_id: int, at: datetime) -> None:
    """Take the group away; its works count in none until they are given another."""
    _keep(session, "gradebook.group_remove", group, by_id=by_id, at=at)
    session.delete(group)
    session.flush()


def _write(session: Session, group: GradeGroup, wanted: PlannedGroup) -> None:
    _refuse_same_name(session, group, wanted.name)
    group.name, group.weight = wanted.name, wanted.weight
    group.drop_lowest = wanted.drop_lowest
    session.flush()
    _take_from_others(session, group, wanted.works)
    kept = {(one.work_kind, one.work_key): one for one in group.works}
    group.works = [
        kept.get((kind, key)) or GroupedWork(run_id=group.run_id, work_kind=kind, work_key=key)
        for kind, key in sorted(wanted.works)
    ]


def _refuse_same_name(session: Session, group: GradeGroup, name: str) -> None:
    query = select(GradeGroup.id).where(GradeGroup.run_id == group.run_id, GradeGroup.name == name)
    with session.no_autoflush:
        same = session.scalar(query)
    if same is not None and same != group.id:
        raise Conflict(gettext("같은 이름의 묶음이 이미 있습니다."))


def _take_from_others(session: Session, group: GradeGroup, works: Iterable[WorkKey]) -> None:
    for kind, key in works:
        session.execute(
            delete(GroupedWork).where(
                GroupedWork.run_id == group.run_id,
                GroupedWork.work_kind == kind,
                GroupedWork.work_key == key,
                GroupedWork.group_id != (group.id or 0),
            )
        )


def _keep(session: Session, action: str, group: GradeGroup, *, by_id: int, at: datetime) -> None:
    audit.record(
        session,
        action,
        actor_id=by_id,
        subject=("course_run", group.run_id),
        at=at,
        name=group.name,
        weight=str(group.weight),
        drop_lowest=group.drop_lowest,
        works=[f"{one.work_kind}/{one.work_key}" for one in group.works],
    )
