"""Collecting evidence from progress, answers and runs of cells, in a fixed number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms import db
from lms.access import Scope
from lms.accounts.models import User
from lms.catalog.models import LessonQuiz
from lms.catalog.outline import OutlineLesson, OutlineUnit, lessons_of, outline_of
from lms.enrollments.models import CourseRun, Enrollment, EnrollmentStatus
from lms.enrollments.queries import run_to_view
from lms.errors import NotFound
from lms.gradebook.book import Trainee
from lms.lessons.evidence import CellRun, QuizAnswer
from lms.lessons.models import LessonProgress
from lms.lessons.quiz_queries import markable
from lms.notebooks.marks import marks_of, results_of
from lms.notebooks.models import Submission, SubmissionState
from lms.notebooks.queries import AssignmentInRun
from lms.progress.evidence import ClassRow, Evidence, Record, Seen, State, UnitRow
from lms.progress.insight import Try

Questions = Mapping[str, set[tuple[str, str]]]
"""By lesson key, the quiz and item keys of its questions."""


@dataclass(frozen=True)
class PersonInRun:
    """A trainee in a run, whose way is looked at."""

    run: CourseRun
    user: User

    @property
    def scope(self) -> Scope:
        """Progress is the person's own, in the run."""
        return replace(self.run.scope, owner_id=self.user.id)


def person_in_run(run_id: int, user_id: int) -> PersonInRun:
    """The trainee of the run with this id; raises NotFound. For `guarded(load=…)`."""
    run = run_to_view(run_id)
    query = (
        select(User)
        .join(Enrollment, Enrollment.user_id == User.id)
        .where(
            User.id == user_id,
            Enrollment.cohort_id == run.cohort_id,
            Enrollment.status != EnrollmentStatus.WITHDRAWN,
        )
    )
    user = db.session().scalar(query)
    if user is None:
        raise NotFound
    return PersonInRun(run, user)


def way_of(
    session: Session, user_id: int, run: CourseRun, reasons: Mapping[str, str]
) -> list[UnitRow]:
    """One person's evidence, unit by unit; `reasons` say why lessons are locked for them."""
    units = outline_of(run.course.current_revision)
    record = record_of(session, run, [user_id], lessons_of(run.course.current_revision))
    return [
        UnitRow(
            unit,
            [(one, record[user_id, one.key], reasons.get(one.key, "")) for one in unit.lessons],
        )
        for unit in units
    ]


def class_rows(
    session: Session,
    run: CourseRun,
    trainees: Sequence[Trainee],
    lessons: Sequence[OutlineLesson],
    seen: Mapping[int, Seen],
) -> list[ClassRow]:
    """A line for each of these trainees with a cell for each of these lessons."""
    record = record_of(session, run, [one.id for one in trainees], lessons)
    return [
        ClassRow(
            one,
            seen.get(one.id, Seen()).n_done,
            seen.get(one.id, Seen()).at,
            [record[one.id, lesson.key] for lesson in lessons],
        )
        for one in trainees
    ]


def with_units(rows: Sequence[ClassRow], units: Sequence[OutlineUnit]) -> list[ClassRow]:
    """The same lines, whose cells cover these units in order, with lessons done by unit."""
    found = []
    for row in rows:
        cells, counts = list(row.cells), []
        for unit in units:
            here, cells = cells[: len(unit.lessons)], cells[len(unit.lessons) :]
            counts.append(sum(one.state is State.DONE for one in here))
        found.append(replace(row, units=counts))
    return found


def seen_in(session: Session, run: CourseRun) -> dict[int, Seen]:
    """How many lessons of the present course everybody has done, and when they were last in one."""
    keys = [one.key for one in lessons_of(run.course.current_revision)]
    is_done = LessonProgress.done_at.is_not(None) & LessonProgress.lesson_key.in_(keys)
    query = (
        select(
            LessonProgress.user_id,
            func.sum(case((is_done, 1), else_=0)),
            func.max(LessonProgress.opened_at),
        )
        .where(LessonProgress.run_id == run.id)
        .group_by(LessonProgress.user_id)
    )
    return {user_id: Seen(int(n), at) for user_id, n, at in session.execute(query)}


def questions_in(
    session: Session, run: CourseRun, keys: Collection[str]
) -> dict[str, set[tuple[str, str]]]:
    """The questions of these lessons as the course is now."""
    found: dict[str, set[tuple[str, str]]] = {}
    query = select(LessonQuiz).where(
        LessonQuiz.revision_id == run.course.current_revision_id, LessonQuiz.lesson_key.in_(keys)
    )
    for quiz in session.scalars(query):
        found.setdefault(quiz.lesson_key, set()).update(markable(quiz))
    return found


def record_of(
    session: Session, run: CourseRun, user_ids: Sequence[int], lessons: Sequence[OutlineLesson]
) -> Record:
    """What these people did in these lessons; four queries, whatever their number."""
    keys = [one.key for one in lessons]
    questions = questions_in(session, run, keys)
    progress = _progress(session, run, user_ids, keys)
    answers = _answers(session, run, user_ids, keys, questions)
    cells = _cells(session, run, user_ids, keys)
    record = {}
    for person in user_ids:
        for key in keys:
            place = person, key
            opened_at, done_at = progress.get(place, (None, None))
            n_answered, n_right = answers.get(place, (0, 0))
            n_asked = len(questions.get(key, ()))
            record[place] = Evidence(
                opened_at, done_at, n_asked, n_answered, n_right, cells.get(place, 0)
            )
    return record


Place = tuple[int, str]


def _progress(
    session: Session, run: CourseRun, user_ids: Sequence[int], keys: Sequence[str]
) -> dict[Place, tuple[datetime | None, datetime | None]]:
    query = select(
        LessonProgress.user_id,
        LessonProgress.lesson_key,
        LessonProgress.opened_at,
        LessonProgress.done_at,
    ).where(
        LessonProgress.run_id == run.id,
        LessonProgress.user_id.in_(user_ids),
        LessonProgress.lesson_key.in_(keys),
    )
    return {(person, key): (opened, done) for person, key, opened, done in session.execute(query)}


def _answers(
    session: Session,
    run: CourseRun,
    user_ids: Sequence[int],
    keys: Sequence[str],
    questions: Questions,
) -> dict[Place, tuple[int, int]]:
    """How many questions were answered, and how many rightly at least once."""
    query = (
        select(
            QuizAnswer.user_id,
            QuizAnswer.lesson_key,
            QuizAnswer.quiz_key,
            QuizAnswer.item_key,
            func.max(case((QuizAnswer.outcome == "right", 1), else_=0)),
        )
        .where(
            QuizAnswer.run_id == run.id,
            QuizAnswer.user_id.in_(user_ids),
            QuizAnswer.lesson_key.in_(keys),
            QuizAnswer.outcome != "waiting",
        )
        .group_by(
            QuizAnswer.user_id, QuizAnswer.lesson_key, QuizAnswer.quiz_key, QuizAnswer.item_key
        )
    )
    found: dict[Place, tuple[int, int]] = {}
    for person, key, quiz, item, is_right in session.execute(query):
        if (quiz, item) in questions.get(key, ()):
            n_answered, n_right = found.get((person, key), (0, 0))
            found[person, key] = n_answered + 1, n_right + int(is_right)
    return found


def _cells(
    session: Session, run: CourseRun, user_ids: Sequence[int], keys: Sequence[str]
) -> dict[Place, int]:
    query = (
        select(CellRun.user_id, CellRun.lesson_key, func.count())
        .where(
            CellRun.run_id == run.id,
            CellRun.user_id.in_(user_ids),
            CellRun.lesson_key.in_(keys),
        )
        .group_by(CellRun.user_id, CellRun.lesson_key)
    )
    return {(person, key): int(n) for person, key, n in session.execute(query)}


def tries_of(session: Session, found: AssignmentInRun) -> list[Try]:
    """Every graded attempt at an assignment in a run, from old to new, in a fixed number of queries.

    A team's attempt is one of each of its members.
    """
    query = (
        select(Submission)
        .options(
            joinedload(Submission.version),
            joinedload(Submission.graded_version),
            selectinload(Submission.shares),
        )
        .where(
            Submission.run_id == found.run.id,
            Submission.assignment_id == found.assignment.id,
            Submission.state == SubmissionState.GRADED,
        )
        .order_by(Submission.received_at, Submission.id)
    )
    submissions = session.scalars(query).all()
    marks = marks_of(session, [one.id for one in submissions])
    return [
        Try(
            user_id,
            one.received_at,
            {result.name: result for result in results_of(one, marks.get(one.id, {}))},
        )
        for one in submissions
        for user_id in sorted(one.owner_ids)
    ]
