"""Where operators set up campuses, partners, programmes and cohorts."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from lms import clock, db
from lms.access import Permission, Scope, may
from lms.db import transaction
from lms.errors import Forbidden, NotFound
from lms.programs import queries, services
from lms.programs.forms import CampusForm, CohortForm, OrganisationForm, ProgramForm
from lms.programs.models import Campus, Program
from lms.programs.services import NameTaken
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
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.add_campus(
                    session,
                    name=form.name.data.strip(),
                    district=form.district.data.strip(),
                    at=clock.now(),
                    by_id=user_id(),
                )
        except NameTaken:
            form.name.errors = [gettext("같은 이름이 이미 있습니다.")]
        else:
            return _done(gettext("캠퍼스를 만들었습니다."))
    return _form(gettext("새 캠퍼스"), form)


@bp.route("/operate/organisations/new", methods=["GET", "POST"])
@guarded(Permission.CITY_OPERATE)
def new_organisation() -> ViewResult:
    """Add a partner."""
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.add_organisation(
                    session, name=form.name.data.strip(), at=clock.now(), by_id=user_id()
                )
        except NameTaken:
            form.name.errors = [gettext("같은 이름이 이미 있습니다.")]
        else:
            return _done(gettext("협력 기관을 만들었습니다."))
    return _form(gettext("새 협력 기관"), form)


@bp.route("/operate/programs/new", methods=["GET", "POST"])
@guarded(Permission.CITY_OPERATE)
def new_program() -> ViewResult:
    """Add a programme."""
    form = ProgramForm()
    partners = [(one.id, one.name) for one in queries.organisations(db.session())]
    form.partner_id.choices = [(NO_PARTNER, gettext("없음")), *partners]
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.add_program(
                    session,
                    name=form.name.data.strip(),
                    summary=(form.summary.data or "").strip(),
                    partner_id=form.partner_id.data or None,
                    at=clock.now(),
                    by_id=user_id(),
                )
        except NameTaken:
            form.name.errors = [gettext("같은 이름이 이미 있습니다.")]
        else:
            return _done(gettext("과정을 만들었습니다."))
    return _form(gettext("새 과정"), form)


@bp.route("/operate/cohorts/new", methods=["GET", "POST"])
@guarded(Permission.OPERATE)
def new_cohort() -> ViewResult:
    """Add a cohort on one of the operator's campuses."""
    form = CohortForm()
    form.program_id.choices = [(one.id, one.name) for one in queries.programs(db.session())]
    form.campus_id.choices = [
        (one.id, one.name) for one in queries.campuses_of(db.session(), actor())
    ]
    if form.validate_on_submit():
        try:
            cohort_id = _add_cohort(form)
        except NameTaken:
            form.number.errors = [gettext("이 과정의 이 기수는 이미 있습니다.")]
        else:
            flash(gettext("기수를 만들었습니다."), "success")
            return redirect(url_for("enrollments.cohort", cohort_id=cohort_id), code=303)
    return _form(gettext("새 기수"), form)


def _add_cohort(form: CohortForm) -> int:
    with transaction() as session:
        program = session.get(Program, form.program_id.data)
        campus = session.get(Campus, form.campus_id.data)
        if program is None or campus is None:
            raise NotFound
        if not may(actor(), Permission.CAMPUS_MANAGE, Scope(campus_id=campus.id)):
            raise Forbidden
        cohort = services.add_cohort(
            session,
            program,
            campus,
            number=form.number.data,
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            at=clock.now(),
            by_id=user_id(),
        )
        return cohort.id


def _form(title: str, form: object) -> ViewResult:
    errors = getattr(form, "errors", None)
    return render_template("programs/form.html", title=title, form=form), 422 if errors else 200


def _done(message: str) -> ViewResult:
    flash(message, "success")
    return redirect(url_for("programs.overview"), code=303)
