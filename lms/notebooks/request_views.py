"""The pages on which trainees ask for another look, and markers answer."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.notebooks import queries, regrade_requests
from lms.notebooks.answers import answer_to
from lms.notebooks.cell_places import CellInSubmission, cell_to_mark
from lms.notebooks.marking import MarkedMeanwhile, numbers_of, paper_of, papers_of
from lms.notebooks.marking_forms import AnswerForm, AskForm, RequestRuleForm
from lms.notebooks.nameless import names_asked
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.regrade_requests import AlreadyAnswered, request_to_answer
from lms.notebooks.request_models import RegradeRequest
from lms.storage import blobs
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("requests", __name__, template_folder="templates")


@bp.get("/submissions/<int:submission_id>/requests/<cell_name>")
@guarded(Permission.SUBMISSION_QUESTION, load=cell_to_mark, sees=Permission.SUBMISSION_VIEW)
def ask(found: CellInSubmission) -> ViewResult:
    """Where a trainee says why a question should be looked at again."""
    return _ask_page(found, AskForm(formdata=None))


@bp.post("/submissions/<int:submission_id>/requests/<cell_name>")
@guarded(Permission.SUBMISSION_QUESTION, load=cell_to_mark, sees=Permission.SUBMISSION_VIEW)
def send(found: CellInSubmission) -> ViewResult:
    """Take the request."""
    form = AskForm()
    if not form.validate_on_submit():
        return _ask_page(found, form), 422
    with transaction() as session:
        reason = str(form.reason.data)
        regrade_requests.ask(
            session,
            found.submission,
            found.cell_name,
            reason,
            by_id=user_id(),
            at=clock.now(),
        )
    flash(gettext("요청을 보냈습니다. 답이 오면 알려 드립니다."), "success")
    return redirect(url_for("notebooks.submission", submission_id=found.submission.id), code=303)


def _ask_page(found: CellInSubmission, form: AskForm) -> str:
    session, submission = db.session(), found.submission
    paper = paper_of(session, submission)
    result = paper.result(found.cell_name)
    standing = regrade_requests.standing_of(session, submission, paper.results)
    return render_template(
        "notebooks/ask.html",
        run=submission.run,
        assignment=submission.assignment,
        submission=submission,
        result=result,
        standing=standing,
        refusal=standing.refusal(result, clock.now()),
        form=form,
    )


@bp.get("/runs/<int:run_id>/assignments/<name>/requests")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def of_assignment(found: AssignmentInRun) -> ViewResult:
    """What waits for an answer, what was answered, and the rule."""
    rule = regrade_requests.rule_of(db.session(), found.run.id, found.assignment.id)
    return _list_page(found, RequestRuleForm(formdata=None, days=rule.days, most=rule.most))


@bp.post("/runs/<int:run_id>/assignments/<name>/requests/rule")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def set_rule(found: AssignmentInRun) -> ViewResult:
    """Set how long after marking, and how often, people may ask."""
    form = RequestRuleForm()
    if not form.validate_on_submit():
        return _list_page(found, form), 422
    with transaction() as session:
        regrade_requests.set_rule(session, found, form.rule, by_id=user_id(), at=clock.now())
    flash(gettext("요청할 수 있는 때와 횟수를 정했습니다."), "success")
    place = url_for(".of_assignment", run_id=found.run.id, name=found.assignment.name)
    return redirect(place, code=303)


def _list_page(found: AssignmentInRun, form: RequestRuleForm) -> str:
    requests = regrade_requests.requests_in(db.session(), found)
    version = found.assignment.current_version
    return render_template(
        "notebooks/requests.html",
        run=found.run,
        assignment=found.assignment,
        open=[one for one in requests if one.is_open],
        answered=[one for one in reversed(requests) if not one.is_open],
        labels={cell["grade_id"]: cell["label"] for cell in (version.cells if version else ())},
        numbers=numbers_of(papers_of(db.session(), found)),
        names=names_asked(),
        form=form,
    )


@bp.get("/regrade-requests/<int:request_id>")
@guarded(Permission.RUN_TEACH, load=request_to_answer, sees=Permission.SUBMISSION_VIEW)
def request_page(found: RegradeRequest) -> ViewResult:
    """The question, the answer, what the trainee says, and where a marker answers."""
    result = paper_of(db.session(), found.submission).result(found.cell_name)
    return _request_page(found, AnswerForm.of(result))


@bp.post("/regrade-requests/<int:request_id>")
@guarded(Permission.RUN_TEACH, load=request_to_answer, sees=Permission.SUBMISSION_VIEW)
def answer(found: RegradeRequest) -> ViewResult:
    """Keep the answer and go on to the next request."""
    form = AnswerForm()
    form.most = paper_of(db.session(), found.submission).result(found.cell_name).points
    if not form.validate_on_submit():
        return _request_page(found, form), 422
    place = _place_of(found)
    try:
        with transaction() as session:
            regrade_requests.answer(
                session,
                place,
                found,
                form.given,
                str(form.answer.data),
                by_id=user_id(),
                at=clock.now(),
            )
    except (AlreadyAnswered, MarkedMeanwhile) as problem:
        db.session().expire_all()
        form.answer.errors = [problem.reason]
        return _request_page(found, form), 409
    flash(gettext("답했습니다. 교육생에게 알렸습니다."), "success")
    waiting = [one for one in regrade_requests.requests_in(db.session(), place) if one.is_open]
    if waiting:
        return redirect(url_for(".request_page", request_id=waiting[0].id, names=names_asked()), code=303)  # fmt: skip
    address = url_for(".of_assignment", run_id=place.run.id, name=place.assignment.name, names=names_asked())  # fmt: skip
    return redirect(address, code=303)


def _request_page(found: RegradeRequest, form: AnswerForm) -> str:
    submission, place = found.submission, _place_of(found)
    return render_template(
        "notebooks/request.html",
        run=place.run,
        assignment=place.assignment,
        request_=found,
        submission=submission,
        result=paper_of(db.session(), submission).result(found.cell_name),
        content=answer_to(blobs(), submission, found.cell_name),
        number=numbers_of(papers_of(db.session(), place)).get(submission.party, 0),
        names=names_asked(),
        form=form,
    )


def _place_of(found: RegradeRequest) -> AssignmentInRun:
    submission = found.submission
    return queries.assignment_in(db.session(), submission.run, submission.assignment.name)
