"""Reading runs and enrolments."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from lms import db
from lms.access import CITY, Actor, Role, Scope, ScopeKind, operates_city
from lms.accounts.models import RoleGrant, User
from lms.catalog.models import Course
from lms.enrollments.models import CourseRun, Enrollment, EnrollmentStatus
from lms.errors import NotFound
from lms.programs.models import Cohort
from lms.web.locale import by_name


@dataclass(frozen=True)
class InstructorOfCohort:
    """A person who teaches a whole cohort."""

    cohort: Cohort
    person: User

    @property
    def scope(self) -> Scope:
        """Who teaches a cohort is the cohort's matter."""
        return self.cohort.scope


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
        .order_by(User.id)
    )
    return sorted(session.scalars(query), key=lambda person: by_name(person.name))


def cohort_to_manage(cohort_id: int) -> Cohort:
    """The cohort with this id; raises NotFound. For `guarded(load=…)`."""
    cohort = db.session().get(Cohort, cohort_id)
    if cohort is None:
        raise NotFound
    return cohort


def enrollment_to_manage(enrollment_id: int) -> Enrollment:
    """The enrolment with this id; raises NotFound. For `guarded(load=…)`."""
    enrollment = db.session().get(Enrollment, enrollment_id)
    if enrollment is None:
        raise NotFound
    return enrollment


def enrollments_of(session: Session, cohort: Cohort) -> list[Enrollment]:
    """Everyone who is or was in the cohort, the active ones first, by name."""
    query = (
        select(Enrollment)
        .join(User, User.id == Enrollment.user_id)
        .options(joinedload(Enrollment.user))
        .where(Enrollment.cohort_id == cohort.id)
        .order_by(User.id)
    )
    return sorted(session.scalars(query), key=lambda row: (row.status, by_name(row.user.name)))


def instructors_of(session: Session, cohort: Cohort) -> list[User]:
    """The instructors of the whole cohort by name."""
    query = (
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            RoleGrant.role == Role.INSTRUCTOR,
            RoleGrant.scope_kind == ScopeKind.COHORT,
            RoleGrant.scope_key == cohort.id,
        )
        .order_by(User.id)
    )
    return sorted(session.scalars(query), key=lambda person: by_name(person.name))


def instructor_to_manage(cohort_id: int, user_id: int) -> InstructorOfCohort:
    """One of the cohort's instructors; raises NotFound. For `guarded(load=…)`."""
    cohort = cohort_to_manage(cohort_id)
    for person in instructors_of(db.session(), cohort):
        if person.id == user_id:
            return InstructorOfCohort(cohort, person)
    raise NotFound


def people_with(session: Session, addresses: Collection[str]) -> list[User]:
    """The people with these addresses, in lower case."""
    return list(session.scalars(select(User).where(User.email.in_(addresses))))


def scope_of_course(session: Session, course: Course) -> Scope:
    """A course belongs to all the places where it runs."""
    query = (
        select(CourseRun.id, CourseRun.cohort_id, Cohort.campus_id)
        .join(Cohort, Cohort.id == CourseRun.cohort_id)
        .where(CourseRun.course_id == course.id)
    )
    places = (
        Scope(course_run_id=run, cohort_id=cohort, campus_id=campus)
        for run, cohort, campus in session.execute(query)
    )
    return Scope(places=frozenset(places))


def is_running(session: Session, course: Course, cohort: Cohort) -> bool:
    """Whether the course runs in the cohort."""
    query = select(CourseRun.id).where(
        CourseRun.course_id == course.id, CourseRun.cohort_id == cohort.id
    )
    return session.scalar(query) is not None


def courses_not_running_in(session: Session, cohort: Cohort) -> list[Course]:
    """Published courses that could still be opened in the cohort."""
    running = select(CourseRun.course_id).where(CourseRun.cohort_id == cohort.id)
    query = select(Course).where(Course.current_revision_id.is_not(None), Course.id.not_in(running))
    return list(session.scalars(query.order_by(Course.slug)))


def is_viewed_by(actor: Actor) -> ColumnElement[bool]:
    """The condition that the actor may view a run; the query twin of the rule `run:view`."""
    if operates_city(actor, CITY):
        return true()
    cohorts = actor.scope_ids(Role.TRAINEE, ScopeKind.COHORT) | actor.scope_ids(
        Role.INSTRUCTOR, ScopeKind.COHORT
    )
    campuses = actor.scope_ids(Role.OPERATOR, ScopeKind.CAMPUS)
    return or_(
        CourseRun.id.in_(actor.scope_ids(Role.INSTRUCTOR, ScopeKind.COURSE_RUN)),
        CourseRun.cohort_id.in_(cohorts),
        CourseRun.cohort_id.in_(select(Cohort.id).where(Cohort.campus_id.in_(campuses)))
        if campuses
        else false(),
    )


def trainees_taught_by(
    session: Session, actor: Actor, words: str, *, limit: int
) -> list[tuple[str, int]]:
    """Trainees with these words in their name whom the actor teaches, and a run to find them in."""
    runs = {run.cohort_id: run.id for run in reversed(runs_taught_by(session, actor))}
    query = (
        select(User.name, Enrollment.cohort_id)
        .join(User, User.id == Enrollment.user_id)
        .where(
            Enrollment.cohort_id.in_(runs),
            Enrollment.status == EnrollmentStatus.ACTIVE,
            func.lower(User.name).contains(words.lower(), autoescape=True),
        )
        .order_by(User.id)
    )
    found = sorted(session.execute(query), key=lambda row: by_name(row.name))
    return [(row.name, runs[row.cohort_id]) for row in found[:limit]]


def runs_taught_by(session: Session, actor: Actor) -> list[CourseRun]:
    """The runs the actor teaches; the query twin of `access.teaches`."""
    query = select(CourseRun).where(
        or_(
            CourseRun.id.in_(actor.scope_ids(Role.INSTRUCTOR, ScopeKind.COURSE_RUN)),
            CourseRun.cohort_id.in_(actor.scope_ids(Role.INSTRUCTOR, ScopeKind.COHORT)),
        )
    )
    return list(session.scalars(query.order_by(CourseRun.starts_on.desc(), CourseRun.id)))
