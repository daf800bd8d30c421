"""Exams for those who run them: everybody's results to take away."""

from flask import Blueprint, Response

from lms import audit, clock, db
from lms.access import Permission
from lms.exams import queries
from lms.exams.results_export import rows_of_results
from lms.web.addresses import client_address
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
