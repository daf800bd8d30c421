"""What a marker does with an answer besides marking it: have it, take it over, let it go."""

from dataclasses import dataclass

from flask import Blueprint, flash, jsonify, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock, db
from lms.access import Permission, Scope
from lms.db import transaction
from lms.notebooks import claims, queries, second_marking
from lms.notebooks.cell_places import CellInSubmission, cell_to_mark
from lms.notebooks.claim_models import Stage
from lms.notebooks.claims import Answer
from lms.notebooks.marking import Step
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.ways import Way, own_words, way_asked
from lms.web.error_pages import wants_json
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("claims", __name__, template_folder="templates")

STAGE = "any(marking, second):stage"


@dataclass(frozen=True)
class AnswerInRun:
    """One answer in one of its markings, and where it belongs."""

    found: CellInSubmission
    stage: Stage

    @property
    def scope(self) -> Scope:
        """It is part of the submission."""
        return self.found.scope

    @property
    def answer(self) -> Answer:
        """What is claimed."""
        return Answer(self.found.submission, self.found.cell_name, self.stage)

    @property
    def step(self) -> Step:
        """Where it is marked."""
        return Step(self.found.submission.id, self.found.cell_name)


@dataclass(frozen=True)
class MarkingInRun:
    """One of the markings of an assignment in a run."""

    place: AssignmentInRun
    stage: Stage

    @property
    def scope(self) -> Scope:
        """It belongs to the run."""
        return self.place.scope


def answer_to_claim(submission_id: int, cell_name: str, stage: str) -> AnswerInRun:
    """The answer that these name; raises NotFound. For `guarded(load=…)`."""
    return AnswerInRun(cell_to_mark(submission_id, cell_name), Stage(stage))


def marking_to_begin(run_id: int, name: str, stage: str) -> MarkingInRun:
    """The marking that these name; raises NotFound. For `guarded(load=…)`."""
    return MarkingInRun(queries.assignment_to_view(run_id, name), Stage(stage))


@bp.post(f"/runs/<int:run_id>/assignments/<name>/<{STAGE}>/begin")
@guarded(Permission.RUN_TEACH, load=marking_to_begin, sees=Permission.RUN_VIEW)
def begin(found: MarkingInRun) -> ViewResult:
    """Have the first answer that waits and that nobody else has."""
    way = way_asked(found.stage)
    with transaction() as session:
        step = way.claim_next(session, found.place, None, by_id=user_id(), at=clock.now())
    return _lead(way, found.place, step)


@bp.post(f"/submissions/<int:submission_id>/<{STAGE}>/<cell_name>/claim")
@guarded(Permission.RUN_TEACH, load=answer_to_claim, sees=Permission.SUBMISSION_VIEW)
def claim(found: AnswerInRun) -> ViewResult:
    """Have an answer, or have it longer: a script asks for JSON and says so again and again."""
    with transaction() as session:
        _demand_stage(found)
        made = claims.claim(session, found.answer, by_id=user_id(), at=clock.now())
    if wants_json():
        return jsonify(until=made.until_at.isoformat(), words=own_words(made))
    return redirect(way_asked(found.stage).address(found.step), code=303)


@bp.post(f"/submissions/<int:submission_id>/<{STAGE}>/<cell_name>/take-over")
@guarded(Permission.RUN_TEACH, load=answer_to_claim, sees=Permission.SUBMISSION_VIEW)
def take_over(found: AnswerInRun) -> ViewResult:
    """Have an answer whoever has it."""
    with transaction() as session:
        _demand_stage(found)
        claims.take_over(session, found.answer, by_id=user_id(), at=clock.now())
    flash(gettext("이 답을 넘겨받았습니다."), "success")
    return redirect(way_asked(found.stage).address(found.step), code=303)


@bp.post(f"/submissions/<int:submission_id>/<{STAGE}>/<cell_name>/release")
@guarded(Permission.RUN_TEACH, load=answer_to_claim, sees=Permission.SUBMISSION_VIEW)
def release(found: AnswerInRun) -> ViewResult:
    """Let an answer go; a page that is left says which claim it had, and reads no answer."""
    until = request.form.get("until")
    with transaction() as session:
        claims.release(session, found.answer, by_id=user_id(), at=clock.now(), until=until)
    if until is not None:
        return "", 204
    return redirect(way_asked(found.stage).overview(found.found.assignment), code=303)


@bp.post(f"/submissions/<int:submission_id>/<{STAGE}>/<cell_name>/skip")
@guarded(Permission.RUN_TEACH, load=answer_to_claim, sees=Permission.SUBMISSION_VIEW)
def skip(found: AnswerInRun) -> ViewResult:
    """Let an answer go and have the next one that nobody else has."""
    way, place = way_asked(found.stage), found.found.assignment
    with transaction() as session:
        claims.release(session, found.answer, by_id=user_id(), at=clock.now())
        step = way.claim_next(session, place, found.step, by_id=user_id(), at=clock.now())
    return _lead(way, place, step)


def _lead(way: Way, place: AssignmentInRun, step: Step | None) -> BaseResponse:
    if step is not None:
        return redirect(way.address(step), code=303)
    flash(gettext("기다리는 답이 더 없거나, 남은 답은 다른 사람이 맡고 있습니다."), "success")
    return redirect(way.overview(place), code=303)


def _demand_stage(found: AnswerInRun) -> None:
    """Raise NotToBeMarkedTwice for an answer that the person may not mark as the second."""
    if found.stage is Stage.SECOND:
        place, submission = found.found.assignment, found.found.submission
        name = found.found.cell_name
        second_marking.demand_waiting(db.session(), place, submission, name, user_id())
