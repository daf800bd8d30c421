"""The pages on which a second person marks without seeing the first, and a third decides."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields import SelectChoice

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.notebooks import claims, queries, rubrics, second_marking
from lms.notebooks.answers import answer_to
from lms.notebooks.cell_places import CellInSubmission, cell_to_mark
from lms.notebooks.claim_models import Stage
from lms.notebooks.claims import Answer, ClaimedByOther
from lms.notebooks.marking import Given, Paper, Step, numbers_of, paper_of, papers_of
from lms.notebooks.marking_forms import MarkForm, ModerationForm, SecondRuleForm
from lms.notebooks.marks import Result
from lms.notebooks.nameless import names_asked
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.second_marking import NotToBeMarkedTwice
from lms.notebooks.second_models import SecondMark
from lms.notebooks.ways import shown_claim, way_asked
from lms.storage import blobs
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("second", __name__, template_folder="templates")


@bp.get("/runs/<int:run_id>/assignments/<name>/second-marking")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def of_assignment(found: AssignmentInRun) -> ViewResult:
    """What waits for a second marker or a moderator, and which questions are marked twice."""
    return _page(found, _rule_form(found, is_new=True))


@bp.post("/runs/<int:run_id>/assignments/<name>/second-marking")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def set_rule(found: AssignmentInRun) -> ViewResult:
    """Set how many of the answers to a question are marked twice."""
    form = _rule_form(found)
    if not form.validate_on_submit():
        return _page(found, form), 422
    with transaction() as session:
        second_marking.set_rule(
            session,
            found,
            str(form.question.data),
            int(form.percent.data or 0),
            form.given,
            by_id=user_id(),
            at=clock.now(),
        )
    flash(gettext("두 번 채점할 답을 정했습니다."), "success")
    return redirect(_address(found), code=303)


@bp.get("/submissions/<int:submission_id>/second/<cell_name>")
@guarded(Permission.RUN_TEACH, load=cell_to_mark, sees=Permission.SUBMISSION_VIEW)
def cell(found: CellInSubmission) -> ViewResult:
    """One answer as if nobody had marked it; leads to the list when it does not wait for one."""
    place = found.assignment
    step = Step(found.submission.id, found.cell_name)
    if step not in second_marking.waiting_for(db.session(), place, [_paper(found)], user_id()):
        return redirect(_address(place), code=303)
    rubric = rubrics.rubric_of(db.session(), found.assignment, found.cell_name)
    return _blind_page(found, MarkForm.of(_blind(found), rubric))


@bp.post("/submissions/<int:submission_id>/second/<cell_name>")
@guarded(Permission.RUN_TEACH, load=cell_to_mark, sees=Permission.SUBMISSION_VIEW)
def mark(found: CellInSubmission) -> ViewResult:
    """Keep the second marker's points and go on to the next answer."""
    form = MarkForm()
    rubric = rubrics.rubric_of(db.session(), found.assignment, found.cell_name)
    form.offer(rubric, _blind(found))
    if not form.validate_on_submit():
        return _blind_page(found, form), 422
    try:
        _save(found, form.given(rubric))
    except (ClaimedByOther, NotToBeMarkedTwice) as problem:
        form.points.errors = [problem.reason]
        return _blind_page(found, form), 409
    return _onward(found)


def _save(found: CellInSubmission, given: Given) -> None:
    """Keep what was decided, unless somebody else has the answer and it is not taken over."""
    answer, at = Answer(found.submission, found.cell_name, Stage.SECOND), clock.now()
    takes_over = "take_over" in request.form
    with transaction() as session:
        claims.finish(session, answer, takes_over=takes_over, by_id=user_id(), at=at)
        second_marking.mark_second(
            session,
            found.assignment,
            found.submission,
            found.cell_name,
            given,
            by_id=user_id(),
            at=at,
        )


def _blind(found: CellInSubmission) -> Result:
    result = _paper(found).result(found.cell_name)
    return replace(result, mark=None, score=None)


def _paper(found: CellInSubmission) -> Paper:
    return paper_of(db.session(), found.submission)


def _onward(found: CellInSubmission) -> BaseResponse:
    way, here = way_asked(Stage.SECOND), Step(found.submission.id, found.cell_name)
    with transaction() as session:
        step = way.claim_next(session, found.assignment, here, by_id=user_id(), at=clock.now())
    if step is not None:
        return redirect(way.address(step), code=303)
    flash(gettext("저장했습니다. 여기에서 기다리는 답이 더 없습니다."), "success")
    return redirect(way.overview(found.assignment), code=303)


def _blind_page(found: CellInSubmission, form: MarkForm) -> str:
    session, place = db.session(), found.assignment
    rubric = rubrics.rubric_of(session, place, found.cell_name)
    papers = papers_of(session, place)
    answer = Answer(found.submission, found.cell_name, Stage.SECOND)
    return render_template(
        "notebooks/second_mark.html",
        run=place.run,
        assignment=place.assignment,
        submission=found.submission,
        number=numbers_of(papers).get(found.submission.party, 0),
        result=_blind(found),
        rubric=rubric,
        worth=rubrics.worth_of(rubric),
        content=answer_to(blobs(), found.submission, found.cell_name),
        n_waiting=len(second_marking.waiting_for(session, place, papers, user_id())),
        way=way_asked(Stage.SECOND),
        **shown_claim(answer, user_id(), at=clock.now()),
        names=names_asked(),
        form=form,
    )


@bp.get("/second-marks/<int:second_id>")
@guarded(Permission.RUN_TEACH, load=second_marking.second_to_moderate, sees=Permission.RUN_TEACH)
def moderation(second: SecondMark) -> ViewResult:
    """Two marks of one answer side by side, and where a third person decides."""
    return _moderation_page(second, ModerationForm.of(_result_of(second)))


@bp.post("/second-marks/<int:second_id>")
@guarded(Permission.RUN_TEACH, load=second_marking.second_to_moderate, sees=Permission.RUN_TEACH)
def moderate(second: SecondMark) -> ViewResult:
    """Let the moderator's points count."""
    form = ModerationForm()
    form.most = _result_of(second).points
    if not form.validate_on_submit():
        return _moderation_page(second, form), 422
    place = _place_of(second)
    with transaction() as session:
        words = str(form.answer.data)
        second_marking.moderate(session, second, form.given, words, by_id=user_id(), at=clock.now())
    flash(gettext("정한 점수를 반영했습니다."), "success")
    return redirect(_address(place), code=303)


def _moderation_page(second: SecondMark, form: ModerationForm) -> str:
    place = _place_of(second)
    return render_template(
        "notebooks/moderation.html",
        run=place.run,
        assignment=place.assignment,
        second=second,
        submission=second.submission,
        number=numbers_of(papers_of(db.session(), place)).get(second.submission.party, 0),
        result=_result_of(second),
        content=answer_to(blobs(), second.submission, second.cell_name),
        may_moderate=second_marking.may_moderate(second, user_id()),
        names=names_asked(),
        form=form,
    )


def _page(found: AssignmentInRun, form: SecondRuleForm) -> str:
    session = db.session()
    papers = papers_of(session, found)
    version = found.assignment.current_version
    return render_template(
        "notebooks/second.html",
        run=found.run,
        assignment=found.assignment,
        rules=second_marking.rules_of(session, found),
        steps=second_marking.waiting_for(session, found, papers, user_id()),
        seconds=second_marking.seconds_of(session, found),
        claims=claims.claims_in(session, found, Stage.SECOND, at=clock.now()),
        labels={cell["grade_id"]: cell["label"] for cell in (version.cells if version else ())},
        numbers=numbers_of(papers),
        names=names_asked(),
        form=form,
    )


def _rule_form(found: AssignmentInRun, *, is_new: bool = False) -> SecondRuleForm:
    form = SecondRuleForm(formdata=None) if is_new else SecondRuleForm()
    version = found.assignment.current_version
    form.question.choices = [
        SelectChoice(cell["grade_id"], cell["label"]) for cell in (version.cells if version else ())
    ]
    return form


def _result_of(second: SecondMark) -> Result:
    return paper_of(db.session(), second.submission).result(second.cell_name)


def _place_of(second: SecondMark) -> AssignmentInRun:
    submission = second.submission
    return queries.assignment_in(db.session(), submission.run, submission.assignment.name)


def _address(found: AssignmentInRun) -> str:
    return url_for(".of_assignment", run_id=found.run.id, name=found.assignment.name, names=names_asked())  # fmt: skip
