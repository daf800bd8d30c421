"""The fast lane for what pages send often: taken and acknowledged without a way through Flask.

It takes only what needs no words: sent by a page of ours, by a person who is logged in and may,
well formed, and accepted. Whatever else comes goes the ordinary way, as if it had not been here.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hmac import compare_digest
from io import BytesIO
from re import Pattern
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, g
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError

from lms import clock
from lms.access import Permission, may
from lms.errors import LmsError
from lms.settings import Settings
from lms.web import express, headers, maintenance
from lms.web.guard import Scoped, actor
from lms.web.parts import CSRF_SALT

ROUTES = "express_post_routes"
MOST_BYTES = 64 * 1024

Take = Callable[[Any, object, datetime], Mapping[str, object]]
"""The thing, the JSON that was sent and when it came to the acknowledgement; raises LmsError."""
Admits = Callable[[Any, Mapping[str, Any], Mapping[str, Any]], bool]
"""Whether the thing may be sent to by this request (its environment) and session."""


@dataclass(frozen=True)
class Route:
    """An address with the guard of its view, and what takes what is sent there."""

    pattern: Pattern[str]
    permission: Permission
    load: Callable[..., Scoped]
    take: Take
    admits: Admits | None = None


def express_post(
    bp: Blueprint,
    rule: str,
    permission: Permission,
    *,
    load: Callable[..., Scoped],
    admits: Admits | None = None,
) -> Callable[[Take], Take]:
    """Give the view at an address a fast lane under the same guard; `admits` looks at the request."""

    def add(take: Take) -> Take:
        route = Route(express.pattern_of(rule), permission, load, take, admits)
        bp.record(lambda state: state.app.extensions.setdefault(ROUTES, []).append(route))
        return take

    return add


class PostLane:
    """The WSGI application in front of the one that shows pages."""

    def __init__(self, app: Flask, settings: Settings, log_in: express.LogIn) -> None:
        self._app, self._behind, self._log_in = app, app.wsgi_app, log_in
        self._settings = settings
        self._always = [
            ("Content-Type", "application/json"),
            ("Cache-Control", "private, no-store"),
            ("Vary", "Cookie"),
            *headers.always(settings),
        ]
        self._labs = urlsplit(settings.hub_public_url).hostname or ""
        self._routes: list[Route] = app.extensions.get(ROUTES, [])
        express.refuse_unknown_steps(app)

    def __call__(self, environ: dict[str, Any], start_response: express.Start) -> Iterable[bytes]:
        """Acknowledge at once, or pass the request on as it came."""
        route, arguments = self._route(environ)
        if route is None or not self._is_plain(environ):
            return self._behind(environ, start_response)
        sent: bytes = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        told = self._taken(route, arguments, environ, sent)
        if told is None:
            environ["wsgi.input"] = BytesIO(sent)
            return self._behind(environ, start_response)
        body = f"{self._app.json.dumps(told, separators=(',', ':'))}\n".encode()
        start_response("200 OK", [*self._always, ("Content-Length", str(len(body)))])
        return (body,)

    def _route(self, environ: Mapping[str, Any]) -> tuple[Route | None, dict[str, Any]]:
        if environ["REQUEST_METHOD"] == "POST":
            path = express.path_of(environ)
            for route in self._routes:
                if match := route.pattern.fullmatch(path):
                    return route, express.arguments_of(match)
        return None, {}

    def _is_plain(self, environ: Mapping[str, Any]) -> bool:
        length = environ.get("CONTENT_LENGTH") or ""
        return (
            length.isdecimal()
            and int(length) <= MOST_BYTES
            and environ.get("CONTENT_TYPE") == "application/json"
            and not environ.get("QUERY_STRING")
            and "HTTP_COOKIE" in environ
            and not express.is_labs(environ.get("HTTP_HOST", ""), self._labs)
            and not maintenance.is_on(self._settings)
        )

    def _taken(
        self,
        route: Route,
        arguments: dict[str, Any],
        environ: Mapping[str, Any],
        sent: bytes,
    ) -> Mapping[str, object] | None:
        session = express.session_of(self._app, environ)
        if session is None or not self._is_ours(session, environ):
            return None
        with self._app.app_context():
            entered_at = clock.now()
            try:
                person = self._log_in(session)
                if person is None:
                    return None
                g._login_user = person  # noqa: SLF001  # where the library keeps who is logged in
                thing = route.load(**arguments)
                if not may(actor(), route.permission, thing.scope):
                    return None
                if route.admits and not route.admits(thing, environ, session):
                    return None
                return route.take(thing, json.loads(sent), entered_at)
            except (LmsError, SQLAlchemyError, ValueError, RecursionError):
                return None  # the ordinary way knows how to say it

    def _is_ours(self, session: Mapping[str, Any], environ: Mapping[str, Any]) -> bool:
        """Whether one of our pages sent it: it knows the session's token, and says where it is."""
        if not self._app.config["WTF_CSRF_ENABLED"]:
            return True
        kept, token = session.get("csrf_token"), environ.get("HTTP_X_CSRFTOKEN", "")
        secret = str(self._app.secret_key)
        if not kept or not compare_digest(_said_by(token, secret), str(kept)):
            return False
        is_here = environ.get("HTTP_REFERER", "").startswith(f"{self._settings.public_url}/")
        return is_here or not self._settings.has_https


@lru_cache(maxsize=4096)
def _said_by(token: str, secret: str) -> str:
    """The session's own token that a signed one holds; nothing for one that we did not sign."""
    try:
        return str(URLSafeTimedSerializer(secret, salt=CSRF_SALT).loads(token))
    except BadData:
        return ""
