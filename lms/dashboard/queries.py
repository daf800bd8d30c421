"""What each role sees first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.access import CITY, Actor, Permission, Role, ScopeKind, may
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import runs_of_cohorts, runs_taught_by
from lms.exams.models import Exam
from lms.exams.queries import exams_of_course
from lms.grades.models import Grade
from lms.grades.queries import recent_grades
from lms.lessons.queries import progress_in
from lms.notebooks.models import Submission, SubmissionState
from lms.notebooks.queries import AssignmentInRun, assignments_in, own_work
from lms.programs.models import Cohort
from lms.programs.queries import cohorts_of
from lms.projects.models import Project
from lms.projects.queries import projects_mentored_by

N_COHORTS = 8


@dataclass(frozen=True)
class Study:
    """One course that a trainee takes: how far, what next, what is due."""

    run: CourseRun
    n_done: int
    n_lessons: int
    has_begun: bool
    resume: tuple[str, str] | None
    assignments: Sequence[AssignmentInRun]
    exams: Sequence[Exam]


@dataclass(frozen=True)
class Teaching:
    """One course that an instructor teaches, and what waits there."""

    run: CourseRun
    n_waiting: int


def studies_of(session: Session, actor: Actor, *, language: str, at: datetime) -> list[Study]:
    """The courses the actor takes, the newest first."""
    if actor.user_id is None:
        return []
    runs = runs_of_cohorts(session, actor.scope_ids(Role.TRAINEE, ScopeKind.COHORT))
    return [_study(session, actor.user_id, run, language, at) for run in runs]


def teachings_of(session: Session, actor: Actor) -> list[Teaching]:
    """The courses the actor teaches."""
    runs = runs_taught_by(session, actor)
    if not runs:
        return []
    query = (
        select(Submission.run_id, func.count().label("n"))
        .where(
            Submission.run_id.in_([run.id for run in runs]),
            Submission.state != SubmissionState.GRADED,
        )
        .group_by(Submission.run_id)
    )
    n_waiting = {row.run_id: int(row.n) for row in session.execute(query)}
    return [Teaching(run, n_waiting.get(run.id, 0)) for run in runs]


def projects_of(session: Session, actor: Actor) -> list[Project]:
    """The projects the actor mentors."""
    return projects_mentored_by(session, actor)


def operated_cohorts_of(session: Session, actor: Actor) -> list[Cohort]:
    """The latest cohorts the actor operates."""
    if not may(actor, Permission.OPERATE, CITY):
        return []
    return cohorts_of(session, actor)[:N_COHORTS]


def recent_grades_of(session: Session, actor: Actor) -> Sequence[Grade]:
    """The results that came in last."""
    return [] if actor.user_id is None else recent_grades(session, actor.user_id)


def _study(session: Session, user_id: int, run: CourseRun, language: str, at: datetime) -> Study:
    progress = progress_in(session, user_id, run)
    return Study(
        run=run,
        n_done=progress.n_done,
        n_lessons=len(progress.lessons),
        has_begun=bool(progress.rows),
        resume=(progress.resume.key, progress.resume.title(language)) if progress.resume else None,
        assignments=_still_to_do(session, user_id, run, at),
        exams=exams_of_course(session, run.course_id),
    )


def _still_to_do(
    session: Session, user_id: int, run: CourseRun, at: datetime
) -> list[AssignmentInRun]:
    """Assignments that are open and not handed in yet, the earliest due first."""
    own = own_work(session, user_id, run.id)
    found = [
        each
        for each in assignments_in(session, run)
        if each.window.is_open(at) and own[each.assignment.id].latest is None
    ]
    return sorted(found, key=lambda each: each.window.due_at)
