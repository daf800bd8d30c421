"""What operators and administrators ask first: how the cohorts stand, whether all runs well."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms import outbox
from lms.access import CITY, Actor, Permission, may
from lms.accounts.models import User
from lms.audit import AuditEntry
from lms.catalog.outline import lessons_of
from lms.enrollments.models import CourseRun, Enrollment, EnrollmentStatus
from lms.enrollments.queries import runs_of_cohorts
from lms.lessons.models import LessonProgress
from lms.notebooks.models import Submission, SubmissionState
from lms.notebooks.queries import assignments_of_runs
from lms.programs.models import Cohort
from lms.programs.queries import cohorts_of

N_COHORTS = 8
N_ACTS = 5
EVERYDAY_ACTS = ("session.begin", "session.end")
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class CohortGlance:
    """One cohort in a line; `percent` is what its people have done of all their lessons."""

    cohort: Cohort
    n_people: int
    percent: int | None
    n_submissions: int
    n_this_week: int
    next_due: datetime | None
    is_over: bool


@dataclass(frozen=True)
class Health:
    """What waits, what failed, and who did what last (name, entry) beyond logging in."""

    n_waiting: int
    n_failed: int
    n_messages: int
    n_given_up: int
    oldest_waiting: datetime | None
    acts: Sequence[tuple[str | None, AuditEntry]]


def cohorts_at_a_glance(
    session: Session, actor: Actor, *, at: datetime, today: date
) -> list[CohortGlance]:
    """The latest cohorts the actor operates, in a fixed number of queries."""
    if not may(actor, Permission.OPERATE, CITY):
        return []
    cohorts = cohorts_of(session, actor)[:N_COHORTS]
    runs = runs_of_cohorts(session, frozenset(cohort.id for cohort in cohorts))
    n_people = _people(session, [cohort.id for cohort in cohorts])
    n_done, n_lessons = _lessons(session, runs, n_people)
    sent = _submissions(session, runs, at)
    due = _next_due(session, runs, at)
    return [
        CohortGlance(
            cohort,
            n_people[cohort.id],
            round(100 * n_done[cohort.id] / n_lessons[cohort.id]) if n_lessons[cohort.id] else None,
            *sent[cohort.id],
            due.get(cohort.id),
            cohort.ends_on < today,
        )
        for cohort in cohorts
    ]


def health_of(session: Session) -> Health:
    """The queue of gradings and of messages, and the newest of the audit trail."""
    states = select(Submission.state, func.count(), func.min(Submission.received_at))
    unfinished = states.where(Submission.state != SubmissionState.GRADED).group_by(Submission.state)
    found = {state: (int(n), since) for state, n, since in session.execute(unfinished)}
    failed = found.pop(SubmissionState.FAILED, (0, None))
    n_messages, n_given_up = outbox.counts(session)
    acts = (
        select(User.name, AuditEntry)
        .join_from(AuditEntry, User, User.id == AuditEntry.actor_id, isouter=True)
        .where(AuditEntry.action.not_in(EVERYDAY_ACTS))
        .order_by(AuditEntry.id.desc())
        .limit(N_ACTS)
    )
    return Health(
        n_waiting=sum(n for n, _since in found.values()),
        n_failed=failed[0],
        n_messages=n_messages,
        n_given_up=n_given_up,
        oldest_waiting=min((since for _n, since in found.values()), default=None),
        acts=[(name, entry) for name, entry in session.execute(acts)],
    )


def _people(session: Session, cohort_ids: Sequence[int]) -> Counter[int]:
    query = (
        select(Enrollment.cohort_id, func.count())
        .where(Enrollment.cohort_id.in_(cohort_ids), Enrollment.status == EnrollmentStatus.ACTIVE)
        .group_by(Enrollment.cohort_id)
    )
    return Counter({cohort_id: int(n) for cohort_id, n in session.execute(query)})


def _lessons(
    session: Session, runs: Sequence[CourseRun], n_people: Counter[int]
) -> tuple[Counter[int], Counter[int]]:
    """Lessons done by those who are in each cohort now, and how many that could be."""
    cohort_of = {run.id: run.cohort_id for run in runs}
    query = (
        select(LessonProgress.run_id, func.count(LessonProgress.done_at))
        .join(CourseRun, CourseRun.id == LessonProgress.run_id)
        .join(
            Enrollment,
            (Enrollment.user_id == LessonProgress.user_id)
            & (Enrollment.cohort_id == CourseRun.cohort_id)
            & (Enrollment.status == EnrollmentStatus.ACTIVE),
        )
        .where(LessonProgress.run_id.in_(cohort_of))
        .group_by(LessonProgress.run_id)
    )
    done, possible = Counter[int](), Counter[int]()
    for run in runs:
        possible[run.cohort_id] += n_people[run.cohort_id] * len(lessons_of(run.course.current_revision))  # fmt: skip
    for run_id, n in session.execute(query):
        done[cohort_of[run_id]] += int(n)
    return Counter({key: min(n, possible[key]) for key, n in done.items()}), possible


def _submissions(
    session: Session, runs: Sequence[CourseRun], at: datetime
) -> dict[int, tuple[int, int]]:
    cohort_of = {run.id: run.cohort_id for run in runs}
    recent = func.count().filter(Submission.received_at > at - WEEK)
    query = (
        select(Submission.run_id, func.count(), recent)
        .where(Submission.run_id.in_(cohort_of))
        .group_by(Submission.run_id)
    )
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for run_id, n, n_recent in session.execute(query):
        total, total_recent = found[cohort_of[run_id]]
        found[cohort_of[run_id]] = total + int(n), total_recent + int(n_recent)
    return found


def _next_due(session: Session, runs: Sequence[CourseRun], at: datetime) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for run_assignments in assignments_of_runs(session, runs).values():
        for one in run_assignments:
            cohort_id, due = one.run.cohort_id, one.window.due_at
            if due > at:
                found[cohort_id] = min(due, found.get(cohort_id, due))
    return found
