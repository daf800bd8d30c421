"""What a trainee and a mentor see first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.access import Actor, Role, ScopeKind
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import runs_of_cohorts
from lms.exams.models import Exam
from lms.exams.queries import exams_of_courses
from lms.grades.models import Grade
from lms.grades.queries import recent_grades
from lms.lessons.places import places_to_resume
from lms.lessons.queries import Progress, own_progress
from lms.notebooks.queries import AssignmentInRun, assignments_of_runs, handed_in_by
from lms.projects.models import Deliverable, Project
from lms.projects.queries import deliverables_of, projects_mentored_by, projects_studied_by


@dataclass(frozen=True)
class Study:
    """One course that a trainee takes: how far, what next and at which heading, what is due."""

    run: CourseRun
    n_done: int
    n_lessons: int
    has_begun: bool
    resume: tuple[str, str] | None
    place: str
    is_complete: bool
    assignments: Sequence[AssignmentInRun]
    exams: Sequence[Exam]


@dataclass(frozen=True)
class Deadline:
    """Something to hand in, of a course or of a project."""

    due_at: datetime
    title: Mapping[str, str]
    place: Mapping[str, str]
    assignment: AssignmentInRun | None = None
    deliverable: Deliverable | None = None


def studies_of(session: Session, actor: Actor, *, language: str, at: datetime) -> list[Study]:
    """The courses the actor takes, the newest first, in a fixed number of queries."""
    if actor.user_id is None:
        return []
    runs = runs_of_cohorts(session, actor.scope_ids(Role.TRAINEE, ScopeKind.COHORT))
    if not runs:
        return []
    progress = own_progress(session, actor, runs, at=at)
    places = places_to_resume(session, progress)
    to_do = _still_to_do(session, actor.user_id, runs, at)
    exams = exams_of_courses(session, {run.course_id for run in runs})
    return [
        _study(run, progress[run.id], to_do[run.id], exams, language, place=places.get(run.id, ""))
        for run in runs
    ]


def deadlines_of(
    studies: Sequence[Study], deliverables: Sequence[Deliverable], *, at: datetime
) -> list[Deadline]:
    """What is due and not handed in, over all courses and projects, the earliest first."""
    works = [
        Deadline(each.window.due_at, each.assignment.title, study.run.course.title, each)
        for study in studies
        for each in study.assignments
    ]
    deliveries = [
        Deadline(one.due_at, {"ko": one.title}, {"ko": one.project.title}, None, one)
        for one in deliverables
        if one.latest is None and one.due_at >= at
    ]
    return sorted([*works, *deliveries], key=lambda one: one.due_at)


def projects_of(session: Session, actor: Actor) -> list[Project]:
    """The projects the actor mentors."""
    return projects_mentored_by(session, actor)


def reviews_due(session: Session, projects: Sequence[Project]) -> list[Deliverable]:
    """What was handed in to these projects and waits for a mentor, the longest waiting first."""
    if not projects:
        return []
    found = deliverables_of(session, [project.id for project in projects])
    waiting = [(one.latest.handed_in_at, one) for one in found if one.latest and one.is_waiting]
    return [one for _at, one in sorted(waiting, key=lambda pair: pair[0])]


def deliverables_studied(session: Session, actor: Actor) -> list[Deliverable]:
    """What the projects of the actor's cohorts shall deliver, the earliest due first."""
    projects = projects_studied_by(session, actor)
    return deliverables_of(session, [one.id for one in projects]) if projects else []


def recent_grades_of(session: Session, actor: Actor) -> Sequence[Grade]:
    """The results that came in last."""
    return [] if actor.user_id is None else recent_grades(session, actor.user_id)


def _study(
    run: CourseRun,
    progress: Progress,
    to_do: Sequence[AssignmentInRun],
    exams: Sequence[Exam],
    language: str,
    *,
    place: str,
) -> Study:
    return Study(
        run=run,
        n_done=progress.n_done,
        n_lessons=len(progress.lessons),
        has_begun=bool(progress.rows),
        resume=(progress.resume.key, progress.resume.title(language)) if progress.resume else None,
        place=place,
        is_complete=progress.is_complete,
        assignments=to_do,
        exams=[exam for exam in exams if exam.course_id == run.course_id],
    )


def _still_to_do(
    session: Session, user_id: int, runs: Sequence[CourseRun], at: datetime
) -> dict[int, list[AssignmentInRun]]:
    """Assignments that are open and not handed in yet, the earliest due first, by run."""
    done = handed_in_by(session, user_id)
    return {
        run_id: sorted(
            (
                each
                for each in found
                if each.window.is_open(at) and (run_id, each.assignment.id) not in done
            ),
            key=lambda each: each.window.due_at,
        )
        for run_id, found in assignments_of_runs(session, runs, user_id).items()
    }
