"""The pages of a company project: for its mentors, its cohort, and those who run that."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.enrollments.queries import trainees_of
from lms.projects import queries, services
from lms.projects.forms import DeliverableForm, DeliveryForm, ReviewForm
from lms.projects.models import Deliverable, Delivery, Project
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("projects", __name__, template_folder="templates")


@bp.get("/projects/<int:project_id>")
@guarded(Permission.PROJECT_VIEW, load=queries.project_to_view)
def project(project: Project) -> ViewResult:
    """What shall be made, by when, by whom; of people the names alone."""
    return _project_page(project, DeliverableForm(formdata=None))


@bp.post("/projects/<int:project_id>/deliverables")
@guarded(Permission.PROJECT_REVIEW, load=queries.project_to_view, sees=Permission.PROJECT_VIEW)
def plan(project: Project) -> ViewResult:
    """Ask for one more deliverable."""
    form = DeliverableForm()
    if not form.validate_on_submit():
        return _project_page(project, form), 422
    with transaction() as session:
        services.plan(
            session, project, form.title.data, form.due_at.moment, by_id=user_id(), at=clock.now()
        )
    flash(gettext("결과물을 더했습니다."), "success")
    return redirect(url_for("projects.project", project_id=project.id), code=303)


@bp.get("/deliverables/<int:deliverable_id>")
@guarded(Permission.PROJECT_VIEW, load=queries.deliverable_to_view)
def deliverable(found: Deliverable) -> ViewResult:
    """What was handed in and what the mentors said."""
    return _deliverable_page(found)


@bp.post("/deliverables/<int:deliverable_id>/deliveries")
@guarded(Permission.PROJECT_WORK, load=queries.deliverable_to_view, sees=Permission.PROJECT_VIEW)
def deliver(found: Deliverable) -> ViewResult:
    """Hand in for the cohort."""
    form = DeliveryForm()
    if not form.validate_on_submit():
        return _deliverable_page(found, delivery_form=form), 422
    with transaction() as session:
        services.deliver(session, found, form.words.data, by_id=user_id(), at=clock.now())
    flash(gettext("냈습니다. 멘토가 검토하면 여기에 보입니다."), "success")
    return _to(found)


@bp.post("/deliveries/<int:delivery_id>/review")
@guarded(Permission.PROJECT_REVIEW, load=queries.delivery_to_view, sees=Permission.PROJECT_VIEW)
def review(found: Delivery) -> ViewResult:
    """Say that it was looked at, with a comment."""
    form = ReviewForm()
    if not form.validate_on_submit():
        return _deliverable_page(found.deliverable, review_form=form), 422
    with transaction() as session:
        services.review(session, found, form.comment.data, by_id=user_id(), at=clock.now())
    flash(gettext("검토를 마쳤습니다."), "success")
    return _to(found.deliverable)


def _project_page(project: Project, form: DeliverableForm) -> str:
    session = db.session()
    return render_template(
        "projects/project.html",
        project=project,
        names=[trainee.name for trainee in trainees_of(session, project.cohort)],
        deliverables=queries.deliverables_of(session, [project.id]),
        form=form,
        now=clock.now(),
    )


def _deliverable_page(
    found: Deliverable,
    *,
    delivery_form: DeliveryForm | None = None,
    review_form: ReviewForm | None = None,
) -> str:
    return render_template(
        "projects/deliverable.html",
        deliverable=found,
        delivery_form=delivery_form or DeliveryForm(formdata=None),
        review_form=review_form or ReviewForm(formdata=None),
        now=clock.now(),
    )


def _to(found: Deliverable) -> Response:
    return redirect(url_for("projects.deliverable", deliverable_id=found.id), code=303)
