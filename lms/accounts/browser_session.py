"""The session cookie of one browser: begun at log-in, renewed, and ended."""

import secrets

from flask import session
from flask_login import current_user, login_user, logout_user

from lms import audit, clock
from lms.accounts import oidc_services
from lms.accounts.models import User
from lms.db import transaction
from lms.web.addresses import client_address

_KEPT = ("language",)


def begin_browser_session(user: User) -> None:
    """Log the person in; nothing of the cookie before survives but the language."""
    kept = {key: session[key] for key in _KEPT if key in session}
    session.clear()
    session.update(kept)
    session.permanent = True
    session["session_key"] = secrets.token_hex(16)
    session["logged_in_at"] = int(clock.now().timestamp())
    login_user(user)


def end_browser_session() -> bool:
    """Log the person out here and end their tokens at clients; says whether there were any."""
    user_id, key = current_user.id, str(session.get("session_key", ""))
    spoken = current_user.locale
    logout_user()
    session.clear()
    session["language"] = spoken
    with transaction() as database:
        had_clients = oidc_services.end_grants_of_browser(database, user_id, key, at=clock.now())
        audit.record(
            database,
            "session.end",
            actor_id=user_id,
            subject=("user", user_id),
            at=clock.now(),
            address=client_address(),
        )
    return had_clients
