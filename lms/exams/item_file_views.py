"""The files that items carry, for those who have the item before them and for nobody else."""

from flask import Blueprint, Response

from lms import clock, db
from lms.access import Permission
from lms.errors import NotFound
from lms.exams import item_files, practice, sitting_web
from lms.exams.item_files import CarriedFile
from lms.web.guard import ViewResult, guarded, user_id
from lms.web.item_files import file_answer

bp = Blueprint("item_files", __name__)


@bp.get("/attempts/<int:attempt_id>/questions/<int:position>/files/<int:number>")
@guarded(Permission.ATTEMPT_VIEW, load=item_files.file_in_attempt, is_hidden=True)
def in_attempt(found: CarriedFile) -> ViewResult:
    """A file of a question, while the candidate may read it and with the result."""
    attempt = found.attempt
    if attempt is None or not item_files.is_shown(attempt):
        raise NotFound
    if attempt.user_id == user_id():
        sitting_web.demand_machine(attempt)
    return _answer(found)


@bp.get("/runs/<int:run_id>/exams/<exam_key>/practice/<int:item_revision_id>/files/<int:number>")
@guarded(Permission.RUN_STUDY, load=item_files.file_in_practice, is_hidden=True)
def in_practice(found: CarriedFile) -> ViewResult:
    """A file of an item that the person may practise now."""
    session, asked = db.session(), found.asked
    if asked is None or practice.is_exam_under_way(session, user_id(), asked.bank, clock.now()):
        raise NotFound
    practice.refuse_kept(session, asked, user_id())
    return _answer(found)


@bp.get("/runs/<int:run_id>/exams/<exam_key>/analysis/<int:item_revision_id>/files/<int:number>")
@guarded(Permission.RUN_TEACH, load=item_files.file_in_analysis, is_hidden=True)
def in_analysis(found: CarriedFile) -> ViewResult:
    """A file of an item, for those who look at how it behaved."""
    return _answer(found)


@bp.get("/exam-answers/<int:attempt_item_id>/files/<int:number>")
@guarded(Permission.RUN_TEACH, load=item_files.file_of_paper, is_hidden=True)
def of_paper(found: CarriedFile) -> ViewResult:
    """A file of a question, for those who mark its answers."""
    return _answer(found)


def _answer(found: CarriedFile) -> Response:
    return file_answer(found.attachment)
