"""Who an announcement is for: everybody who studies or teaches at its place.

`is_for` of a list and `people_of` of an announcement are twins; a test holds them equal.
"""

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from lms.access import Actor, Role, ScopeKind
from lms.accounts.models import RoleGrant, User
from lms.announcements.models import Announcement
from lms.enrollments.models import CourseRun
from lms.programs.models import Cohort

_OF_COHORT = RoleGrant.role.in_((Role.TRAINEE, Role.INSTRUCTOR)) & (
    RoleGrant.scope_kind == ScopeKind.COHORT
)
_OF_RUN = (RoleGrant.role == Role.INSTRUCTOR) & (RoleGrant.scope_kind == ScopeKind.COURSE_RUN)


def is_for(actor: Actor) -> ColumnElement[bool]:
    """The condition that an announcement is for this person."""
    whole = actor.scope_ids(Role.TRAINEE, ScopeKind.COHORT) | actor.scope_ids(
        Role.INSTRUCTOR, ScopeKind.COHORT
    )
    taught = actor.scope_ids(Role.INSTRUCTOR, ScopeKind.COURSE_RUN)
    cohorts = select(Cohort.id).where(
        or_(
            Cohort.id.in_(whole),
            Cohort.id.in_(select(CourseRun.cohort_id).where(CourseRun.id.in_(taught))),
        )
    )
    runs = select(CourseRun.id).where(or_(CourseRun.cohort_id.in_(whole), CourseRun.id.in_(taught)))
    campuses = select(Cohort.campus_id).where(Cohort.id.in_(cohorts))
    return or_(
        is_of_city(),
        Announcement.run_id.in_(runs),
        Announcement.cohort_id.in_(cohorts),
        Announcement.campus_id.in_(campuses),
    )


def is_of_city() -> ColumnElement[bool]:
    """The condition that an announcement is for everybody with an account."""
    return and_(
        Announcement.run_id.is_(None),
        Announcement.cohort_id.is_(None),
        Announcement.campus_id.is_(None),
    )


def people_of(session: Session, announcement: Announcement) -> dict[int, str]:
    """The names of the audience by id, without who wrote it and without closed accounts."""
    query = select(User.id, User.name).where(
        User.is_enabled.is_(True), User.id != announcement.author_id, _is_in(announcement)
    )
    return {row.id: row.name for row in session.execute(query.order_by(User.id))}


def _is_in(announcement: Announcement) -> ColumnElement[bool]:
    if announcement.run is not None:
        granted = or_(
            _OF_COHORT & (RoleGrant.scope_key == announcement.run.cohort_id),
            _OF_RUN & (RoleGrant.scope_key == announcement.run_id),
        )
    elif announcement.cohort_id is not None or announcement.campus_id is not None:
        cohorts = select(Cohort.id).where(
            Cohort.id == announcement.cohort_id
            if announcement.cohort_id is not None
            else Cohort.campus_id == announcement.campus_id
        )
        runs = select(CourseRun.id).where(CourseRun.cohort_id.in_(cohorts))
        granted = or_(
            _OF_COHORT & RoleGrant.scope_key.in_(cohorts), _OF_RUN & RoleGrant.scope_key.in_(runs)
        )
    else:
        return true()
    return User.id.in_(select(RoleGrant.user_id).where(granted))
