"""The cohort's page: who is in it, which courses run in it, who teaches."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from lms import clock, db
from lms.access import Grant, Permission, Role, ScopeKind
from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.accounts.queries import user_by_email
from lms.catalog.models import Course
from lms.db import transaction
from lms.enrollments import queries, services
from lms.enrollments.forms import EnrollForm, OpenRunForm
from lms.enrollments.models import Enrollment
from lms.errors import NotFound
from lms.programs.models import Cohort
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("enrollments", __name__, template_folder="templates")


@bp.get("/operate/cohorts/<int:cohort_id>")
@guarded(Permission.COHORT_MANAGE, load=queries.cohort_to_manage)
def cohort(cohort: Cohort) -> ViewResult:
    """The cohort with its trainees, instructors and courses."""
    return _page(cohort, EnrollForm(), _run_form(cohort))


@bp.post("/operate/cohorts/<int:cohort_id>/enroll")
@guarded(Permission.COHORT_MANAGE, load=queries.cohort_to_manage)
def enroll(cohort: Cohort) -> ViewResult:
    """Enrol people by their addresses: all of them or, if one is unknown, none."""
    form = EnrollForm()
    if not form.validate_on_submit():
        return _page(cohort, form, _run_form(cohort)), 422
    people, unknown = _people(form.addresses())
    if unknown:
        form.emails.errors = [gettext("계정이 없는 이메일: %(emails)s", emails=", ".join(unknown))]
        return _page(cohort, form, _run_form(cohort)), 422
    with transaction() as session:
        for person in people:
            services.enroll(session, person, cohort, at=clock.now(), by_id=user_id())
    flash(gettext("%(n)s명을 등록했습니다.", n=len(people)), "success")
    return _back(cohort)


@bp.post("/operate/enrollments/<int:enrollment_id>/withdraw")
@guarded(Permission.COHORT_MANAGE, load=queries.enrollment_to_manage)
def withdraw(enrollment: Enrollment) -> ViewResult:
    """End one person's place; enrolling again undoes it."""
    with transaction() as session:
        services.withdraw(session, enrollment, at=clock.now(), by_id=user_id())
    flash(
        gettext(
            "%(name)s님의 등록을 끝냈습니다. 다시 등록하면 되돌아옵니다.", name=enrollment.user.name
        ),
        "success",
    )
    return _back(enrollment.cohort)


@bp.post("/operate/cohorts/<int:cohort_id>/runs")
@guarded(Permission.COHORT_MANAGE, load=queries.cohort_to_manage)
def open_run(cohort: Cohort) -> ViewResult:
    """Let a course run in the cohort."""
    form = _run_form(cohort)
    if not form.validate_on_submit():
        return _page(cohort, EnrollForm(), form), 422
    with transaction() as session:
        course = session.get(Course, form.course_id.data)
        if course is None:
            raise NotFound
        services.open_run(
            session,
            course,
            cohort,
            at=clock.now(),
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            by_id=user_id(),
        )
    flash(gettext("강의를 열었습니다."), "success")
    return _back(cohort)


@bp.post("/operate/cohorts/<int:cohort_id>/instructors")
@guarded(Permission.COHORT_MANAGE, load=queries.cohort_to_manage)
def appoint_instructor(cohort: Cohort) -> ViewResult:
    """Make a person an instructor of the whole cohort, or (`remove`) take that back."""
    person = user_by_email(db.session(), request.form.get("email", ""))
    if person is None:
        flash(gettext("그 이메일의 계정이 없습니다."), "danger")
        return _back(cohort)
    change = accounts.revoke_role if "remove" in request.form else accounts.grant_role
    grant = Grant(Role.INSTRUCTOR, ScopeKind.COHORT, cohort.id)
    with transaction() as session:
        change(session, person, grant, at=clock.now(), by_id=user_id())
    flash(gettext("강사를 바꾸었습니다."), "success")
    return _back(cohort)


def _people(addresses: Sequence[str]) -> tuple[list[User], list[str]]:
    """The people with these addresses, and the addresses nobody has."""
    found = {address: user_by_email(db.session(), address) for address in addresses}
    people = [person for person in found.values() if person is not None]
    return people, [address for address, person in found.items() if person is None]


def _run_form(cohort: Cohort) -> OpenRunForm:
    form = OpenRunForm(starts_on=cohort.starts_on, ends_on=cohort.ends_on)
    courses = queries.courses_not_running_in(db.session(), cohort)
    form.course_id.choices = [(one.id, one.title.get("ko", one.slug)) for one in courses]
    return form


def _page(cohort: Cohort, enroll_form: EnrollForm, run_form: OpenRunForm) -> str:
    session = db.session()
    return render_template(
        "enrollments/cohort.html",
        cohort=cohort,
        enrollments=queries.enrollments_of(session, cohort),
        instructors=queries.instructors_of(session, cohort),
        runs=queries.runs_of_cohorts(session, frozenset({cohort.id})),
        enroll_form=enroll_form,
        run_form=run_form,
    )


def _back(cohort: Cohort) -> Response:
    return redirect(url_for("enrollments.cohort", cohort_id=cohort.id), code=303)
