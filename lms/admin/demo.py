"""The demo world: a campus, a programme and a cohort in which the shipped course runs."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.access import Grant, Role, ScopeKind
from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.catalog.models import Course
from lms.enrollments import services as enrollments
from lms.enrollments.models import CourseRun, Enrollment
from lms.programs.models import Campus, Cohort, Organisation, Program
from lms.projects.models import Deliverable, Delivery, Project

COHORT_DAYS = 150


def make_demo_world(session: Session, people: dict[str, User], *, at: datetime) -> Cohort:
    """Add what is missing of the demo world; `people` by the part before the @."""
    cohort = _cohort(session, at.date())
    for name in ("trainee", "trainee2"):
        if not _is_enrolled(session, people[name], cohort):
            enrollments.enroll(session, people[name], cohort, at=at)
    project = _project(session, cohort)
    for name, grant in (
        ("instructor", Grant(Role.INSTRUCTOR, ScopeKind.COHORT, cohort.id)),
        ("mentor", Grant(Role.MENTOR, ScopeKind.PROJECT, project.id)),
    ):
        accounts.grant_role(session, people[name], grant, at=at)
    _deliverables(session, project, people["trainee"], at=at)
    _open_courses(session, cohort, at=at)
    return cohort


def _cohort(session: Session, today: date) -> Cohort:
    found = session.scalar(select(Cohort).order_by(Cohort.id))
    if found is not None:
        return found
    cohort = Cohort(
        program=Program(name="AI 기초 과정", summary="처음 배우는 사람을 위한 인공지능 기초"),
        campus=Campus(name="마포 캠퍼스", district="마포구"),
        number=1,
        starts_on=today,
        ends_on=today + timedelta(days=COHORT_DAYS),
    )
    session.add(cohort)
    session.flush()
    return cohort


def _project(session: Session, cohort: Cohort) -> Project:
    found = session.scalar(select(Project).order_by(Project.id))
    if found is not None:
        return found
    project = Project(
        cohort=cohort,
        organisation=Organisation(name="한빛모빌리티"),
        title="공공자전거 재배치 도우미",
        brief="대여소별 대여 기록으로 내일 아침 자전거가 모자랄 곳을 미리 알려 주는 도구를 만듭니다.",
    )
    session.add(project)
    session.flush()
    return project


def _deliverables(session: Session, project: Project, author: User, *, at: datetime) -> None:
    """One that waits for the mentor, and one that is still to be made."""
    query = select(Deliverable.id).where(Deliverable.project_id == project.id)
    if session.scalar(query.limit(1)) is not None:
        return
    plan = Deliverable(
        project=project, title="문제 정의와 데이터 조사", due_at=at + timedelta(days=7)
    )
    words = "대여소 2,700곳의 1년 기록을 살펴보고, 아침에 자주 비는 곳 30곳을 골랐습니다."
    plan.deliveries.append(Delivery(author=author, words=words, handed_in_at=at))
    session.add(plan)
    session.add(Deliverable(project=project, title="첫 예측 모델", due_at=at + timedelta(days=28)))
    session.flush()


def _is_enrolled(session: Session, person: User, cohort: Cohort) -> bool:
    query = select(Enrollment.id).where(
        Enrollment.user_id == person.id, Enrollment.cohort_id == cohort.id
    )
    return session.scalar(query) is not None


def _open_courses(session: Session, cohort: Cohort, *, at: datetime) -> None:
    running = set(
        session.scalars(select(CourseRun.course_id).where(CourseRun.cohort_id == cohort.id))
    )
    published = select(Course).where(Course.current_revision_id.is_not(None)).order_by(Course.id)
    for course in session.scalars(published):
        if course.id not in running:
            enrollments.open_run(session, course, cohort, at=at)
