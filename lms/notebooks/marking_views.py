"""The pages on which people mark what no test can: by question over everybody, or by person."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.notebooks import flags, marking, queries, regrade_requests, rubrics
from lms.notebooks.answers import answer_to, change_of
from lms.notebooks.cell_places import CellInSubmission, cell_to_mark
from lms.notebooks.marking import MarkedMeanwhile, Paper, Step
from lms.notebooks.marking_forms import MarkForm
from lms.notebooks.marks import Result
from lms.notebooks.nameless import WITHOUT_NAMES, names_asked
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.rubric_models import Rubric
from lms.storage import blobs
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("marking", __name__, template_folder="templates")

BY_PERSON = "person"


@dataclass(frozen=True)
class Way:
    """How the marker goes through what waits; kept in the address."""

    by_person: bool
    without_names: bool

    @property
    def arguments(self) -> dict[str, Any]:
        """The address's arguments."""
        by = {"by": BY_PERSON} if self.by_person else {}
        return by | ({"names": WITHOUT_NAMES} if self.without_names else {})

    def address(self, step: Step) -> str:
        """Where a cell is marked on this way."""
        place: dict[str, Any] = {"submission_id": step.submission_id, "cell_name": step.cell_name}
        return url_for("marking.cell", **place, **self.arguments)

    def steps(self, papers: list[Paper], cell_name: str) -> list[Step]:
        """What waits on this way: of the cell, or of everything paper by paper."""
        return marking.waiting_steps(papers, None if self.by_person else cell_name)


@bp.get("/runs/<int:run_id>/assignments/<name>/marking")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def overview(found: AssignmentInRun) -> ViewResult:
    """What waits for a person, by question and by trainee."""
    papers = marking.papers_of(db.session(), found)
    return render_template(
        "notebooks/marking.html",
        run=found.run,
        assignment=found.assignment,
        papers=papers,
        questions=marking.questions_of(papers),
        steps=marking.waiting_steps(papers),
        n_requests=regrade_requests.n_open_requests(db.session(), found),
        flags=flags.open_flags_in(db.session(), found),
        first_of=_first_of(papers),
        numbers=marking.numbers_of(papers),
        rule=found.window.counts,
        way=_way(),
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
        with transaction() as session:
            marking.mark_cell(
                session,
                found.submission,
                found.cell_name,
                form.given(rubric),
                seen_id=form.seen.data or 0,
                by_id=user_id(),
                at=clock.now(),
            )
    except MarkedMeanwhile:
        db.session().expire_all()
        newest = marking.paper_of(db.session(), found.submission).result(found.cell_name)
        form.points.errors = [gettext("그사이 다른 사람이 채점했습니다. 지금 점수를 보고 다시 저장해 주세요.")]  # fmt: skip
        form.see(newest)
        return _page(found, newest, form), 409
    return _onward(found)


def _rubric_of(found: CellInSubmission) -> Rubric | None:
    return rubrics.rubric_of(db.session(), found.assignment, found.cell_name)


def _onward(found: CellInSubmission) -> BaseResponse:
    way, place = _way(), found.assignment
    papers = marking.papers_of(db.session(), place)
    here = Step(found.submission.id, found.cell_name)
    step = _next(way.steps(papers, found.cell_name), here, papers)
    if step is not None:
        return redirect(way.address(step), code=303)
    flash(gettext("저장했습니다. 여기에서 기다리는 답이 더 없습니다."), "success")
    names = way.arguments.get("names")
    address = url_for(".overview", run_id=place.run.id, name=place.assignment.name, names=names)
    return redirect(address, code=303)


def _next(steps: list[Step], here: Step, papers: list[Paper]) -> Step | None:
    """What waits next after here in the order of the papers, from the beginning again at the end."""
    order = [paper.submission.id for paper in papers]
    if here.submission_id in order:
        start = order.index(here.submission_id)
        order = order[start:] + order[:start]
    waiting = [step for step in steps if step != here]
    return min(waiting, key=lambda step: order.index(step.submission_id), default=None)


def _page(found: CellInSubmission, result: Result, form: MarkForm) -> str:
    session, way, place = db.session(), _way(), found.assignment
    rubric = _rubric_of(found)
    papers = marking.papers_of(session, place)
    steps = way.steps(papers, found.cell_name)
    here = Step(found.submission.id, found.cell_name)
    after = _next(steps, here, papers)
    return render_template(
        "notebooks/mark.html",
        run=place.run,
        assignment=place.assignment,
        submission=found.submission,
        number=marking.numbers_of(papers).get(found.submission.user_id, 0),
        result=result,
        form=form,
        rubric=rubric,
        worth=rubrics.worth_of(rubric),
        way=way,
        answer=answer_to(blobs(), found.submission, found.cell_name),
        change=change_of(blobs(), found.submission, found.cell_name),
        comments=marking.comments_used(session, place, found.cell_name),
        earlier=marking.history_of(session, found.submission)[found.cell_name],
        n_waiting=len(steps),
        after=way.address(after) if after else None,
    )


def _first_of(papers: list[Paper]) -> dict[str, Step]:
    """Where to begin with each question: what waits first, else the first paper."""
    found: dict[str, Step] = {}
    for paper in papers:
        for one in paper.results:
            found.setdefault(one.name, Step(paper.submission.id, one.name))
    return found | {step.cell_name: step for step in reversed(marking.waiting_steps(papers))}


def _way() -> Way:
    by_person = request.args.get("by") == BY_PERSON
    return Way(by_person, names_asked() is not None)
