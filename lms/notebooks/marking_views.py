"""The pages on which people mark what no test can: by question over everybody, or by person."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.notebooks import claims, flags, marking, queries, regrade_requests, rubrics
from lms.notebooks.answers import answer_to, change_of
from lms.notebooks.cell_places import CellInSubmission, cell_to_mark
from lms.notebooks.claim_models import MarkingClaim, Stage
from lms.notebooks.claims import Answer, ClaimedByOther
from lms.notebooks.marking import Given, MarkedMeanwhile, Paper, Step
from lms.notebooks.marking_forms import MarkForm
from lms.notebooks.marks import Result
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.rubric_models import Rubric
from lms.notebooks.ways import shown_claim, way_asked
from lms.storage import blobs
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("marking", __name__, template_folder="templates")


@bp.get("/runs/<int:run_id>/assignments/<name>/marking")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def overview(found: AssignmentInRun) -> ViewResult:
    """What waits for a person, by question and by trainee."""
    papers = marking.papers_of(db.session(), found)
    questions = marking.questions_of(papers)
    held = claims.claims_in(db.session(), found, Stage.MARKING, at=clock.now())
    return render_template(
        "notebooks/marking.html",
        run=found.run,
        assignment=found.assignment,
        papers=papers,
        questions=questions,
        labels={one.name: one.label for one in questions},
        steps=marking.waiting_steps(papers),
        n_requests=regrade_requests.n_open_requests(db.session(), found),
        flags=flags.open_flags_in(db.session(), found),
        first_of=_first_of(papers, held),
        claims=held,
        numbers=marking.numbers_of(papers),
        rule=found.window.counts,
        way=way_asked(),
    )


@bp.get("/submissions/<int:submission_id>/marking/<cell_name>")
@guarded(Permission.RUN_TEACH, load=cell_to_mark, sees=Permission.SUBMISSION_VIEW)
def cell(found: CellInSubmission) -> ViewResult:
    """One answer, what was asked and expected, and the points it gets."""
    result = marking.paper_of(db.session(), found.submission).result(found.cell_name)
    return _page(found, result, MarkForm.of(result, _rubric_of(found)))


@bp.post("/submissions/<int:submission_id>/marking/<cell_name>")
@guarded(Permission.RUN_TEACH, load=cell_to_mark, sees=Permission.SUBMISSION_VIEW)
def mark(found: CellInSubmission) -> ViewResult:
    """Keep the points and go on to what waits next."""
    result = marking.paper_of(db.session(), found.submission).result(found.cell_name)
    form, rubric = MarkForm(), _rubric_of(found)
    form.offer(rubric, result)
    if not form.validate_on_submit():
        return _page(found, result, form), 422
    try:
        _save(found, form.given(rubric), form.seen.data or 0)
    except ClaimedByOther as problem:
        form.points.errors = [problem.reason]
        return _page(found, result, form), 409
    except MarkedMeanwhile:
        db.session().expire_all()
        newest = marking.paper_of(db.session(), found.submission).result(found.cell_name)
        form.points.errors = [gettext("그사이 다른 사람이 채점했습니다. 지금 점수를 보고 다시 저장해 주세요.")]  # fmt: skip
        form.see(newest)
        return _page(found, newest, form), 409
    return _onward(found)


def _save(found: CellInSubmission, given: Given, seen_id: int) -> None:
    """Keep what was decided, unless somebody else has the answer and it is not taken over."""
    answer, at = Answer(found.submission, found.cell_name, Stage.MARKING), clock.now()
    takes_over = "take_over" in request.form
    with transaction() as session:
        claims.finish(session, answer, takes_over=takes_over, by_id=user_id(), at=at)
        marking.mark_cell(
            session,
            found.submission,
            found.cell_name,
            given,
            seen_id=seen_id,
            by_id=user_id(),
            at=at,
        )


def _rubric_of(found: CellInSubmission) -> Rubric | None:
    return rubrics.rubric_of(db.session(), found.assignment, found.cell_name)


def _onward(found: CellInSubmission) -> BaseResponse:
    way, place = way_asked(), found.assignment
    here = Step(found.submission.id, found.cell_name)
    with transaction() as session:
        step = way.claim_next(session, place, here, by_id=user_id(), at=clock.now())
    if step is not None:
        return redirect(way.address(step), code=303)
    flash(gettext("저장했습니다. 여기에서 기다리는 답이 더 없습니다."), "success")
    return redirect(way.overview(place), code=303)


def _page(found: CellInSubmission, result: Result, form: MarkForm) -> str:
    session, way, place = db.session(), way_asked(), found.assignment
    rubric = _rubric_of(found)
    papers = marking.papers_of(session, place)
    here = Step(found.submission.id, found.cell_name)
    answer = Answer(found.submission, found.cell_name, Stage.MARKING)
    return render_template(
        "notebooks/mark.html",
        run=place.run,
        assignment=place.assignment,
        submission=found.submission,
        number=marking.numbers_of(papers).get(found.submission.party, 0),
        result=result,
        form=form,
        rubric=rubric,
        worth=rubrics.worth_of(rubric),
        way=way,
        answer=answer_to(blobs(), found.submission, found.cell_name),
        change=change_of(blobs(), found.submission, found.cell_name),
        comments=marking.comments_used(session, place, found.cell_name),
        earlier=marking.history_of(session, found.submission)[found.cell_name],
        n_waiting=len(way.steps(session, place, papers, here, user_id())),
        **shown_claim(answer, user_id(), at=clock.now()),
    )


def _first_of(papers: list[Paper], held: Sequence[MarkingClaim]) -> dict[str, Step]:
    """Where to begin with each question: what waits first and nobody has, else the first paper."""
    found: dict[str, Step] = {}
    for paper in papers:
        for one in paper.results:
            found.setdefault(one.name, Step(paper.submission.id, one.name))
    waiting = claims.free_of(marking.waiting_steps(papers), held, user_id(), whole_papers=False)
    return found | {step.cell_name: step for step in reversed(waiting)}
