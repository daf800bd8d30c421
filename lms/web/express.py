"""The fast lane: a page whose shell is there is filled and sent without a way through Flask.

It serves only where nothing has to be decided: a reader who is logged in and may see the thing, a
shell that was rendered before, nothing to say and nothing to write. Whatever else comes goes the
ordinary way, and the ordinary view gives the same page. See decision record 0013.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, g
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_cookie

from lms.access import Permission, may
from lms.errors import LmsError
from lms.settings import Settings
from lms.web import gate, headers, maintenance, shells
from lms.web.cookie_session import PageSessions
from lms.web.guard import Scoped, actor
from lms.web.locale import DEFAULT, LANGUAGES
from lms.web.parts import Frame
from lms.web.shells import Asked, Page
from lms.web.static_files import sheet_for

ROUTES = "express_routes"
HEEDED = frozenset({"lms.web.maintenance", "lms.web.gate", "lms.web.error_pages", "flask_wtf.csrf"})
"""Whose steps before each request the fast lane takes itself, or has no need of."""

LONGEST_WAIT = 0.25
"""Seconds in which some hundred pages are filled."""

Start = Callable[..., Any]
Again = Callable[[Any, Frame], Page | None]
LogIn = Callable[[Mapping[str, Any]], Any]
"""A session's reader; None where there is none, or where the visit must be noted."""


@dataclass(frozen=True)
class Route:
    """An address with the guard of its view, and what its page is made of."""

    pattern: re.Pattern[str]
    endpoint: str
    permission: Permission
    load: Callable[..., Scoped]
    again: Again


@dataclass(frozen=True)
class Visit:
    """A browser that was here before, and what it asks for."""

    session: Mapping[str, Any]
    font: str | None
    asked: Asked


def express(
    bp: Blueprint,
    rule: str,
    endpoint: str,
    permission: Permission,
    *,
    load: Callable[..., Scoped],
) -> Callable[[Again], Again]:
    """Give the view at an address a fast lane under the same guard.

    The function says of what the page is made, or None when the view must be asked.
    """

    def add(again: Again) -> Again:
        route = Route(pattern_of(rule), endpoint, permission, load, again)
        bp.record(lambda state: state.app.extensions.setdefault(ROUTES, []).append(route))
        return again

    return add


class UnknownStep(Exception):
    """Something happens before each request that the fast lane would leave out."""


class FastLane:
    """The WSGI application in front of Flask's."""

    def __init__(self, app: Flask, settings: Settings, log_in: LogIn) -> None:
        self._app, self._behind, self._log_in = app, app.wsgi_app, log_in
        self._always = headers.always(settings)
        self._settings = settings
        self._labs = urlsplit(settings.hub_public_url).hostname or ""
        self._routes: list[Route] = app.extensions.get(ROUTES, [])
        self._turn = Lock()
        refuse_unknown_steps(app)

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer at once, or pass the request on."""
        found = self._answer_in_turn(environ) if self._is_plain(environ) else None
        if found is None:
            return self._behind(environ, start_response)
        status, own, body = found
        length = ("Content-Length", str(len(body)))
        words = f"{status} {HTTPStatus(status).phrase}"
        start_response(words, [*own, *self._always, *([length] if status == 200 else [])])
        return (body,)

    def _is_plain(self, environ: Mapping[str, Any]) -> bool:
        return (
            environ["REQUEST_METHOD"] == "GET"
            and not environ.get("QUERY_STRING")
            and "HTTP_COOKIE" in environ
            and "HTTP_RANGE" not in environ
            and not is_labs(environ.get("HTTP_HOST", ""), self._labs)
            and not maintenance.is_on(self._settings)
        )

    def _answer_in_turn(self, environ: Mapping[str, Any]) -> shells.Answer | None:
        """One after the other: threads that fill pages side by side only take the interpreter from
        each other. Where one is held up, who waits behind it goes the ordinary way.
        """
        if not self._turn.acquire(timeout=LONGEST_WAIT):
            return None
        try:
            return self._answer(environ)
        finally:
            self._turn.release()

    def _answer(self, environ: Mapping[str, Any]) -> shells.Answer | None:
        path = path_of(environ)
        for route in self._routes:
            match = route.pattern.fullmatch(path)
            if match:
                visit = self._visit(path, environ)
                return None if visit is None else self._page(route, match, visit)
        return None

    def _visit(self, path: str, environ: Mapping[str, Any]) -> Visit | None:
        cookies = parse_cookie(environ["HTTP_COOKIE"])
        session = session_in(self._app, cookies)
        if session is None or "csrf_token" not in session or "_flashes" in session:
            return None
        font = sheet_for(cookies, saves_data=environ.get("HTTP_SAVE_DATA") == "on")
        takes_gzip = _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return Visit(session, font, Asked(path, takes_gzip, environ.get("HTTP_IF_NONE_MATCH", "")))

    def _page(self, route: Route, match: re.Match[str], visit: Visit) -> shells.Answer | None:
        with self._app.app_context():
            try:
                return self._filled(route, match, visit)
            except (LmsError, SQLAlchemyError):  # the ordinary way knows how to say it
                return None

    def _filled(self, route: Route, match: re.Match[str], visit: Visit) -> shells.Answer | None:
        person = self._log_in(visit.session)
        if person is None:
            return None
        g._login_user = person  # noqa: SLF001  # where the library keeps who is logged in
        thing = route.load(**arguments_of(match))
        if not may(actor(), route.permission, thing.scope):
            return None
        spoken = person.locale if person.locale in LANGUAGES else DEFAULT
        frame = Frame(spoken, route.endpoint, person, visit.session, visit.font)
        page = route.again(thing, frame)
        if page is None:
            return None
        kept: shells.Shells = self._app.extensions["shells"]
        shell = kept.find(shells.shell_key(page, visit.asked.path, spoken))
        return None if shell is None else shells.answer(shell, page, frame, visit.asked)


def session_of(app: Flask, environ: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the request's cookie says, if it was verified before and need not be renewed."""
    return session_in(app, parse_cookie(environ["HTTP_COOKIE"]))


def session_in(app: Flask, cookies: Mapping[str, str]) -> Mapping[str, Any] | None:
    """The same of cookies that were read."""
    sessions = app.session_interface
    assert isinstance(sessions, PageSessions)
    return sessions.known(app, cookies.get(sessions.get_cookie_name(app), ""))


def refuse_unknown_steps(app: Flask) -> None:
    """Raise UnknownStep if something happens before each request that a fast lane would leave out."""
    steps = {step.__module__ for step in app.before_request_funcs.get(None, [])}
    if steps - HEEDED:
        raise UnknownStep(", ".join(sorted(steps - HEEDED)))


def pattern_of(rule: str) -> re.Pattern[str]:
    """A rule's addresses; numbers are those that a row may have."""
    return re.compile(re.sub(r"<(int:)?(\w+)>", _group, rule))


def _group(found: re.Match[str]) -> str:
    return f"(?P<int_{found[2]}>[0-9]{{1,9}})" if found[1] else f"(?P<{found[2]}>[^/]+)"


def arguments_of(match: re.Match[str]) -> dict[str, Any]:
    return {
        name.removeprefix("int_"): int(word) if name.startswith("int_") else word
        for name, word in match.groupdict().items()
    }


def path_of(environ: Mapping[str, Any]) -> str:
    """The path as the browser meant it; servers hand its bytes on as Latin-1."""
    return str(environ["PATH_INFO"]).encode("latin-1").decode("utf-8", "replace")


@lru_cache
def is_labs(host: str, labs: str) -> bool:
    return gate.is_host_of_labs(host, labs)


@lru_cache
def _takes_gzip(accepted: str) -> bool:
    return parse_accept_header(accepted, Accept)["gzip"] > 0
