"""A run's gradebook in nbgrader's terms, and what nbgrader kept as a sheet of marks."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assessments.notebooks.gradebook_file import (
    BookAssignment,
    BookCell,
    BookScore,
    BookStudent,
    FoundGradebook,
)
from lms.accounts.models import User
from lms.enrollments.models import CourseRun
from lms.gradebook.book import Trainee
from lms.gradebook.plan import WorkKey
from lms.gradebook.queries import trainees_shown, works_of
from lms.gradebook.sheets import Line, Sheet
from lms.grades.models import Grade
from lms.notebooks.marks import Result, marks_of, results_of
from lms.notebooks.models import Assignment, Submission
from lms.notebooks.queries import assignments_of_course

WHOLE = "total"
"""The one cell of a work that has none of its own."""


@dataclass(frozen=True)
class Contents:
    """What is written into a gradebook.db."""

    course: str
    assignments: Sequence[BookAssignment]
    students: Sequence[BookStudent]
    scores: Sequence[BookScore]


def contents_of(session: Session, run: CourseRun) -> Contents:
    """The works, people and grades of a run; excused works have no score, as if never handed in."""
    people = trainees_shown(session, run.cohort_id)
    grades = _grades(session, run, {one.id for one in people})
    results = _results(session, grades)
    books = dict(_books(session, run, grades))
    scores = [
        _score(grade, books[grade.work], results.get(grade.id, ()))
        for grade in grades
        if grade.work in books
    ]
    return Contents(run.slug, list(books.values()), [_student(one) for one in people], scores)


def sheet_of_gradebook(found: FoundGradebook, people: Sequence[Trainee]) -> tuple[Sheet, int]:
    """The gradebook as a file of marks, and how many scores still wait for a person and are left out.

    Students are known by the name that our labs give them, else by their e-mail.
    """
    by_hub_name = {User.hub_name_of(one.id): one.email for one in people}
    columns = list(found.assignments.items())
    scores = {(one.student, one.assignment): one for one in found.scores}
    lines = []
    for number, student in enumerate(found.students, 1):
        who = by_hub_name.get(student.id) or student.email or student.id
        cells = [who, " ".join(f"{student.first_name} {student.last_name}".split())]
        for name, most in columns:
            score = scores.get((student.id, name))
            is_left_out = score is None or score.waits
            cells.append("" if is_left_out or score is None else f"{score.earned:f}")
            cells.append("" if is_left_out or not most else f"{most:f}")
        lines.append(Line(number, cells))
    headings = [gettext("이메일"), gettext("이름")]
    for name, _most_points in columns:
        headings += [
            gettext("%(title)s 점수", title=name),
            gettext("%(title)s 만점", title=name),
        ]
    return Sheet(headings, lines), sum(one.waits for one in found.scores)


def _grades(session: Session, run: CourseRun, people: Collection[int]) -> list[Grade]:
    query = select(Grade).where(Grade.run_id == run.id).order_by(Grade.id)
    found = session.scalars(query)
    return [one for one in found if one.user_id in people and not one.is_excused]


def _results(session: Session, grades: Sequence[Grade]) -> Mapping[int, Sequence[Result]]:
    """The cells' results by grade id, of those that rest on a submission; in two queries.

    Of a team's submission each member's grade has the same.
    """
    sources = {one.id: one.source_id for one in grades if one.work_kind == "assignment"}
    ids = {one for one in sources.values() if one is not None}
    query = select(Submission).options(joinedload(Submission.version)).where(Submission.id.in_(ids))
    marks = marks_of(session, ids)
    found = {one.id: results_of(one, marks.get(one.id, {})) for one in session.scalars(query)}
    return {
        grade_id: found[source_id]
        for grade_id, source_id in sources.items()
        if source_id is not None and source_id in found
    }


def _books(
    session: Session, run: CourseRun, grades: Sequence[Grade]
) -> Iterator[tuple[WorkKey, BookAssignment]]:
    """Each work as an assignment; nbgrader keeps them by name alone, so no name comes twice."""
    cells = {
        ("assignment", one.name): _cells(one)
        for one in assignments_of_course(session, run.course_id)
    }
    most = {grade.work: grade.possible for grade in grades}
    taken: set[str] = set()
    for work in works_of(session, run):
        name = work.key if work.key not in taken else f"{work.key}-{work.kind}"
        taken.add(name)
        whole = BookCell(WHOLE, float(work.possible or most.get(work.pair) or 0))
        yield work.pair, BookAssignment(name, cells.get(work.pair) or [whole])


def _cells(assignment: Assignment) -> list[BookCell]:
    version = assignment.current_version
    return [
        BookCell(
            str(cell["grade_id"]),
            float(cell["points"]),
            is_task=cell.get("kind") == "task",
            cell_type="markdown" if cell.get("kind") == "task" else "code",
        )
        for cell in (version.cells if version else ())
    ]


def _score(grade: Grade, book: BookAssignment, results: Sequence[Result]) -> BookScore:
    """What each cell earned; where that does not add up to the grade, the rest is extra or lateness."""
    known = {cell.name for cell in book.cells}
    found = {
        one.name: (_auto(one), float(one.mark.points) if one.mark else None)
        for one in results
        if one.name in known
    }
    summed = sum((one.score or Decimal(0) for one in results if one.name in known), Decimal(0))
    if not results and known == {WHOLE}:
        found, summed = {WHOLE: (float(grade.earned), None)}, grade.earned
    rest = float(grade.earned - summed)
    return BookScore(
        User.hub_name_of(grade.user_id),
        book.name,
        grade.recorded_at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        found,
        penalty=max(0.0, -rest),
        extra=max(0.0, rest),
        waits=any(one.is_waiting for one in results),
    )


def _auto(result: Result) -> float | None:
    return None if result.mark or result.score is None else float(result.score)


def _student(one: Trainee) -> BookStudent:
    return BookStudent(User.hub_name_of(one.id), one.name, "", one.email, str(one.id))
