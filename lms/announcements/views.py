"""The pages of announcements: for those who read and those who write."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from lms import clock, db
from lms.access import Permission, may
from lms.announcements import queries, services
from lms.announcements.forms import AnnouncementForm, PlacedAnnouncementForm, form_of, key_of
from lms.announcements.models import Announcement
from lms.announcements.services import Place
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.web.guard import ViewResult, actor, guarded, user_id

bp = Blueprint("announcements", __name__, template_folder="templates")


@bp.get("/announcements")
@guarded(Permission.ACCOUNT_USE)
def announcements() -> ViewResult:
    """Everything that the person is told now."""
    found = queries.shown_to(db.session(), actor(), at=clock.now(), page=_page())
    return render_template("announcements/announcements.html", found=found)


@bp.get("/runs/<int:run_id>/announcements")
@guarded(Permission.RUN_VIEW, load=run_to_view)
def of_run(run: CourseRun) -> ViewResult:
    """What is told in a run."""
    session = db.session()
    found = queries.shown_in_run(session, run, actor(), at=clock.now(), page=_page())
    return render_template(
        "announcements/of_run.html",
        run=run,
        found=found,
        n_readings=queries.n_readings(session, found.announcements),
        now=clock.now(),
    )


@bp.get("/operate/announcements")
@guarded(Permission.OPERATE)
def operated() -> ViewResult:
    """Every announcement at the operator's places, with how many have read it."""
    session = db.session()
    found = queries.written_where(session, actor(), page=_page())
    return render_template(
        "announcements/operated.html",
        found=found,
        n_readings=queries.n_readings(session, found.announcements),
        now=clock.now(),
    )


@bp.get("/announcements/<int:announcement_id>")
@guarded(Permission.ACCOUNT_USE, load=queries.announcement_to_read)
def announcement(found: Announcement) -> ViewResult:
    """One announcement; to who may change it, also who has read it and what it said before."""
    session = db.session()
    may_change = may(actor(), Permission.ANNOUNCE, found.scope)
    page = render_template(
        "announcements/announcement.html",
        announcement=found,
        may_change=may_change,
        reach=queries.reach_of(session, found) if may_change else None,
        now=clock.now(),
    )
    _note_reading(found)
    return page


@bp.route("/runs/<int:run_id>/announcements/new", methods=["GET", "POST"])
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def new_in_run(run: CourseRun) -> ViewResult:
    """Write to a run."""
    form = AnnouncementForm()
    if not form.validate_on_submit():
        return _form(gettext("새 공지"), form, run=run)
    return _announce(run, form)


@bp.route("/operate/announcements/new", methods=["GET", "POST"])
@guarded(Permission.OPERATE)
def new() -> ViewResult:
    """Write to a cohort, a campus or the city; the form offers no place beyond the operator's."""
    places = {key_of(place): place for place in queries.places_for(db.session(), actor())}
    form = PlacedAnnouncementForm()
    form.offer(list(places.values()))
    if not form.validate_on_submit():
        return _form(gettext("새 공지"), form)
    return _announce(places[form.place.data], form)


@bp.route("/announcements/<int:announcement_id>/edit", methods=["GET", "POST"])
@guarded(Permission.ANNOUNCE, load=queries.announcement_to_change)
def edit(found: Announcement) -> ViewResult:
    """Change the words, and the time while nobody has been told."""
    form = form_of(found)
    if found.told_at is not None:
        del form.publish_at
    if not form.validate_on_submit():
        return _form(gettext("공지 고치기"), form, announcement=found)
    with transaction() as session:
        services.reword(
            session,
            found,
            form.wording,
            publish_at=None if found.told_at else form.moment or clock.now(),
            is_pinned=form.is_pinned.data,
            by_id=user_id(),
            at=clock.now(),
        )
    flash(gettext("공지를 고쳤습니다."), "success")
    return _to(found)


@bp.post("/announcements/<int:announcement_id>/withdraw")
@guarded(Permission.ANNOUNCE, load=queries.announcement_to_change)
def withdraw(found: Announcement) -> ViewResult:
    """Take the announcement back, or (`undo`) show it again."""
    is_undo = "undo" in request.form
    change = services.restore if is_undo else services.withdraw
    with transaction() as session:
        change(session, found, by_id=user_id(), at=clock.now())
    flash(
        gettext("공지를 다시 게시했습니다.")
        if is_undo
        else gettext("공지를 거두었습니다. 언제든지 되돌릴 수 있습니다."),
        "success",
    )
    return _to(found)


def _announce(place: Place, form: AnnouncementForm) -> Response:
    with transaction() as session:
        made = services.announce(
            session,
            place,
            form.wording,
            publish_at=form.moment or clock.now(),
            is_pinned=form.is_pinned.data,
            by_id=user_id(),
            at=clock.now(),
        )
    flash(
        gettext("공지를 게시했습니다.") if made.told_at else gettext("공지를 예약했습니다."),
        "success",
    )
    return _to(made)


def _note_reading(found: Announcement) -> None:
    is_reader = found.author_id != user_id() and found.is_shown(clock.now())
    if is_reader and queries.is_in_audience(db.session(), actor(), found):
        with transaction() as session:
            services.note_reading(session, found, user_id(), at=clock.now())


def _form(
    title: str,
    form: AnnouncementForm,
    *,
    run: CourseRun | None = None,
    announcement: Announcement | None = None,
) -> ViewResult:
    page = render_template(
        "announcements/form.html", title=title, form=form, run=run, announcement=announcement
    )
    return page, 422 if form.errors else 200


def _to(found: Announcement) -> Response:
    return redirect(url_for("announcements.announcement", announcement_id=found.id), code=303)


def _page() -> int:
    return request.args.get("page", 1, type=int)
