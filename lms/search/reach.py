"""How far a person's search reaches: the shelves they may read, and where what stands there is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Integer, literal, select
from sqlalchemy.orm import Session

from lms import clock
from lms.access import Actor, Role, Scope, ScopeKind
from lms.announcements.queries import readable_ids
from lms.announcements.services import SHELF as ANNOUNCEMENTS
from lms.catalog.models import Course, CourseRevision
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import is_viewed_by
from lms.index.queries import Allowed, places_without
from lms.lessons.locks import own_locks
from lms.pacing.queries import is_bound, is_paced
from lms.programs.models import Cohort
from lms.publishing.searchable import COURSES, lessons_shelf, works_shelf


@dataclass(frozen=True)
class OpenCourse:
    """A course that the person may read, and the run to read it in; `is_paced`: parts may be locked."""

    course_id: int
    slug: str
    title: Mapping[str, str]
    run_id: int
    scope: Scope
    is_paced: bool = False


@dataclass(frozen=True)
class Reach:
    """What a person may find: courses by id, and all shelves with their limits."""

    courses: Mapping[int, OpenCourse]
    shelves: Sequence[str]
    only: Mapping[str, Allowed]

    def within(self, slug: str) -> "Reach":
        """The same, in one course; a course that is not among them gives nothing."""
        chosen = {key: one for key, one in self.courses.items() if one.slug == slug}
        return Reach(chosen, shelves_of(chosen), self.only)


def reach_of(session: Session, actor: Actor) -> Reach:
    """All that the actor may find."""
    courses = open_courses(session, actor)
    return Reach(
        courses,
        (COURSES, *shelves_of(courses), ANNOUNCEMENTS),
        {ANNOUNCEMENTS: partial(_readable, session, actor), **_open_only(session, actor, courses)},
    )


def shelves_of(course_ids: Collection[int]) -> tuple[str, ...]:
    """The shelves of some courses, the lessons first."""
    lessons = [lessons_shelf(key) for key in course_ids]
    return (*lessons, *(works_shelf(key) for key in course_ids))


def open_courses(session: Session, actor: Actor) -> dict[int, OpenCourse]:
    """The published courses of the runs the actor may view, by slug.

    Of several runs it is the one they study in, then the latest.
    """
    studied = actor.scope_ids(Role.TRAINEE, ScopeKind.COHORT)
    rows = session.execute(
        select(CourseRun.id, CourseRun.cohort_id, Cohort.campus_id)
        .add_columns(Course.id.label("course_id"), Course.slug, CourseRevision.title)
        .add_columns(is_paced(CourseRun.id, literal(actor.user_id, Integer)).label("is_paced"))
        .join(Cohort, Cohort.id == CourseRun.cohort_id)
        .join(Course, Course.id == CourseRun.course_id)
        .join(CourseRevision, CourseRevision.id == Course.current_revision_id)
        .where(is_viewed_by(actor))
        .order_by(CourseRun.starts_on.desc(), CourseRun.id)
    )
    found: dict[int, OpenCourse] = {}
    for row in sorted(rows, key=lambda row: row.cohort_id not in studied):
        scope = Scope(course_run_id=row.id, cohort_id=row.cohort_id, campus_id=row.campus_id)
        open_course = OpenCourse(row.course_id, row.slug, row.title, row.id, scope, row.is_paced)
        found.setdefault(row.course_id, open_course)
    return dict(sorted(found.items(), key=lambda pair: pair[1].slug))


def _open_only(
    session: Session, actor: Actor, courses: Mapping[int, OpenCourse]
) -> dict[str, Allowed]:
    """For courses with rules for the actor: what of their lessons is open."""
    return {
        lessons_shelf(one.course_id): partial(_open_lessons, session, actor, one)
        for one in courses.values()
        if one.is_paced and is_bound(actor, one.scope)
    }


def _open_lessons(session: Session, actor: Actor, course: OpenCourse) -> set[int]:
    run = session.get_one(CourseRun, course.run_id)
    locked = own_locks(session, actor, run, at=clock.now())
    return places_without(session, lessons_shelf(course.course_id), locked.keys())


def _readable(session: Session, actor: Actor) -> set[int]:
    return readable_ids(session, actor, at=clock.now())
