"""The session cookie of one browser: begun at log-in, renewed, and ended."""

from contextlib import suppress

from flask import Flask, Response, current_app, g, request, session
from flask_login import current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError

from lms import clock
from lms.accounts import sessions
from lms.accounts.credentials import digest_of, new_token
from lms.accounts.models import User
from lms.accounts.sessions import Visitor
from lms.accounts.user_agents import summary_of
from lms.db import transaction
from lms.web.addresses import client_address

_KEPT = ("language",)


def init_app(app: Flask) -> None:
    """Have the visits of each browser noted."""
    app.after_request(_note_visit)


def begin_browser_session(user: User) -> None:
    """Log the person in; nothing of the cookie before survives but the language."""
    kept = {name: session[name] for name in _KEPT if name in session}
    earlier, key = this_session(), new_token()
    session.clear()
    session.update(kept)
    session.permanent = True
    session["session_key"] = key
    session["logged_in_at"] = int(clock.now().timestamp())
    with transaction() as database:
        sessions.forget_session(database, earlier, at=clock.now())
        sessions.begin_session(database, user.id, key, _visitor(), at=clock.now())
    login_user(user)


def this_session() -> str:
    """The digest under which this browser's log-in is kept."""
    return digest_of(str(session.get("session_key", "")))


def end_browser_session() -> bool:
    """Log the person out here and end their tokens at clients; says whether there were any."""
    user_id, digest = current_user.id, this_session()
    spoken = current_user.locale
    logout_user()
    session.clear()
    session["language"] = spoken
    with transaction() as database:
        return sessions.end_session(
            database, user_id, digest, at=clock.now(), address=client_address()
        )


def _visitor() -> Visitor:
    return Visitor(client_address(), summary_of(request.user_agent.string))


def _note_visit(response: Response) -> Response:
    row, now = g.get("browser_session"), clock.now()
    if row is None or now - row.last_seen_at < sessions.SEEN_EVERY:
        return response
    # a page is served although its visit could not be noted; the next one will be
    with suppress(OperationalError), current_app.extensions["sessions"].begin() as database:
        sessions.note_visit(database, row.id, _visitor(), at=now)
    return response
