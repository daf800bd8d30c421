"""What the worker does for accounts: mails with reset links, and forgetting what is over."""

from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale, gettext
from sqlalchemy import delete

from lms import clock, mail
from lms.accounts import throttle
from lms.accounts.credentials import LabToken, PasswordReset
from lms.accounts.models import User
from lms.accounts.oidc_models import OAuthGrant
from lms.accounts.password_services import RESET_LIFETIME, issue_reset
from lms.accounts.sessions import LIFETIME, BrowserSession
from lms.db import transaction
from lms.settings import Settings


def mail_reset_link(payload: dict[str, Any]) -> None:
    """The outbox's handler of reset wishes: a mail if there is such a person."""
    with transaction() as session:
        found = issue_reset(session, payload["email"], at=clock.now())
    if found is not None:
        mail.send(_reset_mail(*found))


def forget_expired(*_facts: object) -> None:
    """Remove log-ins, tokens, grants, reset links and counted tries that count for nothing any more."""
    now = clock.now()
    with transaction() as session:
        for table in (LabToken, PasswordReset, OAuthGrant):
            session.execute(delete(table).where(table.expires_at < now - RESET_LIFETIME))
        too_old = BrowserSession.last_seen_at <= now - LIFETIME
        session.execute(delete(BrowserSession).where(too_old))
        throttle.forget_quiet(session, at=now)


def _reset_mail(user: User, token: str) -> mail.Mail:
    settings: Settings = current_app.extensions["settings"]
    paths = current_app.url_map.bind("")
    link = settings.public_url + paths.build("passwords.reset", {"token": token})
    with force_locale(user.locale):
        text = render_template("accounts/reset_mail.txt", user=user, link=link)
        return mail.Mail(user.email, gettext("배움 비밀번호 다시 정하기"), text)
