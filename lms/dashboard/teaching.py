"""What an instructor's first page asks: what waits, who falls behind, what opens soon.

The number of queries depends neither on the runs nor on their people.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import case, func, select, union_all
from sqlalchemy.orm import Session

from lms.access import Actor
from lms.accounts.models import User
from lms.dashboard.standing import Behind, Standing, falling_behind
from lms.enrollments.models import CourseRun, Enrollment, EnrollmentStatus
from lms.enrollments.queries import runs_taught_by
from lms.exams.models import Attempt
from lms.lessons.models import LessonProgress
from lms.notebooks.models import Submission, SubmissionShare, SubmissionState
from lms.notebooks.queries import AssignmentInRun, assignments_of_runs
from lms.notebooks.team_queries import OWNER, extensions_of
from lms.pacing.queries import openings_in
from lms.pacing.words import names_in
from lms.web.locale import TIME_ZONE

SOON = timedelta(days=14)
N_BEHIND = 8
N_SOON = 6
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Teaching:
    """One course that an instructor teaches: what waits there, and who falls behind."""

    run: CourseRun
    n_waiting: int
    behind: Sequence[Behind]

    @property
    def shown(self) -> Sequence[Behind]:
        """As many as fit the page."""
        return self.behind[:N_BEHIND]


@dataclass(frozen=True)
class Opening:
    """Something that opens soon: an assignment, a unit or a lesson by its `part`, else the course."""

    at: datetime
    run: CourseRun
    found: AssignmentInRun | None = None
    part: str = ""


def taught_by(
    session: Session, actor: Actor, *, at: datetime
) -> tuple[list[Teaching], list[Opening]]:
    """The courses the actor teaches, the newest first, and what opens in them soon."""
    runs = runs_taught_by(session, actor)
    if not runs:
        return [], []
    assignments = assignments_of_runs(session, runs)
    waiting = waiting_in(session, [run.id for run in runs])
    today = at.astimezone(TIME_ZONE).date()
    going_on = [run for run in runs if run.starts_on <= today <= run.ends_on]
    standings = _standings(session, going_on, assignments, at)
    teachings = [
        Teaching(run, waiting[run.id], falling_behind(standings[run.id], at=at)) for run in runs
    ]
    soon = [*_opening(runs, assignments), *_parts_opening(session, runs)]
    soon = [one for one in soon if at < one.at <= at + SOON]
    return teachings, sorted(soon, key=lambda one: (one.at, one.run.id))[:N_SOON]


def waiting_in(session: Session, run_ids: Sequence[int]) -> Mapping[int, int]:
    """How much waits in each run: submissions without a result, and works that a person marks.

    A work counts once, however often it was handed in and however many made it.
    """
    by_grader = (
        select(Submission.run_id, func.count())
        .where(Submission.run_id.in_(run_ids), Submission.state != SubmissionState.GRADED)
        .group_by(Submission.run_id)
    )
    works = (
        select(
            Submission.run_id,
            Submission.assignment_id,
            Submission.team_id,
            case((Submission.team_id.is_(None), Submission.user_id)).label("alone"),
        )
        .where(Submission.run_id.in_(run_ids), Submission.needs_manual_grade)
        .distinct()
        .subquery()
    )
    by_hand = select(works.c.run_id, func.count()).group_by(works.c.run_id)
    found: dict[int, int] = defaultdict(int)
    for run_id, n in session.execute(union_all(by_grader, by_hand)):
        found[run_id] += int(n)
    return found


def begins_at(run: CourseRun) -> datetime:
    """The first moment of the run."""
    return datetime.combine(run.starts_on, time.min, TIME_ZONE)


def _opening(
    runs: Iterable[CourseRun], assignments: Mapping[int, Sequence[AssignmentInRun]]
) -> Iterator[Opening]:
    for run in runs:
        yield Opening(begins_at(run), run)
        for one in assignments[run.id]:
            if one.window.opens_at > begins_at(run):
                yield Opening(one.window.opens_at, run, one)


def _parts_opening(session: Session, runs: Sequence[CourseRun]) -> Iterator[Opening]:
    """Units and lessons that a rule for everybody opens."""
    for run, units, openings in openings_in(session, None, runs):
        names = names_in(units)
        for target, at in openings:
            yield Opening(at, run, part=names[target.span.value, target.key])


def _standings(
    session: Session,
    runs: Sequence[CourseRun],
    assignments: Mapping[int, Sequence[AssignmentInRun]],
    at: datetime,
) -> Mapping[int, list[Standing]]:
    ids = [run.id for run in runs]
    lessons = _by_person(session, LessonProgress, LessonProgress.opened_at, ids, func.count(LessonProgress.done_at))  # fmt: skip
    sittings = _by_person(session, Attempt, Attempt.started_at, ids, func.count())
    handed_in, sent_at = _handed_in(session, ids)
    people = _trainees(session, {run.cohort_id for run in runs})
    extensions = extensions_of(session, ids)
    found: dict[int, list[Standing]] = defaultdict(list)
    for run in runs:
        for person_id, name, enrolled_at in people[run.cohort_id]:
            key, since = (run.id, person_id), max(enrolled_at, begins_at(run))
            n_done, read_at = lessons.get(key, (0, LONG_AGO))
            seen_at = max(read_at, sittings.get(key, (0, LONG_AGO))[1], sent_at[key])
            to_do = [one for one in assignments[run.id] if one.assignment.id not in handed_in[key]]
            due = [
                one.window.extended(extensions.get((run.id, one.assignment.id, person_id))).due_at
                for one in to_do
            ]
            n_missed = sum(since < one <= at for one in due)
            seen = None if seen_at == LONG_AGO else seen_at
            found[run.id].append(Standing(person_id, name, since, n_done, n_missed, seen))
    return found


def _by_person(
    session: Session, table: Any, seen_at: Any, run_ids: Sequence[int], count: Any
) -> dict[tuple[int, int], tuple[int, datetime]]:
    """A count and the latest moment, by run and person."""
    query = (
        select(table.run_id, table.user_id, count, func.max(seen_at))
        .where(table.run_id.in_(run_ids))
        .group_by(table.run_id, table.user_id)
    )
    return {(run, person): (int(n), at) for run, person, n, at in session.execute(query)}


def _handed_in(
    session: Session, run_ids: Sequence[int]
) -> tuple[Mapping[tuple[int, int], set[int]], Mapping[tuple[int, int], datetime]]:
    """What everybody has handed in, alone or with a team; and when they last did it themselves."""
    by_hand = case((Submission.user_id == OWNER, Submission.received_at))
    query = (
        select(Submission.run_id, OWNER, Submission.assignment_id, func.max(by_hand))
        .outerjoin(SubmissionShare, SubmissionShare.submission_id == Submission.id)
        .where(Submission.run_id.in_(run_ids))
        .group_by(Submission.run_id, OWNER, Submission.assignment_id)
    )
    works: dict[tuple[int, int], set[int]] = defaultdict(set)
    latest: dict[tuple[int, int], datetime] = defaultdict(lambda: LONG_AGO)
    for run_id, person_id, assignment_id, at in session.execute(query):
        works[run_id, person_id].add(assignment_id)
        latest[run_id, person_id] = max(latest[run_id, person_id], at or LONG_AGO)
    return works, latest


def _trainees(
    session: Session, cohort_ids: Iterable[int]
) -> Mapping[int, list[tuple[int, str, datetime]]]:
    query = (
        select(Enrollment.cohort_id, User.id, User.name, Enrollment.enrolled_at)
        .join(User, User.id == Enrollment.user_id)
        .where(Enrollment.cohort_id.in_(cohort_ids), Enrollment.status == EnrollmentStatus.ACTIVE)
        .order_by(User.id)
    )
    found: dict[int, list[tuple[int, str, datetime]]] = defaultdict(list)
    for cohort_id, person_id, name, enrolled_at in session.execute(query):
        found[cohort_id].append((person_id, name, enrolled_at))
    return found
