"""Who reads a page: what every page needs of a person, in one query and without their records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import g
from flask import session as cookie
from flask_login import UserMixin
from sqlalchemy import bindparam, select

from lms import clock, db
from lms.access import Actor, Grant, Scope
from lms.accounts.credentials import digest_of
from lms.accounts.models import RoleGrant, TextSize, Theme, User
from lms.accounts.sessions import LIFETIME, SEEN_EVERY, BrowserSession
from lms.prepared import rows

_OF_PERSON = (
    User.id,
    User.email,
    User.name,
    User.english_name,
    User.locale,
    User.time_zone,
    User.theme,
    User.text_size,
    User.session_epoch,
)
_GRANT = (RoleGrant.role, RoleGrant.scope_kind, RoleGrant.scope_key)
_BY_SESSION = (
    select(*_OF_PERSON, BrowserSession.id, BrowserSession.last_seen_at, *_GRANT)
    .join(BrowserSession, BrowserSession.user_id == User.id)
    .outerjoin(RoleGrant, RoleGrant.user_id == User.id)
    .where(
        User.id == bindparam("user_id"),
        User.session_epoch == bindparam("epoch"),
        User.is_enabled.is_(True),
        BrowserSession.digest == bindparam("digest"),
        BrowserSession.last_seen_at > bindparam("since"),
    )
)


@dataclass(frozen=True)
class Reader(UserMixin):
    """A person logged in, as pages know them; `record` is what changes are made to."""

    id: int
    email: str
    name: str
    english_name: str
    locale: str
    time_zone: str
    theme: Theme
    text_size: TextSize
    session_epoch: int
    actor: Actor

    @property
    def hub_name(self) -> str:
        """The person's name on the Hub."""
        return f"u{self.id}"

    @property
    def scope(self) -> Scope:
        """A person's data belongs to that person."""
        return Scope(owner_id=self.id)

    @property
    def record(self) -> User:
        """The person's row, in the session of this request."""
        return db.session().get_one(User, self.id)


@dataclass(frozen=True)
class BrowserVisit:
    """The log-in that a request came with, and when it was last noted."""

    id: int
    last_seen_at: datetime


def reader_of_session(_session_id: str) -> Reader | None:
    """The person whom the session cookie of this request names. For Flask-Login."""
    return reader_of(cookie)


def reader_of(session: Mapping[str, Any]) -> Reader | None:
    """The person a session names, unless their sessions were ended since."""
    raw_id, _, raw_epoch = str(session.get("_user_id", "")).partition(":")
    if not (raw_id.isdecimal() and raw_epoch.isdecimal()):
        return None
    found = rows(
        _BY_SESSION,
        user_id=int(raw_id),
        epoch=int(raw_epoch),
        digest=digest_of(str(session.get("session_key", ""))),
        since=clock.now() - LIFETIME,
    )
    return _reader(found) if found else None


def reader_again(session: Mapping[str, Any]) -> Reader | None:
    """The same person, if this visit need not be noted."""
    person = reader_of(session)
    if person is None or clock.now() - g.browser_session.last_seen_at >= SEEN_EVERY:
        return None
    return person


def read_again() -> None:
    """Forget who reads, after their record was changed; the next question reads it anew."""
    g.pop("_login_user", None)


def _reader(rows: list[Any]) -> Reader:
    n_person = len(_OF_PERSON)
    person, visit = rows[0][:n_person], rows[0][n_person : n_person + 2]
    g.browser_session = BrowserVisit(*visit)
    g.user_id = person[0]
    return Reader(*person, _actor(person[0], tuple(tuple(row[n_person + 2 :]) for row in rows)))


@lru_cache(maxsize=4096)
def _actor(user_id: int, grants: Iterable[Any]) -> Actor:
    """The person's grants as rules read them; no grant at all is one row of nothing."""
    held = (Grant(role, kind, key or None) for role, kind, key in grants if role is not None)
    return Actor(user_id, frozenset(held))
