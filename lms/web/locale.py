"""Which language and time zone a page speaks: the person's, else Korean in Seoul."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo, available_timezones

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, format_date, format_datetime, get_locale
from flask_login import current_user

from lms.web import sentences
from lms.web.catalogues import Catalogues

LANGUAGES: Mapping[str, str] = {"ko": "한국어", "en": "English"}
DEFAULT = "ko"
TIME_ZONE = ZoneInfo("Asia/Seoul")
_REGIONS = (
    "Africa/",
    "America/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
TIME_ZONES: tuple[str, ...] = (
    TIME_ZONE.key,
    *sorted(zone for zone in available_timezones() - {TIME_ZONE.key} if zone.startswith(_REGIONS)),
    "UTC",
)


def init_app(app: Flask) -> None:
    """Start Flask-Babel and give templates the date and text filters."""
    babel = Babel(app, default_locale=DEFAULT, locale_selector=chosen, timezone_selector=time_zone)
    babel.domain_instance = Catalogues()
    sentences.init_app(app)
    app.add_template_filter(in_language, "in_language")
    app.add_template_filter(moment, "moment")
    app.add_template_filter(day, "day")
    app.add_template_filter(points, "points")
    app.add_template_global(language, "language")
    app.jinja_env.globals["languages"] = LANGUAGES
    app.add_template_global(address_to_keep, "address_to_keep")


def language() -> str:
    """`ko` or `en`: what the page or mail that is written now speaks."""
    locale = get_locale()
    return DEFAULT if locale is None else str(locale.language)


def chosen() -> str:
    """What the person's profile says, or what this browser chose before log-in, else Korean."""
    if not has_request_context():
        return DEFAULT
    person = g.get("_login_user") or current_user
    is_known = bool(person) and person.is_authenticated
    choice = person.locale if is_known else session.get("language")
    return str(choice) if choice in LANGUAGES else DEFAULT


def address_to_keep() -> str:
    """Where the language switch leads back to: this page, if it can be asked for by itself."""
    rule = request.url_rule
    if request.method != "GET" and (rule is None or "GET" not in (rule.methods or ())):
        return "/"
    kept = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    return quote(request.path) + (f"?{urlencode(kept)}" if kept else "")


def time_zone() -> str:
    """The name of the zone that times are shown in: the person's, else Seoul's."""
    is_known = has_request_context() and bool(current_user) and current_user.is_authenticated
    zone = current_user.time_zone if is_known else TIME_ZONE.key
    return zone if zone in TIME_ZONES else TIME_ZONE.key


def in_language(text: Mapping[str, str] | str) -> str:
    """The text in the reader's language, else in the first one it has."""
    if isinstance(text, str):
        return text
    return text.get(language()) or next(iter(text.values()), "")


def moment(at: datetime | None, zone: ZoneInfo | None = None) -> str:
    """`2026.07.09.(목) 14:30` in Korean, `Thu, Jul 9, 2026, 14:30` in English.

    A mail names the zone of its reader; a page has that of whoever looks at it.
    """
    if at is None:
        return ""
    pattern = "yyyy.MM.dd.(E) HH:mm" if language() == "ko" else "EEE, MMM d, yyyy, HH:mm"
    if zone is not None:
        return str(format_datetime(at.astimezone(zone), pattern, rebase=False))
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


def by_name(name: str) -> tuple[tuple[int, str], ...]:
    """The key that sorts names as a Korean register does: digits, Hangul, then other letters.

    Databases disagree about this; composed syllables stand in dictionary order by themselves.
    """
    return tuple(
        (_rank(letter), letter) for letter in unicodedata.normalize("NFC", name).casefold()
    )


def _rank(letter: str) -> int:
    if not letter.isalpha():
        return 0
    return 1 if "가" <= letter <= "힣" else 2
