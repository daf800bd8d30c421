"""The small world of the feature tests: fixed people with fixed relations.

Ann teaches the run, Ben studies it, Cho studies in another cohort of another
campus, Dan mentors a project, Eun operates the first campus, Fay administers.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from lms.access import Grant, Role, ScopeKind
from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.catalog.models import Course
from lms.enrollments import services as enrollments
from lms.enrollments.models import CourseRun
from lms.programs.models import Campus, Cohort, Program

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class World:
    """What exists before each feature test."""

    campus: Campus
    other_campus: Campus
    cohort: Cohort
    other_cohort: Cohort
    course: Course
    run: CourseRun
    ann: User
    ben: User
    cho: User
    dan: User
    eun: User
    fay: User


def make_world(session: Session) -> World:
    """Add the world to an empty database; the caller commits."""
    mapo, jongno = (
        Campus(name="마포 캠퍼스", district="마포구"),
        Campus(name="종로 캠퍼스", district="종로구"),
    )
    program = Program(name="AI 기초 과정")
    session.add_all([mapo, jongno, program])
    cohorts = [
        Cohort(program=program, campus=campus, number=1, starts_on=date(2026, 3, 2), ends_on=date(2026, 7, 31))
        for campus in (mapo, jongno)
    ]  # fmt: skip
    course = Course(slug="tiny")
    session.add_all([*cohorts, course])
    session.flush()
    run = enrollments.open_run(session, course, cohorts[0], at=NOW)
    ann, ben, cho, dan, eun, fay = (
        _person(session, name) for name in ("앤", "벤", "조", "단", "은", "페이")
    )
    enrollments.enroll(session, ben, cohorts[0], at=NOW)
    enrollments.enroll(session, cho, cohorts[1], at=NOW)
    for person, grant in (
        (ann, Grant(Role.INSTRUCTOR, ScopeKind.COURSE_RUN, run.id)),
        (dan, Grant(Role.MENTOR, ScopeKind.PROJECT, 1)),
        (eun, Grant(Role.OPERATOR, ScopeKind.CAMPUS, mapo.id)),
        (fay, Grant(Role.ADMIN, ScopeKind.CITY, None)),
    ):
        accounts.grant_role(session, person, grant, at=NOW)
    first, second = cohorts
    return World(mapo, jongno, first, second, course, run, ann, ben, cho, dan, eun, fay)


def _person(session: Session, name: str) -> User:
    romanised = {"앤": "ann", "벤": "ben", "조": "cho", "단": "dan", "은": "eun", "페이": "fay"}
    return accounts.create_user(
        session, email=f"{romanised[name]}@test.example", name=name, password=None, at=NOW
    )
