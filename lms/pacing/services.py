"""Setting what opens when, for everybody or for one person; every change is in the audit trail."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms import audit, db
from lms.catalog.outline import outline_of
from lms.enrollments.models import CourseRun
from lms.errors import Invalid
from lms.pacing.models import DoneBy, PersonalRelease, ReleaseRule, RunPace
from lms.pacing.queries import rules_in
from lms.pacing.rules import Kind, Prerequisite, Rule, Span, Target, goes_round

MOST_PREREQUISITES = 50


class GoesRound(Invalid):
    """Something would have to be done before itself."""

    code = "goes_round"


def set_rule(
    session: Session, run: CourseRun, target: Target, rule: Rule, *, by_id: int, at: datetime
) -> None:
    """Say when a unit or lesson opens; an empty rule opens it at once. Raises GoesRound."""
    db.lock(session, run)
    rules = dict(rules_in(session, run))
    rules[target] = rule
    if goes_round(rules, outline_of(run.course.current_revision)):
        raise GoesRound(
            gettext(
                "이렇게 정하면 서로를 기다려 아무도 열 수 없습니다. ‘먼저 마칠 것’을 줄여 주세요."
            )
        )
    _store(session, run.id, target, rule)
    _record(session, "pacing.set", run, by_id=by_id, at=at, target=list(target), rule=_words(rule))


def open_one_by_one(
    session: Session,
    run: CourseRun,
    *,
    first_at: datetime,
    days: int,
    in_order: bool,
    by_id: int,
    at: datetime,
) -> int:
    """Let units open one after the other, so many days apart; lessons keep rules of their own.

    With `in_order`, each unit also waits for the one before; what else a unit waits for is
    replaced. Gives how many units there are.
    """
    db.lock(session, run)
    units = outline_of(run.course.current_revision)
    rules = {target: rule for target, rule in rules_in(session, run).items() if target.span is not Span.UNIT}  # fmt: skip
    for number, unit in enumerate(units):
        before = [Prerequisite(Kind.UNIT, units[number - 1].key)] if in_order and number else []
        opens_at = first_at + number * timedelta(days=days)
        rules[Target(Span.UNIT, unit.key)] = Rule(opens_at, tuple(before))
    if goes_round(rules, units):
        raise GoesRound(
            gettext("강의에 정해 둔 ‘먼저 마칠 것’과 어긋납니다. 먼저 그것을 지워 주세요.")
        )
    for target, rule in rules.items():
        if target.span is Span.UNIT:
            _store(session, run.id, target, rule)
    _record(
        session,
        "pacing.spread",
        run,
        by_id=by_id,
        at=at,
        first_at=first_at.isoformat(),
        days=days,
        in_order=in_order,
    )
    return len(units)


def open_everything(session: Session, run: CourseRun, *, by_id: int, at: datetime) -> int:
    """Take all rules of the run away; what was given to single people stays."""
    before = rules_in(session, run)
    session.execute(delete(ReleaseRule).where(ReleaseRule.run_id == run.id))
    rules = [[list(target), _words(rule)] for target, rule in before.items()]
    _record(session, "pacing.clear", run, by_id=by_id, at=at, rules=rules)
    return len(before)


def set_done_by(
    session: Session, run: CourseRun, done_by: DoneBy, *, by_id: int, at: datetime
) -> None:
    """Say what marks lessons of the run done from now on."""
    pace = session.get(RunPace, run.id)
    if pace is None:
        pace = RunPace(run_id=run.id)
        session.add(pace)
    pace.done_by = done_by
    _record(session, "pacing.done_by", run, by_id=by_id, at=at, done_by=done_by.value)


def release_for(
    session: Session,
    run: CourseRun,
    user_id: int,
    target: Target,
    *,
    opens_at: datetime,
    reason: str,
    by_id: int,
    at: datetime,
) -> PersonalRelease:
    """Open a target for one person at a moment of their own, earlier or later than for all."""
    if not reason.strip():
        raise Invalid(gettext("까닭을 적어 주세요."))
    query = select(PersonalRelease).where(
        PersonalRelease.user_id == user_id,
        PersonalRelease.run_id == run.id,
        PersonalRelease.span == target.span,
        PersonalRelease.target_key == target.key,
    )
    row = session.scalar(query)
    if row is None:
        row = PersonalRelease(
            user_id=user_id, run_id=run.id, span=target.span, target_key=target.key
        )
        session.add(row)
    row.opens_at, row.reason = opens_at, reason.strip()[:300]
    row.given_by_id, row.given_at = by_id, at
    session.flush()
    _record_personal(session, "pacing.release", row, by_id=by_id, at=at)
    return row


def withdraw_release(
    session: Session, release: PersonalRelease, *, by_id: int, at: datetime
) -> None:
    """Let the run's rules hold for the person again."""
    _record_personal(session, "pacing.withdraw", release, by_id=by_id, at=at)
    session.delete(release)


def follow_moves(session: Session, course_id: int, moves: Mapping[str, str]) -> None:
    """Let rules follow lessons to their new keys."""
    if not moves:
        return
    runs = list(session.scalars(select(CourseRun.id).where(CourseRun.course_id == course_id)))
    for table in (ReleaseRule, PersonalRelease):
        for former, key in moves.items():
            taken = _runs_with(session, table, runs, key)
            session.execute(
                update(table)
                .where(
                    table.run_id.in_([one for one in runs if one not in taken]),
                    table.span == Span.LESSON,
                    table.target_key == former,
                )
                .values(target_key=key)
            )
    for rule in session.scalars(select(ReleaseRule).where(ReleaseRule.run_id.in_(runs))):
        rule.after = [
            [kind, moves.get(key, key) if kind == Kind.LESSON else key, percent]
            for kind, key, percent in rule.after
        ]


def _runs_with(
    session: Session, table: type[ReleaseRule] | type[PersonalRelease], runs: list[int], key: str
) -> set[int]:
    query = select(table.run_id).where(
        table.run_id.in_(runs), table.span == Span.LESSON, table.target_key == key
    )
    return set(session.scalars(query))


def _store(session: Session, run_id: int, target: Target, rule: Rule) -> None:
    row = session.scalar(
        select(ReleaseRule).where(
            ReleaseRule.run_id == run_id,
            ReleaseRule.span == target.span,
            ReleaseRule.target_key == target.key,
        )
    )
    if rule.is_empty:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        row = ReleaseRule(run_id=run_id, span=target.span, target_key=target.key)
        session.add(row)
    row.opens_at = rule.opens_at
    row.after = [[one.kind.value, one.key, one.percent] for one in rule.after[:MOST_PREREQUISITES]]


def _words(rule: Rule) -> dict[str, object]:
    return {
        "opens_at": rule.opens_at.isoformat() if rule.opens_at else None,
        "after": [list(one) for one in rule.after],
    }


def _record(
    session: Session, action: str, run: CourseRun, *, by_id: int, at: datetime, **details: Any
) -> None:
    audit.record(session, action, actor_id=by_id, subject=("course_run", run.id), at=at, **details)


def _record_personal(
    session: Session, action: str, row: PersonalRelease, *, by_id: int, at: datetime
) -> None:
    audit.record(
        session,
        action,
        actor_id=by_id,
        subject=("user", row.user_id),
        at=at,
        run_id=row.run_id,
        target=list(row.target),
        opens_at=row.opens_at.isoformat(),
        reason=row.reason,
    )
