"""Where a candidate goes on in another browser, with the code of the room."""

from flask import Blueprint, redirect, render_template, url_for

from lms import clock
from lms.access import Permission
from lms.exams import queries, sitting_web
from lms.exams.forms import CodeForm
from lms.exams.models import Attempt
from lms.web.guard import ViewResult, guarded

bp = Blueprint("sittings", __name__, template_folder="templates")


@bp.post("/attempts/<int:attempt_id>/code")
@guarded(Permission.ATTEMPT_CHANGE, load=queries.attempt_with, sees=Permission.ATTEMPT_VIEW)
def enter_code(found: Attempt) -> ViewResult:
    """Go on in another browser, with the code of the room."""
    form = CodeForm()
    if sitting_web.demands_on(found).asks_again:
        if not sitting_web.is_right(found.run_id, found.exam_id, form, at=clock.now()):
            return render_template("exams/code.html", attempt=found, form=form), 422
        sitting_web.remember(found.id)
    return redirect(url_for("exams.attempt", attempt_id=found.id), code=303)
