"""What a trainee finds open at some moment, as a page for those who teach."""

from flask import Blueprint, render_template, request
from flask_babel import gettext
from wtforms.fields import SelectChoice

from lms import clock, db
from lms.access import Permission
from lms.catalog.outline import outline_of
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view, trainees_of
from lms.lessons.forms import NOBODY_YET, ForesightForm
from lms.lessons.locks import locks_of_trainee
from lms.lessons.queries import reasons_in, said_once
from lms.web.guard import ViewResult, guarded

bp = Blueprint("foresight", __name__, template_folder="templates")


@bp.get("/runs/<int:run_id>/pace/foresight")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def foresight(run: CourseRun) -> ViewResult:
    """The outline as a trainee of the run sees it at the moment that is asked for, else now."""
    form, status = _form(run), 200
    if request.args and not form.validate():
        status = 422
    session, units = db.session(), outline_of(run.course.current_revision)
    is_fine = status == 200
    person = form.person.data if is_fine else NOBODY_YET
    at = form.at.moment if is_fine else clock.now()
    locks = locks_of_trainee(session, person or None, run, at=at)
    reasons = reasons_in(session, run, locks)
    page = render_template(
        "lessons/foresight.html",
        run=run,
        form=form,
        units=units,
        at=at,
        reasons=reasons,
        together=said_once(units, reasons),
        n_open=sum(len(unit.lessons) for unit in units) - len(reasons),
    )
    return page, status


def _form(run: CourseRun) -> ForesightForm:
    form = (
        ForesightForm(request.args)
        if request.args
        else ForesightForm(None, at=clock.now().replace(second=0, microsecond=0))
    )
    form.person.choices = [
        SelectChoice(NOBODY_YET, gettext("아직 아무것도 하지 않은 교육생")),
        *(SelectChoice(one.id, one.name) for one in trainees_of(db.session(), run.cohort)),
    ]
    return form
