"""Reading runs and enrolments."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import db
from lms.accounts.models import User
from lms.enrollments.models import CourseRun, Enrollment, EnrollmentStatus
from lms.errors import NotFound
from lms.programs.models import Cohort


def run_to_view(run_id: int) -> CourseRun:
    """The run with this id; raises NotFound. For `guarded(load=…)`."""
    run = db.session().get(CourseRun, run_id)
    if run is None:
        raise NotFound
    return run


def run_by_slug(session: Session, slug: str) -> CourseRun:
    """The run with this slug; raises NotFound."""
    run = session.scalar(select(CourseRun).where(CourseRun.slug == slug))
    if run is None:
        raise NotFound
    return run


def runs_of_cohorts(session: Session, cohort_ids: frozenset[int]) -> list[CourseRun]:
    """The runs in these cohorts, the newest first."""
    query = select(CourseRun).where(CourseRun.cohort_id.in_(cohort_ids))
    return list(session.scalars(query.order_by(CourseRun.starts_on.desc(), CourseRun.id)))


def trainees_of(session: Session, cohort: Cohort) -> list[User]:
    """The active trainees of a cohort by name."""
    query = (
        select(User)
        .join(Enrollment, Enrollment.user_id == User.id)
        .where(Enrollment.cohort_id == cohort.id, Enrollment.status == EnrollmentStatus.ACTIVE)
        .order_by(User.name, User.id)
    )
    return list(session.scalars(query))
