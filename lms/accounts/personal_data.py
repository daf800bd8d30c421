"""What each feature keeps about a person: read for a download, and removed at their wish.

Features stand above accounts, so each hands its two functions to the application,
which keeps them in one registry.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import String, cast, delete, or_, select
from sqlalchemy.orm import Session

from lms.accounts.credentials import PasswordReset
from lms.accounts.exports import DataExport
from lms.accounts.models import TextSize, Theme, User
from lms.accounts.oidc_models import OAuthGrant
from lms.accounts.sessions import BrowserSession, end_all
from lms.audit import AuditEntry
from lms.db import Base
from lms.outbox import OutboxMessage
from lms.web.locale import DEFAULT


@dataclass(frozen=True)
class Part:
    """One kind of data: rows for a file `name`.json, and stored files by the path they get."""

    name: str
    title: str
    rows: list[dict[str, Any]]
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonalData:
    """A feature's two answers: what it has about a person, and how it forgets them.

    `erase` leaves what counts without a name, and returns the stored files that
    nobody needs any more.
    """

    parts: Callable[[Session, int], Iterable[Part]]
    erase: Callable[[Session, int, datetime], Iterable[str]]


def registry() -> tuple[PersonalData, ...]:
    """What every feature said, those that stand on others first."""
    found: tuple[PersonalData, ...] = current_app.extensions["personal_data"]
    return found


def row_of(thing: Base, *names: str) -> dict[str, Any]:
    """These columns of a row, as JSON can carry them."""
    return {name: getattr(thing, name) for name in names}


def account_parts(session: Session, user_id: int) -> Iterable[Part]:
    """Profile, roles, log-ins, and what the audit trail says of the person."""
    user = session.get_one(User, user_id)
    profile = ("id", "email", "name", "english_name", "locale", "time_zone", "created_at")
    yield Part("profile", gettext("프로필"), [row_of(user, *profile, "theme", "text_size")])
    roles = ("role", "scope_kind", "scope_id", "granted_at")
    yield Part("roles", gettext("역할"), [row_of(held, *roles) for held in user.role_grants])
    log_ins = session.scalars(select(BrowserSession).where(BrowserSession.user_id == user_id))
    seen = ("created_at", "last_seen_at", "address", "agent")
    yield Part("log-ins", gettext("로그인한 곳"), [row_of(one, *seen) for one in log_ins])
    yield Part("audit", gettext("접속 기록"), _audit_rows(session, user_id))


def erase_account(session: Session, user_id: int, at: datetime) -> Iterable[str]:
    """Leave a row without a name that nobody can log in to; the audit trail stays."""
    user = session.get_one(User, user_id)
    _forget_messages(session, user.email)
    end_all(session, user_id, at=at)
    exports = list(session.scalars(select(DataExport).where(DataExport.user_id == user_id)))
    for table in (PasswordReset, OAuthGrant, DataExport):
        session.execute(delete(table).where(table.user_id == user_id))
    for held in list(user.role_grants):
        user.role_grants.remove(held)
        session.delete(held)
    # a name is one for all readers, whatever language the operator reads
    with force_locale(DEFAULT):
        user.name, user.english_name = gettext("탈퇴한 사람 #%(number)s", number=user_id), ""
    user.email, user.password_hash = f"deleted-{user_id}@deleted.invalid", None
    user.locale, user.time_zone = "ko", "Asia/Seoul"
    user.theme, user.text_size = Theme.AUTO, TextSize.NORMAL
    user.is_enabled = False
    user.session_epoch += 1
    return [export.blob for export in exports if export.blob is not None]


DATA = PersonalData(account_parts, erase_account)


def _audit_rows(session: Session, user_id: int) -> list[dict[str, Any]]:
    about = (AuditEntry.subject_kind == "user") & (AuditEntry.subject_id == str(user_id))
    query = select(AuditEntry).where(or_(AuditEntry.actor_id == user_id, about))
    rows = []
    for entry in session.scalars(query.order_by(AuditEntry.id)):
        row = row_of(entry, "at", "action", "subject_kind", "subject_id", "details")
        row["by_you"] = entry.actor_id == user_id
        # where somebody else was is theirs, as who it was is
        row["address"] = entry.address if entry.actor_id in (None, user_id) else None
        rows.append(row)
    return rows


def _forget_messages(session: Session, email: str) -> None:
    named = cast(OutboxMessage.payload, String).contains(f'"{email}"', autoescape=True)
    session.execute(delete(OutboxMessage).where(named))
