"""Which language and time zone a page speaks: the person's, else Korean in Seoul."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, session
from flask_babel import Babel, format_date, format_datetime, get_locale
from flask_login import current_user

LANGUAGES = ("ko", "en")
TIME_ZONE = ZoneInfo("Asia/Seoul")


def init_app(app: Flask) -> None:
    """Start Flask-Babel and give templates the date and text filters."""
    Babel(app, default_locale="ko", locale_selector=language, timezone_selector=time_zone)
    app.add_template_filter(in_language, "in_language")
    app.add_template_filter(moment, "moment")
    app.add_template_filter(day, "day")
    app.add_template_filter(points, "points")
    app.add_template_global(language, "language")


def language() -> str:
    """`ko` or `en`: what the person chose, else Korean."""
    chosen = session.get("language")
    if chosen is None and current_user and current_user.is_authenticated:
        chosen = current_user.locale
    return chosen if chosen in LANGUAGES else "ko"


def time_zone() -> str:
    """The name of the zone that times are shown in."""
    return TIME_ZONE.key


def in_language(text: Mapping[str, str] | str) -> str:
    """The text in the reader's language, else in the first one it has."""
    if isinstance(text, str):
        return text
    return text.get(language()) or next(iter(text.values()), "")


def moment(at: datetime | None) -> str:
    """`2026.07.09.(목) 14:30` in Korean, `Thu, Jul 9, 2026, 14:30` in English."""
    if at is None:
        return ""
    pattern = "yyyy.MM.dd.(E) HH:mm" if str(get_locale()) == "ko" else "EEE, MMM d, yyyy, HH:mm"
    return str(format_datetime(at, pattern))


def day(on: date | None) -> str:
    """`2026년 7월 9일` in Korean, `July 9, 2026` in English."""
    return "" if on is None else str(format_date(on, "long"))


def points(value: object) -> str:
    """Points without trailing zeros; an en dash where there are none yet."""
    if value is None:
        return "–"
    text = f"{value:f}" if hasattr(value, "as_tuple") else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
