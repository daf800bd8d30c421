"""Recording grades: the newest counts, the earlier ones are kept."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import audit
from lms.grades.models import Grade, GradeHistory, Standing


def record_grade(
    session: Session,
    *,
    user_id: int,
    run_id: int,
    work_kind: str,
    work_key: str,
    title: Mapping[str, str],
    earned: Decimal,
    possible: Decimal,
    source_id: int,
    at: datetime,
) -> Grade:
    """Let this grade count for the work from now on, and keep it in the history.

    Where a person has decided otherwise, that goes on counting.
    """
    grade = _grade_of(session, user_id, run_id, work_kind, work_key)
    if grade is None:
        grade = Grade(user_id=user_id, run_id=run_id, work_kind=work_kind, work_key=work_key)
        grade.standing = Standing.FOUND
        session.add(grade)
    grade.title, grade.source_id = dict(title), source_id
    if grade.standing is Standing.FOUND:
        grade.earned, grade.possible, grade.recorded_at = earned, possible, at
    session.flush()
    session.add(
        GradeHistory(
            grade_id=grade.id, earned=earned, possible=possible, source_id=source_id, recorded_at=at
        )
    )
    audit.record(
        session,
        "grade.record",
        actor_id=None,
        subject=("grade", grade.id),
        at=at,
        earned=str(earned),
        possible=str(possible),
        source_id=source_id,
    )
    return grade


def is_recorded(
    session: Session,
    user_id: int,
    run_id: int,
    work_kind: str,
    work_key: str,
    *,
    source_id: int,
    earned: Decimal,
    possible: Decimal,
) -> bool:
    """Whether just this grade was found last for the work."""
    grade = _grade_of(session, user_id, run_id, work_kind, work_key)
    last = grade and last_found(session, grade)
    if last is None:
        return False
    return (last.source_id, last.earned, last.possible) == (source_id, earned, possible)


def last_found(session: Session, grade: Grade) -> GradeHistory | None:
    """What was found last, whatever a person decided since."""
    query = select(GradeHistory).where(
        GradeHistory.grade_id == grade.id, GradeHistory.standing == Standing.FOUND
    )
    return session.scalar(query.order_by(GradeHistory.id.desc()).limit(1))


def _grade_of(
    session: Session, user_id: int, run_id: int, work_kind: str, work_key: str
) -> Grade | None:
    return session.scalar(
        select(Grade).where(
            Grade.user_id == user_id,
            Grade.run_id == run_id,
            Grade.work_kind == work_kind,
            Grade.work_key == work_key,
        )
    )
