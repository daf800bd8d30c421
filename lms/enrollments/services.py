"""Enrolling people and opening courses in cohorts."""

from datetime import date, datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import audit, db
from lms.access import Grant, Role, ScopeKind
from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.catalog.models import Course
from lms.enrollments.models import CourseRun, Enrollment, EnrollmentStatus
from lms.enrollments.queries import is_running
from lms.errors import Conflict
from lms.notices.models import NoticeKind
from lms.notices.services import notify
from lms.notices.words import day_fact
from lms.programs.models import Cohort


class AlreadyRunning(Conflict):
    """The course runs in this cohort already."""

    code = "already_running"


def enroll(
    session: Session, user: User, cohort: Cohort, *, at: datetime, by_id: int | None = None
) -> Enrollment:
    """Make the person a trainee of the cohort, again after a withdrawal, too.

    Someone who is in the cohort already stays in it, and nothing is written.
    """
    db.lock(session, cohort)
    enrollment = _enrollment_of(session, user, cohort)
    if enrollment is not None and enrollment.status is EnrollmentStatus.ACTIVE:
        return enrollment
    if enrollment is None:
        enrollment = Enrollment(user=user, cohort=cohort, enrolled_at=at)
        session.add(enrollment)
    enrollment.status = EnrollmentStatus.ACTIVE
    session.flush()
    accounts.grant_role(session, user, _trainee_of(cohort), at=at, by_id=by_id)
    _audit(session, "enrollment.enroll", enrollment, at=at, by_id=by_id)
    _tell(session, enrollment, at=at)
    return enrollment


def withdraw(
    session: Session, enrollment: Enrollment, *, at: datetime, by_id: int | None = None
) -> None:
    """End the person's place in the cohort; what they did stays.

    A place that ended already, by withdrawal or completion, is left as it is.
    """
    db.lock(session, enrollment)
    if enrollment.status is not EnrollmentStatus.ACTIVE:
        return
    enrollment.status = EnrollmentStatus.WITHDRAWN
    trainee = _trainee_of(enrollment.cohort)
    accounts.revoke_role(session, enrollment.user, trainee, at=at, by_id=by_id)
    _audit(session, "enrollment.withdraw", enrollment, at=at, by_id=by_id)


def open_run(
    session: Session,
    course: Course,
    cohort: Cohort,
    *,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
    by_id: int | None = None,
) -> CourseRun:
    """Let the course run in the cohort, by default as long as the cohort itself.

    Raises AlreadyRunning.
    """
    db.lock(session, cohort)
    if is_running(session, course, cohort):
        raise AlreadyRunning(gettext("이 강의는 이 기수에 이미 열려 있습니다."))
    run = CourseRun(
        slug=f"{course.slug}-c{cohort.id}",
        course=course,
        cohort=cohort,
        starts_on=starts_on or cohort.starts_on,
        ends_on=ends_on or cohort.ends_on,
    )
    session.add(run)
    session.flush()
    audit.record(session, "run.open", actor_id=by_id, subject=("course_run", run.id), at=at)
    return run


def _tell(session: Session, enrollment: Enrollment, *, at: datetime) -> None:
    cohort = enrollment.cohort
    facts = {
        "program": cohort.program.name,
        "number": cohort.number,
        "campus": cohort.campus.name,
        "starts_on": day_fact(cohort.starts_on),
    }
    notify(session, NoticeKind.ENROLLED, [enrollment.user_id], facts=facts, link="/", at=at)


def _trainee_of(cohort: Cohort) -> Grant:
    return Grant(Role.TRAINEE, ScopeKind.COHORT, cohort.id)


def _enrollment_of(session: Session, user: User, cohort: Cohort) -> Enrollment | None:
    return session.scalar(
        select(Enrollment).where(Enrollment.user_id == user.id, Enrollment.cohort_id == cohort.id)
    )


def _audit(
    session: Session, action: str, enrollment: Enrollment, *, at: datetime, by_id: int | None
) -> None:
    audit.record(
        session,
        action,
        actor_id=by_id,
        subject=("user", enrollment.user_id),
        at=at,
        cohort_id=enrollment.cohort_id,
    )
