"""The page where those who teach set the class hours of a run."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.settings import Settings
from lms.timetable import queries, services
from lms.timetable.forms import HourForm, hour_form
from lms.timetable.models import ClassHour
from lms.timetable.services import Overlaps
from lms.timetable.words import day_name, hour_words, time_words
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("timetable", __name__, template_folder="templates")


@bp.get("/runs/<int:run_id>/timetable")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def timetable(run: CourseRun) -> ViewResult:
    """When in the week there is class."""
    return _page(run, hour_form(is_new=True))


@bp.post("/runs/<int:run_id>/timetable/hours")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def add_hours(run: CourseRun) -> ViewResult:
    """Have class at one more time of the week."""
    form = hour_form()
    if not form.validate_on_submit():
        return _page(run, form), 422
    try:
        with transaction() as session:
            services.add_hours(
                session,
                run,
                form.weekdays.data,
                begins=form.begins.data,
                ends=form.ends.data,
                by_id=user_id(),
                at=clock.now(),
            )
    except Overlaps as problem:
        form.begins.errors = [problem.reason]
        return _page(run, form), 422
    flash(gettext("수업 시간을 더했습니다. 모두의 캘린더에 보입니다."), "success")
    return _back(run)


@bp.post("/class-hours/<int:hour_id>/remove")
@guarded(Permission.RUN_TEACH, load=queries.hour_to_change, sees=Permission.RUN_VIEW)
def remove_hour(hour: ClassHour) -> ViewResult:
    """Have no class at this time any more."""
    run = hour.run
    with transaction() as session:
        services.remove_hour(session, hour, by_id=user_id(), at=clock.now())
    flash(gettext("수업 시간을 지웠습니다."), "success")
    return _back(run)


@bp.post("/runs/<int:run_id>/timetable/labs")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def set_labs(run: CourseRun) -> ViewResult:
    """Start labs before class, or (`off`) leave them."""
    is_on = "off" not in request.form
    with transaction() as session:
        services.set_starts_labs(session, run, starts_labs=is_on, by_id=user_id(), at=clock.now())
    flash(
        gettext("수업 전에 실습실을 미리 켭니다.")
        if is_on
        else gettext("수업 전에 실습실을 미리 켜지 않습니다."),
        "success",
    )
    return _back(run)


def _page(run: CourseRun, form: HourForm) -> str:
    session = db.session()
    settings: Settings = current_app.extensions["settings"]
    return render_template(
        "timetable/timetable.html",
        run=run,
        form=form,
        hours=queries.hours_of(session, [run.id]),
        day_name=day_name,
        time_words=time_words,
        hour_words=hour_words,
        has_labs=queries.has_labs(session, run),
        starts_labs=queries.starts_labs(session, run.id),
        may_start=bool(settings.labs_ahead_class),
        lead=int(queries.LEAD.total_seconds()) // 60,
    )


def _back(run: CourseRun) -> BaseResponse:
    return redirect(url_for("timetable.timetable", run_id=run.id), code=303)
