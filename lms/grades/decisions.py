"""What a person decides about somebody's work: points in place of what was found, or none needed.

A decision holds until it is withdrawn; what is found meanwhile is kept and counts afterwards.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms import audit
from lms.grades.models import Grade, GradeHistory, Standing
from lms.grades.services import last_found

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class PersonsWork:
    """One work of one person in a run, and what it is called."""

    user_id: int
    run_id: int
    kind: str
    key: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """Points of points possible, or that the work is excused; and why."""

    standing: Standing
    earned: Decimal
    possible: Decimal
    reason: str

    @classmethod
    def excusing(cls, reason: str) -> "Decision":
        """The person need not do the work."""
        return cls(Standing.EXCUSED, NOTHING, NOTHING, reason)

    @classmethod
    def giving(cls, earned: Decimal, possible: Decimal, reason: str) -> "Decision":
        """The work is worth just this."""
        return cls(Standing.GIVEN, earned, possible, reason)


def grade_for(session: Session, user_id: int, run_id: int, kind: str, key: str) -> Grade | None:
    """The grade that counts for the work, if there is one."""
    query = select(Grade).where(Grade.user_id == user_id, Grade.run_id == run_id)
    return session.scalar(query.where(Grade.work_kind == kind, Grade.work_key == key))


def decide(
    session: Session, work: PersonsWork, decision: Decision, *, by_id: int, at: datetime
) -> Grade:
    """Let the decision count from now on, whatever is found."""
    (grade,) = decide_all(session, work.run_id, [(work, decision)], by_id=by_id, at=at)
    return grade


def decide_all(
    session: Session,
    run_id: int,
    wanted: Sequence[tuple[PersonsWork, Decision]],
    *,
    by_id: int,
    at: datetime,
    import_id: int | None = None,
) -> list[Grade]:
    """Let these decisions about different works of one run count from now on."""
    known = _grades(session, run_id, {work.user_id for work, _ in wanted})
    grades = []
    for work, decision in wanted:
        grade = known.get((work.user_id, work.kind, work.key)) or _begun(work)
        grade.standing, grade.recorded_at = decision.standing, at
        grade.earned, grade.possible = decision.earned, decision.possible
        grades.append(grade)
    session.add_all(grades)
    session.flush()
    for grade, (_work, decision) in zip(grades, wanted, strict=True):
        _keep(session, grade, decision, by_id=by_id, at=at, import_id=import_id)
    session.flush()
    return grades


def _grades(
    session: Session, run_id: int, people: Collection[int]
) -> dict[tuple[int, str, str], Grade]:
    query = select(Grade).where(Grade.run_id == run_id)
    if len(people) == 1:
        query = query.where(Grade.user_id == next(iter(people)))
    return {(grade.user_id, *grade.work): grade for grade in session.scalars(query)}


def _begun(work: PersonsWork) -> Grade:
    return Grade(
        user_id=work.user_id,
        run_id=work.run_id,
        work_kind=work.kind,
        work_key=work.key,
        title=dict(work.title),
    )


def withdraw(session: Session, grade: Grade, *, by_id: int, at: datetime) -> Grade | None:
    """Let what was found count again; without anything found there is no grade any more.

    The audit trail keeps what had been decided in either case.
    """
    if grade.standing is Standing.FOUND:
        return grade
    found = last_found(session, grade)
    _keep(session, grade, Decision(Standing.WITHDRAWN, *_points(found), ""), by_id=by_id, at=at)
    session.flush()
    if found is None:
        session.execute(delete(GradeHistory).where(GradeHistory.grade_id == grade.id))
        session.delete(grade)
        session.flush()
        return None
    grade.standing, grade.source_id = Standing.FOUND, found.source_id
    grade.earned, grade.possible, grade.recorded_at = found.earned, found.possible, at
    session.flush()
    return grade


def _points(found: GradeHistory | None) -> tuple[Decimal, Decimal]:
    return (found.earned, found.possible) if found else (NOTHING, NOTHING)


def _keep(
    session: Session,
    grade: Grade,
    decision: Decision,
    *,
    by_id: int,
    at: datetime,
    import_id: int | None = None,
) -> None:
    session.add(
        GradeHistory(
            grade_id=grade.id,
            earned=decision.earned,
            possible=decision.possible,
            standing=decision.standing,
            recorded_at=at,
            by_id=by_id,
            reason=decision.reason,
            import_id=import_id,
        )
    )
    audit.record(
        session,
        f"grade.{decision.standing}",
        actor_id=by_id,
        subject=("grade", grade.id),
        at=at,
        user_id=grade.user_id,
        work=f"{grade.work_kind}/{grade.work_key}",
        earned=str(decision.earned),
        possible=str(decision.possible),
        reason=decision.reason,
    )
