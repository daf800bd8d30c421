"""What the worker does for accounts: reset links, downloads, and forgetting what is over."""

from tempfile import TemporaryFile
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale, gettext
from sqlalchemy import delete

from lms import clock, db, mail
from lms.accounts import throttle
from lms.accounts.credentials import LabToken, PasswordReset
from lms.accounts.erasure import discard
from lms.accounts.export_file import write_export
from lms.accounts.exports import DataExport, expired_exports, finish_export
from lms.accounts.models import User
from lms.accounts.oidc_models import OAuthGrant
from lms.accounts.password_services import RESET_LIFETIME, issue_reset
from lms.accounts.personal_data import registry
from lms.accounts.sessions import LIFETIME, BrowserSession
from lms.db import transaction
from lms.settings import Settings
from lms.storage import blobs


def mail_reset_link(payload: dict[str, Any]) -> None:
    """The outbox's handler of reset wishes: a mail if there is such a person."""
    with transaction() as session:
        found = issue_reset(session, payload["email"], at=clock.now())
    if found is not None:
        mail.send(_reset_mail(*found))


def make_export(payload: dict[str, Any]) -> None:
    """The outbox's handler of wished downloads: write the ZIP and store it."""
    session = db.session()
    export = session.get(DataExport, payload["export_id"])
    user = session.get(User, export.user_id) if export is not None else None
    if export is None or user is None or export.ready_at is not None:
        return
    with TemporaryFile() as file:
        with force_locale(user.locale):
            parts = (part for each in reversed(registry()) for part in each.parts(session, user.id))
            write_export(file, user, parts, blobs(), at=clock.now())
        size, blob = file.tell(), blobs().put_file(file)
    with transaction():
        finish_export(export, blob=blob, size=size, at=clock.now())


def discard_files(payload: dict[str, Any]) -> None:
    """The outbox's handler of files that nobody needs any more."""
    for digest in payload["digests"]:
        blobs().remove(digest)


def forget_expired(*_facts: object) -> None:
    """Remove log-ins, tokens, grants, reset links and counted tries that count for nothing any more."""
    now = clock.now()
    with transaction() as session:
        for table in (LabToken, PasswordReset, OAuthGrant):
            session.execute(delete(table).where(table.expires_at < now - RESET_LIFETIME))
        too_old = BrowserSession.last_seen_at <= now - LIFETIME
        session.execute(delete(BrowserSession).where(too_old))
        throttle.forget_quiet(session, at=now)
        expired = expired_exports(session, at=now)
        discard(session, [export.blob for export in expired if export.blob], at=now)
        for export in expired:
            session.delete(export)


def _reset_mail(user: User, token: str) -> mail.Mail:
    settings: Settings = current_app.extensions["settings"]
    paths = current_app.url_map.bind("")
    link = settings.public_url + paths.build("passwords.reset", {"token": token})
    with force_locale(user.locale):
        text = render_template("accounts/reset_mail.txt", user=user, link=link)
        return mail.Mail(user.email, gettext("배움 비밀번호 다시 정하기"), text)
