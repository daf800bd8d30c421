"""The mails that carry notices, in the reader's language and time zone."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from lms.accounts.models import User
from lms.notices.models import Notice
from lms.notices.words import words_of_notice
from lms.settings import Settings
from lms.web.locale import TIME_ZONE, TIME_ZONES

DIGEST_TIME = time(8, 0)


def mail_about(user: User, notice: Notice) -> dict[str, Any]:
    """The outbox payload of a mail about one notice."""
    with force_locale(user.locale):
        words = words_of_notice(notice, _zone_of(user))
        text = render_template(
            "notices/notice_mail.txt", user=user, words=words, notice=notice, site=_site()
        )
        return {"to": user.email, "subject": words.title, "text": text}


def digest_of(user: User, notices: Sequence[Notice]) -> dict[str, Any]:
    """The outbox payload of the daily mail."""
    with force_locale(user.locale):
        told = [(words_of_notice(notice, _zone_of(user)), notice) for notice in notices]
        text = render_template("notices/digest_mail.txt", user=user, told=told, site=_site())
        return {
            "to": user.email,
            "subject": gettext("배움의 새 소식 %(n)s건", n=len(notices)),
            "text": text,
        }


def last_digest_time(now: datetime) -> datetime:
    """The latest moment at which the daily mails were due."""
    due = datetime.combine(now.astimezone(TIME_ZONE).date(), DIGEST_TIME, TIME_ZONE)
    return (due if due <= now else due - timedelta(days=1)).astimezone(UTC)


def _zone_of(user: User) -> ZoneInfo:
    return ZoneInfo(user.time_zone if user.time_zone in TIME_ZONES else TIME_ZONE.key)


def _site() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.public_url
