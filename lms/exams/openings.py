"""Who begins an exam soon, so that a form can be drawn before: everybody of a run, or one person."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from assessments import exam_from
from lms.accounts.models import User
from lms.enrollments.models import CourseRun, Enrollment, EnrollmentStatus
from lms.exams.models import Attempt, Exam, ExamAllowance
from lms.exams.prepared_models import PreparedForm
from lms.exams.sitting_models import SittingRule

LEAD = timedelta(minutes=15)
"""So long before a beginning its forms are drawn."""
KEPT = timedelta(hours=6)
"""So long after it they are kept for who comes late, and drawn for who is enrolled late."""


@dataclass(frozen=True, slots=True)
class Opening:
    """From when people may begin an exam in a run; `user_id` is None where it holds for everybody."""

    run_id: int
    exam_id: int
    opens_at: datetime
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Preparation:
    """For how many of those who may begin and have not yet a form waits."""

    n_prepared: int
    n_expected: int


def openings_near(session: Session, at: datetime) -> list[Opening]:
    """What opens soon or opened not long ago."""
    rules = select(SittingRule.run_id, SittingRule.exam_id, SittingRule.opens_at)
    own = select(
        ExamAllowance.run_id, ExamAllowance.exam_id, ExamAllowance.opens_at, ExamAllowance.user_id
    )
    everybody = session.execute(rules.where(_is_near(SittingRule.opens_at, at)))
    single = session.execute(own.where(_is_near(ExamAllowance.opens_at, at)))
    return [Opening(*row) for row in (*everybody, *single)]


def exams_near(session: Session, at: datetime) -> Mapping[tuple[int, int], list[Opening]]:
    """Openings by run and exam, also where none is left but forms are."""
    found: dict[tuple[int, int], list[Opening]] = defaultdict(list)
    for run_id, exam_id in session.execute(
        select(PreparedForm.run_id, PreparedForm.exam_id).distinct()
    ):
        found[run_id, exam_id] = []
    for one in openings_near(session, at):
        found[one.run_id, one.exam_id].append(one)
    return found


def expected(
    session: Session, run_id: int, exam: Exam, openings: Collection[Opening]
) -> frozenset[int]:
    """The people who may begin at one of these openings of one exam in one run and have not yet."""
    if not openings or exam.current_revision is None:
        return frozenset()
    most = exam_from(exam.current_revision.definition).attempts
    more = {row.user_id: row.more_attempts for row in session.execute(_more(run_id, exam.id))}
    begun = {
        user_id: (used, last_at)
        for user_id, used, last_at in session.execute(_begun(run_id, exam.id))
    }
    people = _people(session, run_id)
    found = set()
    for one in openings:
        for user_id in people if one.user_id is None else people & {one.user_id}:
            used, last_at = begun.get(user_id, (0, None))
            is_new = last_at is None or last_at < one.opens_at - LEAD
            if is_new and used < most + more.get(user_id, 0):
                found.add(user_id)
    return frozenset(found)


def prepared_for(session: Session, run_id: int, exam: Exam) -> frozenset[int]:
    """The people for whom a form of what the exam asks now waits."""
    query = select(PreparedForm.user_id).where(
        PreparedForm.run_id == run_id,
        PreparedForm.exam_id == exam.id,
        PreparedForm.exam_revision_id == exam.current_revision_id,
    )
    return frozenset(session.scalars(query))


def unprepared(
    session: Session, run_id: int, exam: Exam, openings: Collection[Opening]
) -> frozenset[int]:
    """The people for whom a form is to be drawn."""
    return expected(session, run_id, exam, openings) - prepared_for(session, run_id, exam)


def preparation_of(session: Session, run_id: int, exam: Exam, at: datetime) -> Preparation | None:
    """How far it is; None where nothing opens now."""
    near = [each for each in openings_near(session, at) if _is_of(each, run_id, exam)]
    if not near:
        return None
    wanted = expected(session, run_id, exam, near)
    return Preparation(len(wanted & prepared_for(session, run_id, exam)), len(wanted))


def _is_of(opening: Opening, run_id: int, exam: Exam) -> bool:
    return (opening.run_id, opening.exam_id) == (run_id, exam.id)


def _is_near(opens_at: InstrumentedAttribute[datetime | None], at: datetime) -> ColumnElement[bool]:
    return opens_at.between(at - KEPT, at + LEAD)


def _people(session: Session, run_id: int) -> set[int]:
    query = (
        select(User.id)
        .join(Enrollment, Enrollment.user_id == User.id)
        .join(CourseRun, CourseRun.cohort_id == Enrollment.cohort_id)
        .where(CourseRun.id == run_id, Enrollment.status == EnrollmentStatus.ACTIVE)
        .where(User.is_enabled)
    )
    return set(session.scalars(query))


def _more(run_id: int, exam_id: int) -> Select[int, int]:
    return select(ExamAllowance.user_id, ExamAllowance.more_attempts).where(
        ExamAllowance.run_id == run_id, ExamAllowance.exam_id == exam_id
    )


def _begun(run_id: int, exam_id: int) -> Select[int, int, datetime]:
    """By person: how many attempts count, and when the last one began."""
    n_used = func.count(Attempt.id).filter(Attempt.invalidated_at.is_(None))
    return (
        select(Attempt.user_id, n_used, func.max(Attempt.started_at))
        .where(Attempt.run_id == run_id, Attempt.exam_id == exam_id)
        .group_by(Attempt.user_id)
    )
