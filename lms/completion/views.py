"""The pages of completion: one's own way, everybody's standing, and a certificate for anyone to check."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext

from lms import clock, db
from lms.access import Permission, may
from lms.accounts.models import User
from lms.completion import queries, services
from lms.completion.forms import DemandForm, RevocationForm, form_of
from lms.completion.models import Certificate
from lms.completion.pdf import certificate_pdf
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.settings import Settings
from lms.web.guard import ViewResult, actor, guarded, public, user_id

bp = Blueprint("completion", __name__, template_folder="templates")


@bp.get("/runs/<int:run_id>/completion")
@guarded(Permission.RUN_VIEW, load=run_to_view)
def completion(run: CourseRun) -> ViewResult:
    """What the run asks for: how far one is, or, for who teaches, how far everybody is."""
    return _page(run)


@bp.post("/runs/<int:run_id>/completion")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def set_demand(run: CourseRun) -> ViewResult:
    """Say what the run asks for."""
    form = _form(run)
    if not form.validate_on_submit():
        return _page(run, form), 422
    with transaction() as session:
        services.set_demand(session, run, form.demand, by_id=user_id(), at=clock.now())
    flash(gettext("수료 조건을 정했습니다."), "success")
    return redirect(url_for("completion.completion", run_id=run.id), code=303)


@bp.post("/runs/<int:run_id>/certificate")
@guarded(Permission.RUN_STUDY, load=run_to_view, sees=Permission.RUN_VIEW)
def issue(run: CourseRun) -> ViewResult:
    """Give the person their certificate and show it."""
    with transaction() as session:
        person = session.get_one(User, user_id())
        given = services.issue_certificate(session, person, run, at=clock.now())
        code = given.code
    return redirect(url_for("completion.certificate", code=code), code=303)


@bp.get("/certificates/<code>")
@public
def certificate(code: str) -> ViewResult:
    """Whether a certificate is genuine; for anyone who was shown its code."""
    return _certificate_page(queries.certificate_to_view(code), RevocationForm())


@bp.get("/certificates/<code>/certificate.pdf")
@guarded(Permission.GRADE_VIEW, load=queries.certificate_to_view)
def pdf(found: Certificate) -> ViewResult:
    """The certificate to print."""
    settings: Settings = current_app.extensions["settings"]
    link = settings.public_url + url_for("completion.certificate", code=found.code)
    response = Response(certificate_pdf(found, link), mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"{found.shown_code}.pdf")
    return response


@bp.post("/certificates/<code>/revoke")
@guarded(Permission.COHORT_MANAGE, load=queries.certificate_to_view, sees=Permission.GRADE_VIEW)
def revoke(found: Certificate) -> ViewResult:
    """Take a certificate back, with the reason."""
    form = RevocationForm()
    if not form.validate_on_submit():
        return _certificate_page(found, form), 422
    with transaction() as session:
        services.revoke_certificate(
            session, found, str(form.reason.data), by_id=user_id(), at=clock.now()
        )
    flash(gettext("수료증을 취소했습니다."), "success")
    return redirect(url_for("completion.certificate", code=found.code), code=303)


@bp.post("/certificates/<code>/restore")
@guarded(Permission.COHORT_MANAGE, load=queries.certificate_to_view, sees=Permission.GRADE_VIEW)
def restore(found: Certificate) -> ViewResult:
    """Let a revoked certificate count again."""
    with transaction() as session:
        services.restore_certificate(session, found, by_id=user_id(), at=clock.now())
    flash(gettext("수료증을 되살렸습니다."), "success")
    return redirect(url_for("completion.certificate", code=found.code), code=303)


def _page(run: CourseRun, form: DemandForm | None = None) -> str:
    session = db.session()
    is_teaching = may(actor(), Permission.RUN_TEACH, run.scope)
    is_studying = may(actor(), Permission.RUN_STUDY, run.scope)
    return render_template(
        "completion/completion.html",
        run=run,
        works=queries.titles_of_works(session, run),
        standing=queries.standing_of(session, user_id(), run) if is_studying else None,
        rows=queries.standings_in(session, run) if is_teaching else None,
        form=(form or _form(run)) if is_teaching else None,
    )


def _form(run: CourseRun) -> DemandForm:
    session = db.session()
    works = queries.titles_of_works(session, run)
    return form_of(queries.demand_of(session, run), works.values())


def _certificate_page(found: Certificate, form: RevocationForm) -> str:
    return render_template("completion/certificate.html", certificate=found, form=form)
