"""Setting the dates of an assignment, for everybody or for one person; grades follow them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from lms import audit
from lms.errors import Invalid
from lms.notebooks.models import AssignmentSetting, Extension, Party, Submission
from lms.notebooks.news import tell_dates, tell_extension
from lms.notebooks.queries import AssignmentInRun, Window, extensions_in, submissions_of
from lms.notebooks.scores import count_work


def set_window(
    session: Session, found: AssignmentInRun, window: Window, *, by_id: int, at: datetime
) -> None:
    """Set the dates and the number of attempts of an assignment in a run."""
    if not window.opens_at <= window.due_at <= window.closes_at or window.max_attempts < 1:
        raise Invalid(gettext("여는 때, 마감, 닫는 때의 순서가 맞지 않습니다."))
    place = (found.run.id, found.assignment.id)
    setting = session.get(AssignmentSetting, place)
    if setting is None:
        setting = AssignmentSetting(run_id=place[0], assignment_id=place[1])
        session.add(setting)
    setting.opens_at, setting.due_at = window.opens_at, window.due_at
    setting.closes_at, setting.max_attempts = window.closes_at, window.max_attempts
    setting.counts = window.counts
    setting.late_percent, setting.late_step = window.late.percent, window.late.step
    setting.late_most_percent = window.late.most_percent
    setting.late_grace_minutes = int(window.late.grace.total_seconds() // 60)
    session.flush()
    _record(
        session,
        "assignment.set_window",
        found,
        by_id=by_id,
        at=at,
        due_at=window.due_at.isoformat(),
        max_attempts=window.max_attempts,
        late_percent=window.late.percent,
        counts=str(window.counts),
    )
    if window.counts is not found.window.counts:
        _count_everybody(session, found, at=at)
    count_lateness_anew(session, replace(found, window=window), at=at)
    tell_dates(session, found, window, at=at)


def count_lateness_anew(session: Session, found: AssignmentInRun, *, at: datetime) -> None:
    """Let the present dates decide how late what was handed in is; grades follow."""
    extensions = {one.party: one for one in extensions_in(session, found)}
    changed: dict[Party, Submission] = {}
    for one in submissions_of(session, found):
        due_at = found.window.extended(extensions.get(one.party)).due_at
        percent_off = found.window.late.percent_off(due_at, one.received_at)
        if percent_off != one.late_percent_off:
            one.late_percent_off = percent_off
            changed[one.party] = one
    session.flush()
    for one in changed.values():
        count_work(session, one, at=at)


def _count_everybody(session: Session, found: AssignmentInRun, *, at: datetime) -> None:
    for one in {each.party: each for each in submissions_of(session, found)}.values():
        count_work(session, one, at=at)


def extend(
    session: Session,
    found: AssignmentInRun,
    party: Party,
    *,
    due_at: datetime,
    more_attempts: int,
    reason: str,
    by_id: int,
    at: datetime,
) -> Extension:
    """Give a person or a team until later, and perhaps more attempts; replaces an earlier extension.

    `found` has the dates for everybody. Raises Invalid without a reason or for a date that
    is no later than everybody's while no attempt is added.
    """
    if not reason.strip():
        raise Invalid(gettext("까닭을 적어 주세요."))
    if due_at <= found.window.due_at and not more_attempts:
        raise Invalid(gettext("모두의 마감보다 늦은 때를 고르거나 횟수를 늘려 주세요."))
    present = {one.party: one for one in extensions_in(session, found)}
    extension = present.get(party)
    if extension is None:
        extension = Extension(run=found.run, assignment=found.assignment)
        extension.team_id, extension.user_id = party[0], party[1] or None
        session.add(extension)
    extension.due_at, extension.more_attempts = due_at, more_attempts
    extension.reason, extension.given_by_id, extension.given_at = reason.strip(), by_id, at
    session.flush()
    _record(
        session,
        "assignment.extend",
        found,
        by_id=by_id,
        at=at,
        user_id=extension.user_id,
        team_id=extension.team_id,
        due_at=due_at.isoformat(),
        more_attempts=more_attempts,
        reason=extension.reason,
    )
    count_lateness_anew(session, found, at=at)
    tell_extension(session, extension, at=at)
    return extension


def withdraw_extension(
    session: Session, found: AssignmentInRun, extension: Extension, *, by_id: int, at: datetime
) -> None:
    """Let everybody's dates hold for the person again; what was handed in stays."""
    _record(
        session,
        "assignment.withdraw_extension",
        found,
        by_id=by_id,
        at=at,
        user_id=extension.user_id,
        team_id=extension.team_id,
    )
    session.delete(extension)
    session.flush()
    count_lateness_anew(session, found, at=at)


def _record(
    session: Session,
    action: str,
    found: AssignmentInRun,
    *,
    by_id: int,
    at: datetime,
    **facts: Any,
) -> None:
    audit.record(
        session,
        action,
        actor_id=by_id,
        subject=("assignment", found.assignment.id),
        at=at,
        run_id=found.run.id,
        **facts,
    )
