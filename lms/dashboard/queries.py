"""What each role sees first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lms.access import CITY, Actor, Permission, Role, ScopeKind, may
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import runs_of_cohorts, runs_taught_by
from lms.exams.queries import exams_of
from lms.grades.queries import recent_grades
from lms.lessons.queries import progress_of, resume_point
from lms.notebooks.queries import n_waiting_for_grading, open_assignments
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
    resume: tuple[str, str] | None
    assignments: Sequence[Any]
    exams: Sequence[Any]


@dataclass(frozen=True)
class Teaching:
    """One course that an instructor teaches, and what waits there."""

    run: CourseRun
    n_waiting: int


def studies_of(session: Session, actor: Actor, *, at: datetime) -> list[Study]:
    """The courses the actor takes, the newest first."""
    if actor.user_id is None:
        return []
    runs = runs_of_cohorts(session, actor.scope_ids(Role.TRAINEE, ScopeKind.COHORT))
    return [_study(session, actor.user_id, run, at) for run in runs]


def teachings_of(session: Session, actor: Actor) -> list[Teaching]:
    """The courses the actor teaches."""
    return [
        Teaching(run, n_waiting_for_grading(session, run)) for run in runs_taught_by(session, actor)
    ]


def projects_of(session: Session, actor: Actor) -> list[Project]:
    """The projects the actor mentors."""
    return projects_mentored_by(session, actor)


def operated_cohorts_of(session: Session, actor: Actor) -> list[Cohort]:
    """The latest cohorts the actor operates."""
    if not may(actor, Permission.OPERATE, CITY):
        return []
    return cohorts_of(session, actor)[:N_COHORTS]


def recent_grades_of(session: Session, actor: Actor) -> Sequence[Any]:
    """The results that came in last."""
    return [] if actor.user_id is None else recent_grades(session, actor.user_id)


def _study(session: Session, user_id: int, run: CourseRun, at: datetime) -> Study:
    n_done, n_lessons = progress_of(session, user_id, run)
    return Study(
        run=run,
        n_done=n_done,
        n_lessons=n_lessons,
        resume=resume_point(session, user_id, run),
        assignments=open_assignments(session, user_id, run, at),
        exams=exams_of(session, run),
    )
