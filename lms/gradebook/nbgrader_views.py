"""The page from which a run's gradebook is taken away as nbgrader keeps it."""

from flask import Blueprint, Response, redirect, render_template, stream_with_context, url_for

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.errors import NotFound
from lms.gradebook import nbgrader_files, services
from lms.gradebook.queries import trainees_shown
from lms.storage import blobs
from lms.web.addresses import client_address
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("nbgrader_files", __name__, template_folder="templates")


@bp.get("/runs/<int:run_id>/gradebook/nbgrader")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def file(run: CourseRun) -> ViewResult:
    """Whether the file is made, and the way to it."""
    made = nbgrader_files.file_of(db.session(), run.id)
    return render_template("gradebook/nbgrader.html", run=run, made=made)


@bp.post("/runs/<int:run_id>/gradebook/nbgrader")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def ask(run: CourseRun) -> ViewResult:
    """Have the file made."""
    with transaction() as session:
        nbgrader_files.ask_for(session, run, by_id=user_id(), at=clock.now())
    return redirect(url_for("nbgrader_files.file", run_id=run.id), code=303)


@bp.post("/runs/<int:run_id>/gradebook/gradebook.db")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def download(run: CourseRun) -> ViewResult:
    """The file, as it was made last."""
    with transaction() as session:
        found = nbgrader_files.file_of(session, run.id)
        if found is None or found.blob is None:
            raise NotFound
        services.record_download(
            session,
            ("course_run", run.id),
            n_trainees=len(trainees_shown(session, run.cohort_id)),
            by_id=user_id(),
            address=client_address(),
            at=clock.now(),
        )
        digest = found.blob
    answer = Response(
        stream_with_context(blobs().chunks(digest)), mimetype="application/vnd.sqlite3"
    )
    answer.headers.set("Content-Disposition", "attachment", filename="gradebook.db")
    return answer
