"""Exams for those who run them: everybody's results to take away, whether forecasts came true."""

from flask import Blueprint, Response, render_template
from flask_babel import gettext

from assessments.forecasts import Verification
from lms import audit, clock, db
from lms.access import Permission
from lms.exams import queries
from lms.exams.readiness import forecasts_verified
from lms.exams.results_export import rows_of_results
from lms.web.addresses import client_address
from lms.web.charts import Chart, line_chart
from lms.web.guard import ViewResult, guarded, user_id
from lms.web.spreadsheets import csv_of

bp = Blueprint("exam_desk", __name__, template_folder="templates")


@bp.post("/runs/<int:run_id>/exams/<exam_key>/results.csv")
@guarded(Permission.RUN_TEACH, load=queries.exam_in_run, sees=Permission.RUN_VIEW)
def results_csv(thing: queries.ExamInRun) -> ViewResult:
    """Every closed attempt with its domains; that it was taken is kept."""
    with db.transaction() as session:
        found = queries.results_in_run(session, thing.run.id, thing.exam.id)
        audit.record(
            session,
            "exam.download",
            actor_id=user_id(),
            subject=("course_run", thing.run.id),
            at=clock.now(),
            address=client_address(),
            exam=thing.exam.key,
            n_attempts=len(found),
        )
        rows = list(rows_of_results(found, queries.domains_of(thing.exam, found)))
    answer = Response(csv_of(rows), mimetype="text/csv")
    name = f"results-{thing.run.slug}-{thing.exam.key}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get("/operate/forecasts")
@guarded(Permission.CITY_OPERATE)
def forecasts() -> ViewResult:
    """Whether what trainees were told of their chances came true."""
    found = forecasts_verified(db.session())
    return render_template("exams/forecasts.html", found=found, curve=_curve(found))


def _curve(found: Verification) -> Chart | None:
    if not found.curve:
        return None
    labels = [f"{each.begins:.0%}–{each.ends:.0%}" for each in found.curve]
    series = {
        gettext("말한 확률(%%)"): [round(each.said * 100) for each in found.curve],
        gettext("합격한 비율(%%)"): [round(each.happened * 100) for each in found.curve],
    }
    return line_chart(gettext("말한 확률과 합격한 비율"), gettext("말한 확률"), labels, series)
