"""Putting gradebooks together from enrolments, works and grades."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.enrollments.models import CourseRun, Enrollment, EnrollmentStatus
from lms.enrollments.queries import runs_of_cohorts
from lms.exams.queries import exams_of_course
from lms.gradebook.book import CohortRow, Mark, RunBook, Total, Trainee, Work, run_book, total_of
from lms.grades.models import Grade
from lms.grades.queries import grades_of_person, grades_of_run, totals_of_runs, works_of_run
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


def gradebook_of(session: Session, run: CourseRun) -> RunBook:
    """The gradebook of a run, in a number of queries that does not depend on its size."""
    marks = {
        (grade.user_id, *grade.work): Mark(
            grade.id, grade.source_id, grade.earned, grade.possible, grade.n_recorded
        )
        for grade in grades_of_run(session, run.id)
    }
    return run_book(works_of(session, run), trainees_shown(session, run.cohort_id), marks)


def cohort_book(session: Session, cohort: Cohort) -> tuple[list[CourseRun], list[CohortRow]]:
    """The runs of a cohort and what each trainee has earned in them."""
    runs = runs_of_cohorts(session, frozenset({cohort.id}))
    totals = {
        (one.user_id, one.run_id): Total(one.earned, one.possible, one.n_graded)
        for one in totals_of_runs(session, [run.id for run in runs])
    }
    rows = []
    for trainee in trainees_shown(session, cohort.id):
        line = tuple(totals.get((trainee.id, run.id)) for run in runs)
        rows.append(CohortRow(trainee, line, total_of(line)))
    return runs, rows


def own_grades(session: Session, user_id: int) -> list[tuple[CourseRun, Sequence[Grade], Total]]:
    """A person's grades by run, the latest run first, with their sum."""
    grades = sorted(
        grades_of_person(session, user_id),
        key=lambda grade: (grade.run.starts_on, grade.run_id),
        reverse=True,
    )
    by_run = [list(group) for _, group in groupby(grades, key=lambda grade: grade.run_id)]
    return [(group[0].run, group, sum_of(group)) for group in by_run]


def sum_of(grades: Sequence[Grade]) -> Total:
    """The grades added up."""
    return total_of(Total(grade.earned, grade.possible, 1) for grade in grades)
