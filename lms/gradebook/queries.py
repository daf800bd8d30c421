"""Putting gradebooks together from enrolments, works and grades."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.enrollments.models import CourseRun, Enrollment, EnrollmentStatus
from lms.enrollments.queries import runs_of_cohorts
from lms.exams.queries import exams_of_course
from lms.gradebook.book import HasPoints, Mark, Total, Trainee, Work, total_of
from lms.gradebook.plan import Plan, Standing, WorkKey
from lms.gradebook.plans import plan_of, plans_of_runs
from lms.gradebook.table import CohortRow, RunBook, run_book
from lms.grades.models import Grade
from lms.grades.queries import (
    grades_of_person,
    grades_of_run,
    points_in_runs,
    totals_of_runs,
    works_of_run,
)
from lms.notebooks.queries import assignments_of_course
from lms.programs.models import Cohort


def trainees_shown(session: Session, cohort_id: int) -> list[Trainee]:
    """Who is in the cohort or has completed it; those who withdrew keep their grades unseen."""
    query = (
        select(User.id, User.name, User.email)
        .join(Enrollment, Enrollment.user_id == User.id)
        .where(
            Enrollment.cohort_id == cohort_id,
            Enrollment.status != EnrollmentStatus.WITHDRAWN,
        )
        .order_by(User.id)
    )
    found = session.execute(query).all()
    bearers = Counter(name for _, name, _ in found)
    return [Trainee(user_id, name, email, bearers[name] > 1) for user_id, name, email in found]


def is_shown(session: Session, cohort_id: int, user_id: int) -> bool:
    """Whether the person has a line in the cohort's gradebooks."""
    query = select(Enrollment.id).where(
        Enrollment.cohort_id == cohort_id,
        Enrollment.user_id == user_id,
        Enrollment.status != EnrollmentStatus.WITHDRAWN,
    )
    return session.scalar(query.limit(1)) is not None


def works_of(session: Session, run: CourseRun) -> list[Work]:
    """Assignments, exams, and what was graded though it is offered no more."""
    works = [
        Work(
            "assignment",
            each.name,
            each.title,
            each.current_version.max_score if each.current_version else None,
        )
        for each in assignments_of_course(session, run.course_id)
    ]
    works += [
        Work("exam", exam.key, exam.current_revision.title)
        for exam in exams_of_course(session, run.course_id)
        if exam.current_revision
    ]
    offered = {(work.kind, work.key) for work in works}
    graded = works_of_run(session, run.id)
    works += [
        Work(work.kind, work.key, work.title)
        for work in graded
        if (work.kind, work.key) not in offered
    ]
    return works


def marks_of(session: Session, run: CourseRun) -> dict[tuple[int, str, str], Mark]:
    """Every mark of a run, by (trainee id, work kind, work key)."""
    return {
        (grade.user_id, *grade.work): Mark(
            grade.id,
            grade.source_id,
            grade.earned,
            grade.possible,
            grade.n_recorded,
            grade.standing,
        )
        for grade in grades_of_run(session, run.id)
    }


def gradebook_of(session: Session, run: CourseRun) -> RunBook:
    """The gradebook of a run, in a number of queries that does not depend on its size."""
    people, plan = trainees_shown(session, run.cohort_id), plan_of(session, run.id)
    return run_book(works_of(session, run), people, marks_of(session, run), plan)


def cohort_book(session: Session, cohort: Cohort) -> tuple[list[CourseRun], list[CohortRow]]:
    """The runs of a cohort and what each trainee has earned in them."""
    runs = runs_of_cohorts(session, frozenset({cohort.id}))
    run_ids = [run.id for run in runs]
    totals = {
        (one.user_id, one.run_id): Total(one.earned, one.possible, one.n_graded)
        for one in totals_of_runs(session, run_ids)
    }
    weighed = _weighed_percents(session, plans_of_runs(session, run_ids))
    rows = []
    for trainee in trainees_shown(session, cohort.id):
        line = tuple(totals.get((trainee.id, run_id)) for run_id in run_ids)
        percents = tuple(
            weighed.get((trainee.id, run_id), total.percent if total else None)
            for run_id, total in zip(run_ids, line, strict=True)
        )
        rows.append(CohortRow(trainee, line, percents, total_of(line)))
    return runs, rows


def _weighed_percents(
    session: Session, plans: Mapping[int, Plan]
) -> dict[tuple[int, int], Decimal | None]:
    """The percent by (trainee id, run id) in the runs that weigh their works."""
    run_ids = [run_id for run_id, plan in plans.items() if plan.is_weighted]
    if not run_ids:
        return {}
    marks: dict[tuple[int, int], dict[WorkKey, HasPoints]] = {}
    for one in points_in_runs(session, run_ids):
        marks.setdefault((one.user_id, one.run_id), {})[one.work] = one
    return {
        (user_id, run_id): plans[run_id].standing(found).percent
        for (user_id, run_id), found in marks.items()
    }


@dataclass(frozen=True, slots=True)
class OwnRun:
    """A person's grades in a run, their sum, and what they come to by the run's plan."""

    run: CourseRun
    grades: Sequence[Grade]
    total: Total
    plan: Plan
    standing: Standing


def own_grades(session: Session, user_id: int) -> list[OwnRun]:
    """A person's grades by run, the latest run first, with what they come to."""
    grades = sorted(
        grades_of_person(session, user_id),
        key=lambda grade: (grade.run.starts_on, grade.run_id),
        reverse=True,
    )
    by_run = [list(group) for _, group in groupby(grades, key=lambda grade: grade.run_id)]
    plans = plans_of_runs(session, [group[0].run_id for group in by_run])
    return [_own_run(group, plans[group[0].run_id]) for group in by_run]


def _own_run(grades: Sequence[Grade], plan: Plan) -> OwnRun:
    standing = plan.standing({one.work: one for one in grades if not one.is_excused})
    return OwnRun(grades[0].run, grades, sum_of(grades), plan, standing)


def sum_of(grades: Sequence[Grade]) -> Total:
    """The grades added up."""
    return total_of(Total(one.earned, one.possible, 1) for one in grades if not one.is_excused)
