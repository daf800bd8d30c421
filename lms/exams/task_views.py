"""Notebook tasks in exams: the notebook to work in, the one that comes back, and both to read."""

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext

from lms import clock, db
from lms.access import Permission
from lms.errors import Invalid, NotFound
from lms.exams import services, sitting_web
from lms.exams.essays import Paper, paper_to_mark
from lms.exams.services.task_uploads import MOST_BYTES
from lms.exams.task_uploads import TaskPlace, task_in_attempt, upload_that_counts
from lms.storage import blobs
from lms.web.guard import ViewResult, guarded

bp = Blueprint("exam_tasks", __name__, template_folder="templates")

ADDRESS = "/attempts/<int:attempt_id>/questions/<int:position>/notebook"


@bp.get(ADDRESS)
@guarded(Permission.ATTEMPT_CHANGE, load=task_in_attempt, sees=Permission.ATTEMPT_VIEW)
def task(found: TaskPlace) -> ViewResult:
    """The notebook that the candidate works in, without solutions and hidden tests."""
    sitting_web.demand_machine(found.place.attempt)
    return _notebook(found.task.released.encode(), f"task-{found.place.position}.ipynb")


@bp.post(ADDRESS)
@guarded(Permission.ATTEMPT_CHANGE, load=task_in_attempt, sees=Permission.ATTEMPT_VIEW)
def upload(found: TaskPlace) -> ViewResult:
    """Take a file; its hash, which the page then saves as the answer, is the receipt."""
    entered_at = clock.now()
    sitting_web.demand_machine(found.place.attempt)
    file = request.files.get("file")
    if file is None:
        raise Invalid(gettext("파일을 골라 주세요."))
    data = file.stream.read(MOST_BYTES + 1)
    with db.transaction() as session:
        kept = services.take_notebook(session, blobs(), found.place, data, at=entered_at)
        receipt = {"sha256": kept.sha256, "size": kept.size}
    return jsonify(receipt)


@bp.get("/exam-answers/<int:attempt_item_id>/notebook")
@guarded(Permission.RUN_TEACH, load=paper_to_mark, sees=Permission.RUN_TEACH)
def answer(found: Paper) -> ViewResult:
    """The notebook that counts as the answer, as it was uploaded."""
    kept = upload_that_counts(db.session(), found.place)
    if kept is None:
        raise NotFound
    return _notebook(blobs().get(kept.sha256), f"answer-{found.number}.ipynb")


def _notebook(data: bytes, name: str) -> Response:
    response = Response(data, mimetype="application/x-ipynb+json")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
