"""The cohort's page: who is in it, which courses run in it, who teaches."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from lms import clock, db
from lms.access import Grant, Permission, Role, ScopeKind
from lms.accounts import services as accounts
from lms.catalog.models import Course
from lms.db import transaction
from lms.enrollments import queries, services
from lms.enrollments.forms import EnrollForm, InstructorForm, OpenRunForm
from lms.enrollments.models import Enrollment, EnrollmentStatus
from lms.enrollments.queries import InstructorOfCohort
from lms.programs.models import Cohort
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("enrollments", __name__, template_folder="templates")


@bp.get("/operate/cohorts/<int:cohort_id>")
@guarded(Permission.COHORT_MANAGE, load=queries.cohort_to_manage)
def cohort(cohort: Cohort) -> ViewResult:
    """The cohort with its trainees, instructors and courses."""
    return _page(cohort)


@bp.post("/operate/cohorts/<int:cohort_id>/enroll")
@guarded(Permission.COHORT_MANAGE, load=queries.cohort_to_manage)
def enroll(cohort: Cohort) -> ViewResult:
    """Enrol people by their addresses: all of them or, if one is unknown, none."""
    form = EnrollForm()
    if not form.validate_on_submit():
        return _page(cohort, enroll_form=form), 422
    with transaction() as session:
        for person in form.people:
            services.enroll(session, person, cohort, at=clock.now(), by_id=user_id())
    flash(gettext("%(n)s명을 등록했습니다.", n=len(form.people)), "success")
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
    form = OpenRunForm(cohort)
    if not form.validate_on_submit():
        return _page(cohort, run_form=form), 422
    with transaction() as session:
        services.open_run(
            session,
            session.get_one(Course, form.course_id.data),
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
    """Make a person an instructor of the whole cohort."""
    form = InstructorForm()
    if not form.validate_on_submit():
        return _page(cohort, instructor_form=form), 422
    with transaction() as session:
        accounts.grant_role(
            session, form.person, _instructor_of(cohort), at=clock.now(), by_id=user_id()
        )
    flash(gettext("%(name)s님을 강사로 정했습니다.", name=form.person.name), "success")
    return _back(cohort)


@bp.post("/operate/cohorts/<int:cohort_id>/instructors/<int:user_id>/remove")
@guarded(Permission.COHORT_MANAGE, load=queries.instructor_to_manage)
def remove_instructor(found: InstructorOfCohort) -> ViewResult:
    """Take the cohort from one of its instructors."""
    person, cohort = found.person, found.cohort
    with transaction() as session:
        accounts.revoke_role(
            session, person, _instructor_of(cohort), at=clock.now(), by_id=user_id()
        )
    flash(gettext("%(name)s님을 강사에서 뺐습니다.", name=person.name), "success")
    return _back(cohort)


def _instructor_of(cohort: Cohort) -> Grant:
    return Grant(Role.INSTRUCTOR, ScopeKind.COHORT, cohort.id)


def _page(
    cohort: Cohort,
    *,
    enroll_form: EnrollForm | None = None,
    run_form: OpenRunForm | None = None,
    instructor_form: InstructorForm | None = None,
) -> str:
    """The page, with the form that was sent and empty ones beside it."""
    session = db.session()
    enrollments = queries.enrollments_of(session, cohort)
    return render_template(
        "enrollments/cohort.html",
        cohort=cohort,
        enrollments=enrollments,
        n_active=sum(one.status is EnrollmentStatus.ACTIVE for one in enrollments),
        instructors=queries.instructors_of(session, cohort),
        runs=queries.runs_of_cohorts(session, frozenset({cohort.id})),
        enroll_form=enroll_form or EnrollForm(formdata=None),
        run_form=run_form or OpenRunForm(cohort, formdata=None),
        instructor_form=instructor_form or InstructorForm(formdata=None),
    )


def _back(cohort: Cohort) -> Response:
    return redirect(url_for("enrollments.cohort", cohort_id=cohort.id), code=303)
