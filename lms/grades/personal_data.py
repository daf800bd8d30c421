"""A person's grades, for their download."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms.accounts.personal_data import Part, PersonalData, row_of
from lms.grades.models import Grade, GradeHistory, GradeImport
from lms.web.locale import in_language


def parts(session: Session, user_id: int) -> Iterable[Part]:
    """The grades that count, and every one there was before."""
    query = select(Grade).where(Grade.user_id == user_id).order_by(Grade.id)
    grades = {grade.id: grade for grade in session.scalars(query)}
    rows = [{**_work(one), **_points(one)} for one in grades.values()]
    yield Part("grades", gettext("성적"), rows)
    before = select(GradeHistory).join(Grade, Grade.id == GradeHistory.grade_id)
    before = before.where(Grade.user_id == user_id).order_by(GradeHistory.id)
    rows = [
        {**_work(grades[one.grade_id]), **_points(one), "reason": one.reason}
        for one in session.scalars(before)
    ]
    yield Part("grade-history", gettext("성적 기록"), rows)


def erase(session: Session, user_id: int, _at: datetime) -> Iterable[str]:
    """Empty the reasons, which are about the person; averages need the points, which name nobody.

    Files of marks that the person brought and never applied go with them.
    """
    graded = select(Grade.id).where(Grade.user_id == user_id)
    session.execute(update(GradeHistory).where(GradeHistory.grade_id.in_(graded)).values(reason=""))
    brought = delete(GradeImport).where(
        GradeImport.by_id == user_id, GradeImport.applied_at.is_(None)
    )
    session.execute(brought)
    return ()


DATA = PersonalData(parts, erase)


def _work(grade: Grade) -> dict[str, object]:
    return {
        "course_run": grade.run.slug,
        "kind": grade.work_kind,
        "work": grade.work_key,
        "title": in_language(grade.title),
    }


def _points(grade: Grade | GradeHistory) -> dict[str, object]:
    return row_of(grade, "earned", "possible", "standing", "recorded_at")
