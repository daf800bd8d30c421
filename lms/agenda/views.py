"""The calendar page and the secret feed."""

from datetime import date, datetime, tzinfo

from babel.dates import format_skeleton
from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import force_locale, format_date, get_locale, get_timezone, gettext

from lms import clock, db
from lms.access import Permission
from lms.agenda import queries, services
from lms.agenda.feed import days_told, feed_text
from lms.agenda.month import days_around, month_of, read_month
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.errors import NotFound
from lms.settings import Settings
from lms.web.guard import ViewResult, actor, guarded, public, user_id

bp = Blueprint("agenda", __name__, template_folder="templates")
LONGEST_TOKEN = 100


@bp.get("/calendar")
@guarded(Permission.ACCOUNT_USE)
def calendar() -> ViewResult:
    """A month of the person's calendar, of all courses or of one."""
    session, zone = db.session(), _zone()
    today = clock.now().astimezone(zone).date()
    runs = queries.runs_of(session, actor())
    only = _chosen(runs)
    first = read_month(request.args.get("month"), today)
    entries = queries.entries_of(session, actor(), classes=days_around(first), only=only)
    month = month_of(first, entries, today=today, zone=zone)
    return render_template(
        "agenda/calendar.html",
        month=month,
        runs=runs,
        only=only,
        feed=queries.feed_of(session, user_id()),
        this_month=today.strftime("%Y-%m"),
    )


@bp.post("/calendar/feed")
@guarded(Permission.ACCOUNT_USE)
def renew_feed() -> ViewResult:
    """Make a new secret address and show it, this once."""
    with transaction() as session:
        token = services.renew_feed(session, user_id(), at=clock.now())
    settings: Settings = current_app.extensions["settings"]
    address = settings.public_url + url_for("agenda.feed", token=token)
    return render_template("agenda/feed.html", address=address)


@bp.post("/calendar/feed/off")
@guarded(Permission.ACCOUNT_USE)
def switch_feed_off() -> ViewResult:
    """Let the secret address lead nowhere."""
    with transaction() as session:
        services.switch_feed_off(session, user_id(), at=clock.now())
    flash(gettext("캘린더 구독을 껐습니다. 예전 주소는 더 쓸 수 없습니다."), "success")
    return redirect(url_for("agenda.calendar"), code=303)


@bp.get("/calendar/<token>.ics")
@public
def feed(token: str) -> ViewResult:
    """The calendar of whoever made this address; whoever knows it may read it."""
    session = db.session()
    found = queries.feed_with(session, token) if len(token) <= LONGEST_TOKEN else None
    if found is None:
        raise NotFound
    settings: Settings = current_app.extensions["settings"]
    now = clock.now()
    with force_locale(found.user.locale):
        days = days_told(now)
        entries = queries.entries_of(session, found.user.actor, classes=days)
        text = feed_text(entries, site=settings.public_url, at=now)
    return Response(text, content_type="text/calendar; charset=utf-8")


@bp.app_template_filter("clock_time")
def clock_time(at: datetime) -> str:
    """`14:30` in the reader's time zone."""
    return at.astimezone(_zone()).strftime("%H:%M")


@bp.app_template_filter("month_name")
def month_name(first: date) -> str:
    """Year and month, as `March 2026`."""
    return str(format_skeleton("yMMMM", first, locale=get_locale()))


@bp.app_template_filter("weekday")
def weekday(on: date) -> str:
    """The short name of the day of the week."""
    return str(format_date(on, "EEE"))


def _zone() -> tzinfo:
    zone: tzinfo | None = get_timezone()
    assert zone is not None
    return zone


def _chosen(runs: list[CourseRun]) -> CourseRun | None:
    wanted = request.args.get("run", type=int)
    if wanted is None:
        return None
    for run in runs:
        if run.id == wanted:
            return run
    raise NotFound
