"""Reading grades: of a person, of a run, and how one came about."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from lms import db
from lms.errors import NotFound
from lms.grades.models import Grade, GradeHistory, Standing


@dataclass(frozen=True, slots=True)
class GradedWork:
    """A piece of work that somebody in a run has a grade for, as it was titled last."""

    kind: str
    key: str
    title: dict[str, str]


@dataclass(frozen=True, slots=True)
class GradeInRun:
    """One person's grade for one piece of work; `n_recorded` counts it and those before it."""

    id: int
    user_id: int
    work: tuple[str, str]
    earned: Decimal
    possible: Decimal
    standing: Standing
    source_id: int | None
    n_recorded: int


@dataclass(frozen=True, slots=True)
class RunTotal:
    """What one person has earned in one run, over the works that were graded."""

    user_id: int
    run_id: int
    earned: Decimal
    possible: Decimal
    n_graded: int


@dataclass(frozen=True, slots=True)
class Points:
    """What one person has for one work of one run."""

    user_id: int
    run_id: int
    work: tuple[str, str]
    earned: Decimal
    possible: Decimal


def grade_to_view(grade_id: int) -> Grade:
    """The grade with this id; raises NotFound. For `guarded(load=…)`."""
    grade = db.session().get(Grade, grade_id)
    if grade is None:
        raise NotFound
    return grade


def recent_grades(session: Session, user_id: int, limit: int = 5) -> list[Grade]:
    """A person's grades that were recorded last, the newest first; what is excused is no grade."""
    query = select(Grade).where(Grade.user_id == user_id, Grade.standing != Standing.EXCUSED)
    newest_first = query.order_by(Grade.recorded_at.desc(), Grade.id.desc())
    return list(session.scalars(newest_first.limit(limit)))


def grades_of_person(session: Session, user_id: int) -> list[Grade]:
    """All grades of a person with their runs, the newest first."""
    query = (
        select(Grade)
        .options(joinedload(Grade.run))
        .where(Grade.user_id == user_id)
        .order_by(Grade.recorded_at.desc(), Grade.id.desc())
    )
    return list(session.scalars(query))


def grades_of_run(session: Session, run_id: int) -> list[GradeInRun]:
    """Every grade in a run, also of people who have left it."""
    recorded = (
        select(GradeHistory.grade_id, func.count().label("n"))
        .join(Grade, Grade.id == GradeHistory.grade_id)
        .where(Grade.run_id == run_id)
        .group_by(GradeHistory.grade_id)
        .subquery()
    )
    query = (
        select(
            Grade.id,
            Grade.user_id,
            Grade.work_kind,
            Grade.work_key,
            Grade.earned,
            Grade.possible,
            Grade.standing,
            Grade.source_id,
            func.coalesce(recorded.c.n, 1),
        )
        .outerjoin(recorded, recorded.c.grade_id == Grade.id)
        .where(Grade.run_id == run_id)
    )
    return [
        GradeInRun(grade_id, user_id, (kind, key), *rest)
        for grade_id, user_id, kind, key, *rest in session.execute(query)
    ]


def works_of_run(session: Session, run_id: int) -> list[GradedWork]:
    """The works that anybody in the run has a grade for, by kind and key."""
    latest = (
        select(func.max(Grade.id))
        .where(Grade.run_id == run_id)
        .group_by(Grade.work_kind, Grade.work_key)
    )
    query = (
        select(Grade.work_kind, Grade.work_key, Grade.title)
        .where(Grade.id.in_(latest))
        .order_by(Grade.work_kind, Grade.work_key)
    )
    return [GradedWork(kind, key, title) for kind, key, title in session.execute(query)]


def totals_of_runs(session: Session, run_ids: Collection[int]) -> list[RunTotal]:
    """What each person has earned in each of these runs, added up by the database."""
    query = (
        select(
            Grade.user_id,
            Grade.run_id,
            func.sum(Grade.earned),
            func.sum(Grade.possible),
            func.count(),
        )
        .where(Grade.run_id.in_(run_ids), Grade.standing != Standing.EXCUSED)
        .group_by(Grade.user_id, Grade.run_id)
    )
    return [RunTotal(*row) for row in session.execute(query)]


def points_in_runs(session: Session, run_ids: Collection[int]) -> Iterator[Points]:
    """Every grade in these runs by its points alone; what is excused is not among them."""
    query = select(
        Grade.user_id, Grade.run_id, Grade.work_kind, Grade.work_key, Grade.earned, Grade.possible
    ).where(Grade.run_id.in_(run_ids), Grade.standing != Standing.EXCUSED)
    for user_id, run_id, kind, key, earned, possible in session.execute(query):
        yield Points(user_id, run_id, (kind, key), earned, possible)


def history_of(session: Session, grade: Grade) -> list[GradeHistory]:
    """A grade as it was recorded each time, the newest first."""
    query = (
        select(GradeHistory)
        .options(joinedload(GradeHistory.by))
        .where(GradeHistory.grade_id == grade.id)
        .order_by(GradeHistory.recorded_at.desc(), GradeHistory.id.desc())
    )
    return list(session.scalars(query))
