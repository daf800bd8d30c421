"""Whether a lesson is open to a person, for one page and for whole courses."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import and_, literal, null, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from lms.access import Actor, Scope
from lms.catalog.models import CourseRevision, LessonBody
from lms.catalog.outline import OutlineUnit, outline_of
from lms.enrollments.models import CourseRun
from lms.errors import Locked, Way
from lms.grades.models import Grade
from lms.lessons.models import LessonProgress
from lms.pacing.queries import is_bound, marks_of, plans_of
from lms.pacing.rules import WHOLE_RUN, Facts, Kind, Lock, Plan, Span, Target
from lms.pacing.words import lock_words, names_in, names_of_works, way_to


@dataclass(frozen=True)
class LockedPlace:
    """A lesson as far as rules look at it."""

    scope: Scope
    run_id: int
    course_id: int
    revision_id: int
    unit_key: str
    lesson_key: str


def refuse_locked(session: Session, actor: Actor, place: LockedPlace, *, at: datetime) -> None:
    """Raise Locked if rules hold for the actor and the lesson is not open to them.

    One query where the run has no rules for the lesson, or only moments; else two.
    """
    if actor.user_id is None or not is_bound(actor, place.scope):
        return
    targets = (
        Target(Span.LESSON, place.lesson_key),
        Target(Span.UNIT, place.unit_key),
        WHOLE_RUN,
    )
    plan = plans_of(session, actor.user_id, [place.run_id], targets)[place.run_id]
    facts = facts_for(session, actor.user_id, place.run_id, place.revision_id, plan)
    lock = plan.lock(place.unit_key, place.lesson_key, facts, at)
    if lock is not None:
        raise _locked(session, place, lock, facts)


def locks_in(
    session: Session,
    actor: Actor,
    runs: Sequence[CourseRun],
    done: Mapping[int, Collection[str]],
    *,
    at: datetime,
) -> Mapping[int, Mapping[str, Lock]]:
    """The locks of each run's lessons for the actor, given which lessons they have done.

    At most two queries, whatever the runs.
    """
    bound = [run for run in runs if is_bound(actor, run.scope)]
    open_to_all: dict[int, Mapping[str, Lock]] = {run.id: {} for run in runs}
    if actor.user_id is None or not bound:
        return open_to_all
    return open_to_all | _locks_of(session, actor.user_id, bound, done, at)


def locks_of_trainee(
    session: Session, user_id: int | None, run: CourseRun, *, at: datetime
) -> Mapping[str, Lock]:
    """The locks of a run's lessons for one trainee (None: one who has done nothing) at a moment."""
    done = _done_by(session, user_id, run) if user_id is not None else set()
    return _locks_of(session, user_id, [run], {run.id: done}, at)[run.id]


def _locks_of(
    session: Session,
    user_id: int | None,
    runs: Sequence[CourseRun],
    done: Mapping[int, Collection[str]],
    at: datetime,
) -> dict[int, Mapping[str, Lock]]:
    plans = plans_of(session, user_id, [run.id for run in runs])
    asking = [key for key, plan in plans.items() if plan.asks_for_works]
    marks = marks_of(session, user_id, asking) if asking and user_id is not None else {}
    found: dict[int, Mapping[str, Lock]] = {}
    for run in runs:
        units = outline_of(run.course.current_revision) if not plans[run.id].is_empty else ()
        facts = Facts(done[run.id], _lessons_by_unit(units), marks.get(run.id, {}))
        found[run.id] = plans[run.id].locks(units, facts, at)
    return found


def own_locks(
    session: Session, actor: Actor, run: CourseRun, *, at: datetime
) -> Mapping[str, Lock]:
    """The locks of a run's lessons for the actor, by lesson key; for pages that show no progress."""
    if actor.user_id is None:
        return {}
    done = _done_by(session, actor.user_id, run)
    return locks_in(session, actor, [run], {run.id: done}, at=at)[run.id]


def _done_by(session: Session, user_id: int, run: CourseRun) -> set[str]:
    query = select(LessonProgress.lesson_key).where(
        LessonProgress.user_id == user_id,
        LessonProgress.run_id == run.id,
        LessonProgress.done_at.is_not(None),
    )
    return set(session.scalars(query))


def facts_for(session: Session, user_id: int, run_id: int, revision_id: int, plan: Plan) -> Facts:
    """As much of what the person has done as the plan asks for, in one query or none."""
    wanted = {one for rule in plan.rules.values() for one in rule.after}
    if not wanted:
        return Facts()
    works = [(one.kind.value, one.key) for one in wanted if one.kind.is_work]
    graded = select(
        literal(1).label("is_work"),
        Grade.work_kind,
        Grade.work_key,
        Grade.earned,
        Grade.possible,
        null(),
    ).where(
        Grade.user_id == user_id,
        Grade.run_id == run_id,
        tuple_(Grade.work_kind, Grade.work_key).in_(works),
    )
    lessons = (
        select(
            literal(0),
            LessonBody.unit_key,
            LessonBody.lesson_key,
            null(),
            null(),
            LessonProgress.done_at,
        )
        .outerjoin(
            LessonProgress,
            and_(
                LessonProgress.lesson_key == LessonBody.lesson_key,
                LessonProgress.user_id == user_id,
                LessonProgress.run_id == run_id,
            ),
        )
        .where(
            LessonBody.revision_id == revision_id,
            or_(
                LessonBody.lesson_key.in_([one.key for one in wanted if one.kind is Kind.LESSON]),
                LessonBody.unit_key.in_([one.key for one in wanted if one.kind is Kind.UNIT]),
            ),
        )
    )
    return _facts(session.execute(union_all(graded, lessons)).all())


def _facts(rows: Iterable[Sequence[Any]]) -> Facts:
    done, lessons_by_unit = set(), defaultdict(set)
    marks = {}
    for is_work, one, other, earned, possible, done_at in rows:
        if is_work:
            marks[one, other] = (earned, possible)
            continue
        lessons_by_unit[one].add(other)
        if done_at is not None:
            done.add(other)
    return Facts(done, lessons_by_unit, marks)


def _locked(session: Session, place: LockedPlace, lock: Lock, facts: Facts) -> Locked:
    revision = session.get_one(CourseRevision, place.revision_id)
    units = outline_of(revision)
    names = names_in(units)
    if any(one.kind.is_work for one in lock.lacking):
        names |= names_of_works(session, place.course_id)
    ways = [way_to(place.run_id, one, facts, units, names) for one in lock.lacking]
    outline = Way(gettext("과정의 차례로"), f"/runs/{place.run_id}")
    return Locked(lock_words(lock, names), [*(way for way in ways if way), outline])


def _lessons_by_unit(units: Sequence[OutlineUnit]) -> dict[str, frozenset[str]]:
    return {unit.key: frozenset(one.key for one in unit.lessons) for unit in units}
