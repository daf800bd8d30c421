"""What trainees are told about assignments."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from lms.enrollments.queries import trainees_of
from lms.notebooks.models import AssignmentSetting, Extension, Submission
from lms.notebooks.queries import AssignmentInRun, Window, window_of
from lms.notebooks.team_models import Team
from lms.notices.models import NoticeKind
from lms.notices.services import notify
from lms.notices.words import membership_fact, moment_fact
from lms.web.locale import points


def tell_result(session: Session, submission: Submission, *, at: datetime) -> None:
    """Tell whoever handed in, and their team, what came out."""
    facts = {
        "title": submission.assignment.title,
        "earned": points(submission.score),
        "possible": points(submission.max_score),
        "attempt": submission.attempt,
    }
    link = f"/submissions/{submission.id}"
    notify(session, NoticeKind.GRADED, sorted(submission.owner_ids), facts=facts, link=link, at=at)


def tell_answer(
    session: Session,
    submission: Submission,
    question: str,
    earned: Decimal,
    possible: Decimal,
    *,
    at: datetime,
) -> None:
    """Tell whoever asked for another look, and their team, what came of it."""
    facts = {
        "title": submission.assignment.title,
        "question": question,
        "earned": points(earned),
        "possible": points(possible),
    }
    link = f"/submissions/{submission.id}"
    notify(
        session, NoticeKind.REGRADED, sorted(submission.owner_ids), facts=facts, link=link, at=at
    )


def tell_dates(session: Session, found: AssignmentInRun, window: Window, *, at: datetime) -> None:
    """Tell the cohort that an assignment has other dates than before; the same dates are no news."""
    if _dates_of(found.window) == _dates_of(window):
        return
    facts = {
        "title": found.assignment.title,
        "opens_at": moment_fact(window.opens_at),
        "due_at": moment_fact(window.due_at),
    }
    trainees = [person.id for person in trainees_of(session, found.run.cohort)]
    link = f"/runs/{found.run.id}/assignments/{found.assignment.name}"
    notify(session, NoticeKind.DATES, trainees, facts=facts, link=link, at=at)


def tell_extension(session: Session, extension: Extension, *, at: datetime) -> None:
    """Tell one person, or one team, until when they have now."""
    setting = session.get(AssignmentSetting, (extension.run_id, extension.assignment_id))
    window = window_of(extension.run, setting)
    facts = {
        "title": extension.assignment.title,
        "opens_at": moment_fact(window.opens_at),
        "due_at": moment_fact(window.extended(extension).due_at),
    }
    link = f"/runs/{extension.run_id}/assignments/{extension.assignment.name}"
    notify(session, NoticeKind.DATES, sorted(extension.owner_ids), facts=facts, link=link, at=at)


def tell_membership(
    session: Session,
    found: AssignmentInRun,
    team: Team,
    people: Collection[int],
    *,
    is_member: bool,
    by_id: int,
    at: datetime,
) -> None:
    """Tell people that they are in a team now, or no longer; what one did oneself is no news."""
    facts = {
        "title": found.assignment.title,
        "team": team.name,
        "membership": membership_fact(is_member),
    }
    link = f"/runs/{found.run.id}/assignments/{found.assignment.name}"
    others = sorted(set(people) - {by_id})
    notify(session, NoticeKind.TEAM, others, facts=facts, link=link, at=at)


def _dates_of(window: Window) -> tuple[datetime, datetime, datetime]:
    return window.opens_at, window.due_at, window.closes_at
