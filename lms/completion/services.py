"""Saying what completes a run; giving, taking back and giving back certificates."""

import secrets
from datetime import datetime

from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from lms import audit, db
from lms.accounts.models import User
from lms.completion.conditions import Demand
from lms.completion.models import Certificate, CompletionRule
from lms.completion.queries import certificate_of, standing_of
from lms.enrollments.models import CourseRun
from lms.errors import Conflict, Invalid
from lms.programs.models import Cohort
from lms.web.locale import LANGUAGES

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that nobody takes for one another: 32, so 5 bits each."""
CODE_LENGTH = 20


class NotComplete(Conflict):
    """The course is not completed yet."""

    code = "not_complete"


def set_demand(
    session: Session, run: CourseRun, demand: Demand, *, by_id: int, at: datetime
) -> CompletionRule:
    """Say what the run asks for; certificates already given stand."""
    rule = session.get(CompletionRule, run.id)
    if rule is None:
        rule = CompletionRule(run_id=run.id)
        session.add(rule)
    rule.lessons_percent, rule.score_percent = demand.lessons_percent, demand.score_percent
    rule.works = [list(work) for work in sorted(demand.works)]
    session.flush()
    audit.record(
        session,
        "completion.set",
        actor_id=by_id,
        subject=("course_run", run.id),
        at=at,
        lessons_percent=demand.lessons_percent,
        score_percent=demand.score_percent,
        works=rule.works,
    )
    return rule


def issue_certificate(session: Session, user: User, run: CourseRun, *, at: datetime) -> Certificate:
    """Give the person their certificate; asked again, the same one. Raises NotComplete."""
    db.lock(session, user)
    given = certificate_of(session, user.id, run)
    if given is not None:
        return given
    if not standing_of(session, user.id, run).is_complete:
        raise NotComplete(gettext("아직 수료 조건을 모두 채우지 못했습니다."))
    certificate = Certificate(
        code=new_code(),
        user_id=user.id,
        run_id=run.id,
        name=user.name,
        english_name=user.english_name or "",
        course_title=dict(run.course.title),
        cohort_name=_in_every_language(run.cohort),
        issued_at=at,
    )
    session.add(certificate)
    session.flush()
    _record(session, "certificate.issue", certificate, by_id=user.id, at=at)
    return certificate


def revoke_certificate(
    session: Session, certificate: Certificate, reason: str, *, by_id: int, at: datetime
) -> None:
    """Let the certificate count no more; whoever checks it reads so."""
    db.lock(session, certificate)
    if certificate.revoked_at is not None:
        raise Conflict(gettext("이미 취소한 수료증입니다."))
    if not reason.strip():
        raise Invalid(gettext("취소하는 까닭을 적어 주세요."))
    certificate.revoked_at, certificate.revoked_for = at, reason.strip()[:300]
    _record(session, "certificate.revoke", certificate, by_id=by_id, at=at, reason=reason)


def restore_certificate(
    session: Session, certificate: Certificate, *, by_id: int, at: datetime
) -> None:
    """Let a revoked certificate count again."""
    db.lock(session, certificate)
    if certificate.revoked_at is None:
        raise Conflict(gettext("취소하지 않은 수료증입니다."))
    certificate.revoked_at, certificate.revoked_for = None, ""
    _record(session, "certificate.restore", certificate, by_id=by_id, at=at)


def _in_every_language(cohort: Cohort) -> dict[str, str]:
    names = {}
    for code in LANGUAGES:
        with force_locale(code):
            names[code] = cohort.name
    return names


def new_code() -> str:
    """A code of 100 random bits: known to whom it was given, guessed by nobody."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _record(
    session: Session,
    action: str,
    certificate: Certificate,
    *,
    by_id: int,
    at: datetime,
    reason: str = "",
) -> None:
    details = {"reason": reason} if reason else {}
    audit.record(
        session,
        action,
        actor_id=by_id,
        subject=("certificate", certificate.id),
        at=at,
        run_id=certificate.run_id,
        **details,
    )
