"""Which environment a course's notebooks run in, and which courses wait for theirs."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.catalog.models import Course
from lms.errors import NotFound
from lms.labs.environment_models import CourseEnvironment


class EnvironmentNotBuilt(Exception):
    """The course asks for an environment that is not there; its text is the course's name."""


def course_by_slug(session: Session, slug: str) -> Course:
    """The published course of this name; raises NotFound."""
    course = session.scalar(select(Course).where(Course.slug == slug))
    if course is None or course.current_revision is None:
        raise NotFound(f"no published course is called {slug!r}")
    return course


def newest_environment(session: Session, course_id: int) -> CourseEnvironment | None:
    """The last one that was built for the course, whatever it asks for by now."""
    query = (
        select(CourseEnvironment)
        .where(CourseEnvironment.course_id == course_id)
        .order_by(CourseEnvironment.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def environment_of(session: Session, course: Course) -> CourseEnvironment | None:
    """The one that is built for what readers see of the course; None where it asks for none.

    Raises EnvironmentNotBuilt.
    """
    asked = course.current_revision.environment if course.current_revision else {}
    if not asked:
        return None
    newest = newest_environment(session, course.id)
    if newest is None or newest.asked != asked:
        raise EnvironmentNotBuilt(course.slug)
    return newest


def lacks_environment(session: Session, course: Course) -> bool:
    """Whether the course asks for an environment that nobody has built."""
    try:
        environment_of(session, course)
    except EnvironmentNotBuilt:
        return True
    return False


def present_environments(session: Session) -> dict[int, CourseEnvironment]:
    """The newest environment of every course that has one, by the course's id."""
    newest = select(func.max(CourseEnvironment.id)).group_by(CourseEnvironment.course_id)
    query = select(CourseEnvironment).where(CourseEnvironment.id.in_(newest))
    return {one.course_id: one for one in session.scalars(query)}


def asking_courses(session: Session) -> list[Course]:
    """The published courses that ask for an environment, by name."""
    courses = session.scalars(select(Course).order_by(Course.slug))
    return [one for one in courses if one.current_revision and one.current_revision.environment]


def waiting_courses(session: Session) -> list[Course]:
    """Those of them that nobody has built theirs for."""
    built = present_environments(session)
    asked = {course_id: one.asked for course_id, one in built.items()}
    return [
        one
        for one in asking_courses(session)
        if one.current_revision and asked.get(one.id) != one.current_revision.environment
    ]
