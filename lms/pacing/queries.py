"""Reading a run's pace: its rules, and what is otherwise for one person."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    String,
    and_,
    cast,
    exists,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from lms import db
from lms.access import Actor, Permission, Scope, may
from lms.catalog.models import CourseRevision
from lms.catalog.outline import OutlineUnit, outline_of
from lms.enrollments.models import CourseRun
from lms.errors import NotFound
from lms.grades.models import Grade
from lms.pacing.models import DoneBy, PersonalRelease, ReleaseRule, RunPace, rule_from
from lms.pacing.rules import Plan, Rule, Span, Target

RULE, PERSONAL = "rule", "personal"
Marks = dict[tuple[str, str], tuple[Decimal, Decimal]]


def is_bound(actor: Actor, scope: Scope) -> bool:
    """Whether rules hold for the actor: for those who study there, and do not teach."""
    return may(actor, Permission.RUN_STUDY, scope) and not may(actor, Permission.RUN_TEACH, scope)


def is_paced(run_id: Any, user_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that a run has rules at all, or something otherwise for this person."""
    rules = exists().where(ReleaseRule.run_id == run_id)
    personal = exists().where(PersonalRelease.run_id == run_id, PersonalRelease.user_id == user_id)
    return or_(rules, personal)


def plans_of(
    session: Session,
    user_id: int | None,
    run_ids: Collection[int],
    targets: Collection[Target] = (),
) -> dict[int, Plan]:
    """The plans of some runs for one person (for nobody in particular: None), in one query.

    With `targets`, only what is said about these.
    """
    rules = select(
        literal(RULE, String).label("what"),
        ReleaseRule.run_id,
        ReleaseRule.span,
        ReleaseRule.target_key,
        ReleaseRule.opens_at,
        ReleaseRule.after,
    ).where(ReleaseRule.run_id.in_(run_ids), *_about(ReleaseRule, targets))
    personal = select(
        literal(PERSONAL, String),
        PersonalRelease.run_id,
        PersonalRelease.span,
        PersonalRelease.target_key,
        PersonalRelease.opens_at,
        cast(null(), JSON),
    ).where(
        PersonalRelease.run_id.in_(run_ids),
        PersonalRelease.user_id == user_id,
        *_about(PersonalRelease, targets),
    )
    found: dict[int, tuple[dict[Target, Rule], dict[Target, object]]]
    found = {run_id: ({}, {}) for run_id in run_ids}
    for what, run_id, span, key, opens_at, after in session.execute(union_all(rules, personal)):
        target = Target(Span(span), key)
        if what == RULE:
            found[run_id][0][target] = rule_from(opens_at, after)
        else:
            found[run_id][1][target] = opens_at
    return {run_id: Plan(rules, own) for run_id, (rules, own) in found.items()}  # type: ignore[arg-type]


def _about(
    table: type[ReleaseRule] | type[PersonalRelease], targets: Collection[Target]
) -> list[ColumnElement[bool]]:
    pairs = [and_(table.span == one.span, table.target_key == one.key) for one in targets]
    return [or_(*pairs)] if pairs else []


def rules_in(session: Session, run: CourseRun) -> Mapping[Target, Rule]:
    """The rules of a run for everybody."""
    return plans_of(session, None, [run.id])[run.id].rules


def openings_in(
    session: Session, user_id: int | None, runs: Sequence[CourseRun]
) -> Iterator[tuple[CourseRun, tuple[OutlineUnit, ...], list[tuple[Target, datetime]]]]:
    """The runs with moments at which something opens (to nobody in particular: None).

    Two queries, whatever the runs.
    """
    plans = plans_of(session, user_id, [run.id for run in runs])
    paced = [run for run in runs if not plans[run.id].is_empty]
    wanted = [run.course.current_revision_id for run in paced]
    outlines = select(CourseRevision).where(CourseRevision.id.in_(wanted))
    revisions = {one.id: one for one in session.scalars(outlines)} if wanted else {}
    for run in paced:
        units = outline_of(revisions.get(run.course.current_revision_id or 0))
        yield run, units, list(plans[run.id].openings(units))


def done_by(session: Session, run_id: int) -> DoneBy:
    """What marks a lesson done in the run."""
    pace = session.get(RunPace, run_id)
    return pace.done_by if pace else DoneBy.HAND


def marks_of(session: Session, user_id: int, run_ids: Collection[int]) -> dict[int, Marks]:
    """The person's points by run and work."""
    found: dict[int, Marks] = {run_id: {} for run_id in run_ids}
    query = select(Grade.run_id, Grade.work_kind, Grade.work_key, Grade.earned, Grade.possible)
    for run_id, kind, key, earned, possible in session.execute(
        query.where(Grade.user_id == user_id, Grade.run_id.in_(run_ids))
    ):
        found[run_id][kind, key] = (earned, possible)
    return found


def personal_releases(session: Session, run: CourseRun) -> list[PersonalRelease]:
    """What is otherwise for single people in the run, the newest first."""
    query = select(PersonalRelease).where(PersonalRelease.run_id == run.id)
    return list(session.scalars(query.order_by(PersonalRelease.id.desc())))


def release_to_change(release_id: int) -> PersonalRelease:
    """The personal release with this id; raises NotFound. For `guarded(load=…)`."""
    found = db.session().get(PersonalRelease, release_id)
    if found is None:
        raise NotFound
    return found
