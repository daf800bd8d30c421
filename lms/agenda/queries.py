"""What stands in a person's calendar."""

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.access import Actor, Role, ScopeKind
from lms.accounts.credentials import digest_of
from lms.agenda.classes import of_classes
from lms.agenda.entries import Entry, EntryKind
from lms.agenda.models import CalendarFeed
from lms.agenda.releases import of_releases
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import runs_of_cohorts, runs_taught_by
from lms.notebooks.models import Assignment
from lms.notebooks.queries import Window, assignments_of_runs, settings_of
from lms.programs.models import Cohort
from lms.web.locale import in_language


def runs_of(session: Session, actor: Actor) -> list[CourseRun]:
    """The runs the person studies or teaches."""
    studied = runs_of_cohorts(session, actor.scope_ids(Role.TRAINEE, ScopeKind.COHORT))
    taught = runs_taught_by(session, actor)
    return list({run.id: run for run in (*studied, *taught)}.values())


def entries_of(
    session: Session,
    actor: Actor,
    *,
    classes: tuple[date, date],
    only: CourseRun | None = None,
) -> list[Entry]:
    """Everything in the person's calendar, titles in the present language.

    Of what comes every week, only the classes from one day to another.
    """
    runs = runs_of(session, actor) if only is None else [only]
    found = [*_of_assignments(session, runs, actor.user_id)]
    if actor.user_id is not None:
        found += of_releases(session, actor.user_id, runs)
    found += of_classes(session, runs, *classes)
    for run in runs:
        found += _of_run(run)
    if only is None:
        for cohort in _cohorts_of(session, actor, runs):
            found += _of_cohort(cohort)
    return found


def feed_of(session: Session, user_id: int) -> CalendarFeed | None:
    """The person's feed, if it is switched on."""
    return session.get(CalendarFeed, user_id)


def feed_with(session: Session, token: str) -> CalendarFeed | None:
    """The feed with this secret address, if its person may still use Baeum."""
    query = select(CalendarFeed).where(CalendarFeed.digest == digest_of(token))
    feed = session.scalar(query)
    return feed if feed is not None and feed.user.is_enabled else None


def _of_assignments(
    session: Session, runs: Sequence[CourseRun], user_id: int | None
) -> Iterator[Entry]:
    settings = settings_of(session, [run.id for run in runs])
    for run_id, found in assignments_of_runs(session, runs, user_id).items():
        for one in found:
            is_set = (run_id, one.assignment.id) in settings
            yield from _of_assignment(one.run, one.assignment, one.window, is_set)


def _of_assignment(
    run: CourseRun, assignment: Assignment, window: Window, is_set: bool
) -> Iterator[Entry]:
    """Its due date; its opening only where somebody set one, its closing only if later."""
    moments = [(EntryKind.DUE, window.due_at, gettext("마감: %(title)s", title=_title(assignment)))]
    if is_set:
        title = gettext("열림: %(title)s", title=_title(assignment))
        moments.append((EntryKind.OPENS, window.opens_at, title))
    if window.closes_at > window.due_at:
        title = gettext("제출 끝: %(title)s", title=_title(assignment))
        moments.append((EntryKind.CLOSES, window.closes_at, title))
    link = f"/runs/{run.id}/assignments/{assignment.name}"
    for kind, at, title in moments:
        yield Entry(f"run-{run.id}-assignment-{assignment.id}-{kind}", kind, at, title, link, run)


def _of_run(run: CourseRun) -> Iterator[Entry]:
    course, link = in_language(run.course.title), f"/runs/{run.id}"
    starts, ends = gettext("강의 시작: %(title)s", title=course), gettext("강의 끝: %(title)s", title=course)  # fmt: skip
    yield Entry(f"run-{run.id}-starts", EntryKind.RUN_STARTS, run.starts_on, starts, link, run)
    yield Entry(f"run-{run.id}-ends", EntryKind.RUN_ENDS, run.ends_on, ends, link, run)


def _of_cohort(cohort: Cohort) -> Iterator[Entry]:
    key, name = f"cohort-{cohort.id}", cohort.name
    starts, ends = (
        gettext("기수 시작: %(name)s", name=name),
        gettext("기수 끝: %(name)s", name=name),
    )
    yield Entry(f"{key}-starts", EntryKind.COHORT_STARTS, cohort.starts_on, starts, "/")
    yield Entry(f"{key}-ends", EntryKind.COHORT_ENDS, cohort.ends_on, ends, "/")


def _cohorts_of(session: Session, actor: Actor, runs: Sequence[CourseRun]) -> list[Cohort]:
    ids = {run.cohort_id for run in runs}
    ids |= actor.scope_ids(Role.TRAINEE, ScopeKind.COHORT)
    ids |= actor.scope_ids(Role.INSTRUCTOR, ScopeKind.COHORT)
    return list(session.scalars(select(Cohort).where(Cohort.id.in_(ids)).order_by(Cohort.id)))


def _title(assignment: Assignment) -> str:
    return in_language(assignment.title)
