"""Guessing passwords gets slower and slower: by account, by address, and by both together.

Every try is counted before the password is looked at, so tries at the same
moment cannot slip past; a success takes the count back.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import ngettext
from sqlalchemy import Select, String, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.db import Base, UtcDateTime
from lms.errors import TooManyRequests


@dataclass(frozen=True)
class Limit:
    """So many tries are free; then each doubles the wait, up to the longest."""

    n_free: int
    longest: timedelta

    def wait_after(self, n_tries: int) -> timedelta:
        """How long the next try has to wait after this many."""
        if n_tries < self.n_free:
            return timedelta(0)
        seconds = 2 ** min(n_tries - self.n_free, 20)
        return min(timedelta(seconds=seconds), self.longest)


# A classroom shares one address, and nobody shall keep a person out from afar for long.
ACCOUNT_AT_ADDRESS = Limit(5, timedelta(minutes=15))
ACCOUNT = Limit(20, timedelta(minutes=5))
ADDRESS = Limit(60, timedelta(minutes=1))
MAIL = Limit(3, timedelta(minutes=15))
CODE = Limit(5, timedelta(minutes=15))
QUIET = timedelta(hours=1)


class LogInThrottle(Base):
    """How often one account, address or both was tried without success."""

    __tablename__ = "log_in_throttles"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    n_tries: Mapped[int] = mapped_column(default=0)
    last_try_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    free_at: Mapped[datetime] = mapped_column(UtcDateTime)


def begin_try(session: Session, email: str, address: str | None, *, at: datetime) -> None:
    """Count a try; raises TooManyRequests, and counts nothing, while one has to wait."""
    _count(session, _keys(email, address), at=at)


def count_mail_wish(session: Session, email: str, address: str | None, *, at: datetime) -> None:
    """Count a wish for a mail; raises TooManyRequests while one has to wait."""
    account = email.strip().lower()
    keys = {_digest("mail from", address or ""): ADDRESS, _digest("mail to", account): MAIL}
    _count(session, keys, at=at)


def count_code_try(session: Session, place: str, user_id: int, *, at: datetime) -> None:
    """Count a person's try of the code of a place; raises TooManyRequests while they have to wait."""
    _count(session, {_digest("code", place, str(user_id)): CODE}, at=at)


def forgive_code(session: Session, place: str, user_id: int) -> None:
    """The code was right: the person may try again at once."""
    row = session.scalar(_of_key(_digest("code", place, str(user_id))).with_for_update())
    if row is not None:
        row.n_tries, row.free_at = 0, row.last_try_at


def _count(session: Session, keys: Mapping[str, Limit], *, at: datetime) -> None:
    rows = [(_row(session, key, at=at), limit) for key, limit in keys.items()]
    free_at = max(row.free_at for row, _ in rows)
    if free_at > at:
        raise _wait(max(1, round((free_at - at).total_seconds())))
    for row, limit in rows:
        row.n_tries = 1 if row.last_try_at < at - QUIET else row.n_tries + 1
        row.last_try_at = at
        row.free_at = at + limit.wait_after(row.n_tries)


def forgive(session: Session, email: str, address: str | None) -> None:
    """The password was right: the account is free again, and this try of the address."""
    for key, limit in _keys(email, address).items():
        row = session.scalar(_of_key(key).with_for_update())
        if row is not None:
            row.n_tries = max(0, row.n_tries - 1) if limit is ADDRESS else 0
            row.free_at = row.last_try_at


def forget_quiet(session: Session, *, at: datetime) -> None:
    """Remove what has been quiet long enough to count for nothing."""
    session.execute(delete(LogInThrottle).where(LogInThrottle.last_try_at < at - QUIET))


def _wait(seconds: int) -> TooManyRequests:
    reason = ngettext(
        "여러 번 시도해서 잠시 쉬어 갑니다. %(num)s초 뒤에 다시 해 주세요.",
        "여러 번 시도해서 잠시 쉬어 갑니다. %(num)s초 뒤에 다시 해 주세요.",
        seconds,
    )
    return TooManyRequests(reason, retry_after_s=seconds)


def _keys(email: str, address: str | None) -> dict[str, Limit]:
    account = email.strip().lower()
    return {
        _digest("address", address or ""): ADDRESS,
        _digest("account", account): ACCOUNT,
        _digest("both", account, address or ""): ACCOUNT_AT_ADDRESS,
    }


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _of_key(key: str) -> Select[LogInThrottle]:
    return select(LogInThrottle).where(LogInThrottle.key == key)


def _row(session: Session, key: str, *, at: datetime) -> LogInThrottle:
    """The key's row, locked; made when it is missing, by whoever is first."""
    query = _of_key(key).with_for_update()
    found = session.scalar(query)
    if found is not None:
        return found
    row = LogInThrottle(key=key, n_tries=0, last_try_at=at, free_at=at)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return session.scalars(query).one()
    return row
