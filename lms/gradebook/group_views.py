"""The pages on which instructors say how the works of a run are weighed."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.errors import Conflict
from lms.gradebook import plans
from lms.gradebook.forms import GroupForm, group_form
from lms.gradebook.models import GradeGroup
from lms.gradebook.queries import works_of
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("grade_groups", __name__, template_folder="templates")


@bp.get("/runs/<int:run_id>/gradebook/groups")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def groups(run: CourseRun) -> ViewResult:
    """The groups of a run, what is in each, and what is in none."""
    session = db.session()
    return render_template(
        "gradebook/groups.html",
        run=run,
        plan=plans.plan_of(session, run.id),
        works=works_of(session, run),
    )


@bp.get("/runs/<int:run_id>/gradebook/groups/new")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def new(run: CourseRun) -> ViewResult:
    """The form for one more group."""
    return _page(run, None, _form(run, None))


@bp.post("/runs/<int:run_id>/gradebook/groups/new")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def add(run: CourseRun) -> ViewResult:
    """Add the group."""
    form = _form(run, None)
    if not form.validate_on_submit():
        return _page(run, None, form), 422
    try:
        with transaction() as session:
            plans.add_group(session, run, form.group, by_id=user_id(), at=clock.now())
    except Conflict as error:
        form.name.errors = [error.reason]
        return _page(run, None, form), 409
    return _back(run.id, gettext("묶음을 더했습니다."))


@bp.get("/grade-groups/<int:group_id>")
@guarded(Permission.RUN_TEACH, load=plans.group_to_change, sees=Permission.RUN_VIEW)
def group(found: GradeGroup) -> ViewResult:
    """A group as it is."""
    return _page(found.run, found, _form(found.run, found))


@bp.post("/grade-groups/<int:group_id>")
@guarded(Permission.RUN_TEACH, load=plans.group_to_change, sees=Permission.RUN_VIEW)
def change(found: GradeGroup) -> ViewResult:
    """Let the group be as was typed."""
    form = _form(found.run, found)
    if not form.validate_on_submit():
        return _page(found.run, found, form), 422
    try:
        with transaction() as session:
            plans.change_group(session, found, form.group, by_id=user_id(), at=clock.now())
    except Conflict as error:
        form.name.errors = [error.reason]
        return _page(found.run, found, form), 409
    return _back(found.run_id, gettext("묶음을 바꿨습니다."))


@bp.post("/grade-groups/<int:group_id>/remove")
@guarded(Permission.RUN_TEACH, load=plans.group_to_change, sees=Permission.RUN_VIEW)
def remove(found: GradeGroup) -> ViewResult:
    """Take the group away."""
    run_id = found.run_id
    with transaction() as session:
        plans.remove_group(session, found, by_id=user_id(), at=clock.now())
    return _back(run_id, gettext("묶음을 없앴습니다."))


def _form(run: CourseRun, found: GradeGroup | None) -> GroupForm:
    present = plans.planned(found) if found else None
    return group_form(present, works_of(db.session(), run))


def _page(run: CourseRun, found: GradeGroup | None, form: GroupForm) -> str:
    return render_template("gradebook/group.html", run=run, group=found, form=form)


def _back(run_id: int, words: str) -> BaseResponse:
    flash(words, "success")
    return redirect(url_for("grade_groups.groups", run_id=run_id), code=303)
