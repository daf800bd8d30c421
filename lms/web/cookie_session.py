"""The session in a signed cookie: read once a process while it stays the same, renewed once a day."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

RENEWED_EVERY = timedelta(days=1)
MOST_KNOWN = 4096


@dataclass(frozen=True)
class Signed:
    """What a cookie said, and when it was signed."""

    values: dict[str, Any]
    at: datetime


class PageSession(SecureCookieSession):
    """A session that knows how old its cookie is."""

    signed_at: datetime | None = None


class PageSessions(SecureCookieSessionInterface):
    """What everybody may keep carries nobody's session; what was verified is not verified again."""

    session_class = PageSession

    def __init__(self) -> None:
        self._known: OrderedDict[str, Signed] = OrderedDict()
        self._lock = Lock()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session that the request's cookie holds; an empty one if it is not ours or too old."""
        cookie = request.cookies.get(self.get_cookie_name(app))
        signed = self._read(app, cookie) if cookie else None
        if signed is None or datetime.now(UTC) - signed.at > app.permanent_session_lifetime:
            return PageSession()
        opened = PageSession(_copy(signed.values))
        opened.signed_at = signed.at
        return opened

    def known(self, app: Flask, cookie: str) -> Mapping[str, Any] | None:
        """What a cookie verified before says, where nothing about it is to be renewed."""
        with self._lock:
            signed = self._known.get(cookie)
        youth = min(RENEWED_EVERY, app.permanent_session_lifetime)
        return signed.values if signed and datetime.now(UTC) - signed.at < youth else None

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """When it was changed, and once a day, so that a visit keeps it alive."""
        if session.modified:
            return True
        signed_at = getattr(session, "signed_at", None)
        is_old = signed_at is not None and datetime.now(UTC) - signed_at > RENEWED_EVERY
        return is_old and super().should_set_cookie(app, session)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Renew the cookie with pages, never with files that caches share."""
        if not response.cache_control.public:
            super().save_session(app, session, response)

    def _read(self, app: Flask, cookie: str) -> Signed | None:
        with self._lock:
            known = self._known.get(cookie)
        if known is not None:
            return known
        signer = self.get_signing_serializer(app)
        try:
            values, at = signer.loads(cookie, return_timestamp=True)  # type: ignore[union-attr]
        except BadSignature:
            return None
        return self._remember(cookie, Signed(values, at))

    def _remember(self, cookie: str, signed: Signed) -> Signed:
        with self._lock:
            self._known[cookie] = signed
            if len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return signed


def _copy(values: dict[str, Any]) -> dict[str, Any]:
    """A session's values for one request to change; only messages are more than plain words."""
    return {
        name: list(value) if isinstance(value, list) else value for name, value in values.items()
    }
