"""Where operators set up campuses, partners, programmes and cohorts."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm

from lms import clock, db
from lms.access import Permission, may
from lms.db import transaction
from lms.programs import queries, services
from lms.programs.forms import CampusForm, CohortForm, OrganisationForm, ProgramForm
from lms.programs.models import Campus, Program
from lms.web.guard import ViewResult, actor, guarded, user_id

bp = Blueprint("programs", __name__, template_folder="templates")
NO_PARTNER = 0


@bp.get("/operate")
@guarded(Permission.OPERATE)
def overview() -> ViewResult:
    """Everything the operator runs: cohorts first, then campuses and programmes."""
    session, me = db.session(), actor()
    return render_template(
        "programs/overview.html",
        cohorts=queries.cohorts_of(session, me),
        campuses=queries.campuses_of(session, me),
        programs=queries.programs(session),
        organisations=queries.organisations(session),
        runs_city=may(me, Permission.CITY_OPERATE),
    )


@bp.route("/operate/campuses/new", methods=["GET", "POST"])
@guarded(Permission.CITY_OPERATE)
def new_campus() -> ViewResult:
    """Add a campus."""
    form = CampusForm()
    if not form.validate_on_submit():
        return _form(gettext("새 캠퍼스"), form)
    with transaction() as session:
        services.add_campus(
            session,
            name=form.name.data,
            district=form.district.data,
            at=clock.now(),
            by_id=user_id(),
        )
    return _done(gettext("캠퍼스를 만들었습니다."))


@bp.route("/operate/organisations/new", methods=["GET", "POST"])
@guarded(Permission.CITY_OPERATE)
def new_organisation() -> ViewResult:
    """Add a partner."""
    form = OrganisationForm()
    if not form.validate_on_submit():
        return _form(gettext("새 협력 기관"), form)
    with transaction() as session:
        services.add_organisation(session, name=form.name.data, at=clock.now(), by_id=user_id())
    return _done(gettext("협력 기관을 만들었습니다."))


@bp.route("/operate/programs/new", methods=["GET", "POST"])
@guarded(Permission.CITY_OPERATE)
def new_program() -> ViewResult:
    """Add a programme."""
    form = ProgramForm()
    partners = [(one.id, one.name) for one in queries.organisations(db.session())]
    form.partner_id.choices = [(NO_PARTNER, gettext("없음")), *partners]
    if not form.validate_on_submit():
        return _form(gettext("새 과정"), form)
    with transaction() as session:
        services.add_program(
            session,
            name=form.name.data,
            summary=form.summary.data or "",
            partner_id=form.partner_id.data or None,
            at=clock.now(),
            by_id=user_id(),
        )
    return _done(gettext("과정을 만들었습니다."))


@bp.route("/operate/cohorts/new", methods=["GET", "POST"])
@guarded(Permission.OPERATE)
def new_cohort() -> ViewResult:
    """Add a cohort on one of the operator's campuses; the form offers no other."""
    form = CohortForm()
    programs, campuses = queries.programs(db.session()), queries.campuses_of(db.session(), actor())
    form.program_id.choices = [(one.id, one.name) for one in programs]
    form.campus_id.choices = [(one.id, one.name) for one in campuses]
    if not form.validate_on_submit():
        return _form(gettext("새 기수"), form)
    with transaction() as session:
        cohort = services.add_cohort(
            session,
            session.get_one(Program, form.program_id.data),
            session.get_one(Campus, form.campus_id.data),
            number=form.number.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            at=clock.now(),
            by_id=user_id(),
        )
    flash(gettext("기수를 만들었습니다."), "success")
    return redirect(url_for("enrollments.cohort", cohort_id=cohort.id), code=303)


def _form(title: str, form: FlaskForm) -> ViewResult:
    status = 422 if form.errors else 200
    return render_template("programs/form.html", title=title, form=form), status


def _done(message: str) -> ViewResult:
    flash(message, "success")
    return redirect(url_for("programs.overview"), code=303)
