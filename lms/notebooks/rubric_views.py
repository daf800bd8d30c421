"""The pages on which the criteria of a question are made and changed."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from lms import clock, db
from lms.access import Permission, Scope
from lms.db import transaction
from lms.errors import Invalid, NotFound
from lms.notebooks import queries, rubric_copies, rubrics
from lms.notebooks.marking_forms import RubricItemForm
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.rubric_copies import OriginChanged, origin_to_copy
from lms.notebooks.rubric_models import Rubric, RubricItem
from lms.web.guard import ViewResult, actor, guarded, user_id

bp = Blueprint("rubrics", __name__, template_folder="templates")

CARRIED = ("submission", "by", "names")
"""What leads back to the answer that is being marked, kept in the address."""


@dataclass(frozen=True)
class QuestionInRun:
    """One graded cell of an assignment in a run."""

    found: AssignmentInRun
    cell_name: str

    @property
    def scope(self) -> Scope:
        """It belongs to the run."""
        return self.found.scope

    @property
    def cell(self) -> dict[str, Any]:
        """The cell in the present version, else as one that is gone."""
        version = self.found.assignment.current_version
        cells = version.cells if version else ()
        gone = {"grade_id": self.cell_name, "label": self.cell_name, "points": 0}
        return next((cell for cell in cells if cell["grade_id"] == self.cell_name), gone)


def question_to_view(run_id: int, name: str, cell_name: str) -> QuestionInRun:
    """The question of an assignment in a run; raises NotFound. For `guarded(load=…)`."""
    question = QuestionInRun(queries.assignment_to_view(run_id, name), cell_name)
    if not question.cell["points"] and not rubrics.rubric_of(db.session(), question.found, cell_name):  # fmt: skip
        raise NotFound
    return question


@bp.get("/runs/<int:run_id>/assignments/<name>/rubric/<cell_name>")
@guarded(Permission.RUN_TEACH, load=question_to_view, sees=Permission.RUN_VIEW)
def rubric(question: QuestionInRun) -> ViewResult:
    """The criteria of a question, how many answers have each, and what became of them."""
    return _page(question, RubricItemForm(formdata=None))


@bp.post("/runs/<int:run_id>/assignments/<name>/rubric/<cell_name>")
@guarded(Permission.RUN_TEACH, load=question_to_view, sees=Permission.RUN_VIEW)
def add(question: QuestionInRun) -> ViewResult:
    """Add a criterion."""
    form = RubricItemForm()
    if not form.validate_on_submit():
        return _page(question, form), 422
    try:
        with transaction() as session:
            rubrics.add_item(
                session,
                question.found,
                question.cell_name,
                str(form.name.data),
                form.given,
                by_id=user_id(),
                at=clock.now(),
            )
    except Invalid as problem:
        form.name.errors = [problem.reason]
        return _page(question, form), 422
    return redirect(_address(question.found, question.cell_name), code=303)


@bp.post("/runs/<int:run_id>/assignments/<name>/rubric/<cell_name>/turn")
@guarded(Permission.RUN_TEACH, load=question_to_view, sees=Permission.RUN_VIEW)
def turn(question: QuestionInRun) -> ViewResult:
    """Count from nothing upwards, or from the full points downwards."""
    found = rubrics.rubric_of(db.session(), question.found, question.cell_name)
    if found is None:
        raise NotFound
    with transaction() as session:
        n = rubrics.turn(session, question.found, found, by_id=user_id(), at=clock.now())
    _say_followed(n)
    return redirect(_address(question.found, question.cell_name), code=303)


@bp.get("/runs/<int:run_id>/assignments/<name>/rubric/<cell_name>/copy")
@guarded(Permission.RUN_TEACH, load=question_to_view, sees=Permission.RUN_VIEW)
def origins(question: QuestionInRun) -> ViewResult:
    """The rubrics that could be taken over, and what would come of the one that is looked at."""
    chosen = request.args.get("origin", type=int)
    origin = None if chosen is None else origin_to_copy(db.session(), actor(), chosen)
    return _copy_page(question, origin)


@bp.post("/runs/<int:run_id>/assignments/<name>/rubric/<cell_name>/copy")
@guarded(Permission.RUN_TEACH, load=question_to_view, sees=Permission.RUN_VIEW)
def copy(question: QuestionInRun) -> ViewResult:
    """Take the criteria of another rubric over."""
    origin = origin_to_copy(db.session(), actor(), request.form.get("origin", 0, type=int))
    try:
        with transaction() as session:
            n = rubric_copies.copy_rubric(
                session,
                origin,
                question.found,
                question.cell_name,
                seal=request.form.get("seal", ""),
                by_id=user_id(),
                at=clock.now(),
            )
    except (Invalid, OriginChanged) as problem:
        return _copy_page(question, origin, problem.reason), problem.status
    flash(
        ngettext("기준 %(num)s개를 가져왔습니다.", "기준 %(num)s개를 가져왔습니다.", n), "success"
    )
    return redirect(_address(question.found, question.cell_name), code=303)


def _copy_page(question: QuestionInRun, origin: Rubric | None, problem: str = "") -> str:
    session, found = db.session(), question.found
    target = rubrics.rubric_of(session, found, question.cell_name)
    return render_template(
        "notebooks/rubric_copy.html",
        run=found.run,
        assignment=found.assignment,
        cell=question.cell,
        target=target,
        origin=origin,
        coming=rubric_copies.preview(origin, target) if origin else (),
        seal=rubric_copies.seal_of(origin) if origin else "",
        origins=rubric_copies.origins_for(session, actor(), found, question.cell_name),
        label_of=_label_of,
        problem=problem,
        carried=_carried(),
    )


def _label_of(one: Rubric) -> str:
    version = one.assignment.current_version
    cells = version.cells if version else ()
    labels = [cell["label"] for cell in cells if cell["grade_id"] == one.cell_name]
    return str(labels[0]) if labels else one.cell_name


@bp.get("/rubric-items/<int:item_id>")
@guarded(Permission.RUN_TEACH, load=rubrics.item_to_change, sees=Permission.RUN_TEACH)
def item(found: RubricItem) -> ViewResult:
    """One criterion, and whose points follow when it changes."""
    return _item_page(found, RubricItemForm(formdata=None, name=found.name, points=found.points))


@bp.post("/rubric-items/<int:item_id>")
@guarded(Permission.RUN_TEACH, load=rubrics.item_to_change, sees=Permission.RUN_TEACH)
def change(found: RubricItem) -> ViewResult:
    """Give a criterion another name or worth."""
    form = RubricItemForm()
    if not form.validate_on_submit():
        return _item_page(found, form), 422
    place = _place_of(found)
    with transaction() as session:
        n = rubrics.change_item(
            session,
            place,
            found,
            str(form.name.data),
            form.given,
            by_id=user_id(),
            at=clock.now(),
        )
    _say_followed(n)
    return redirect(_address(place, found.rubric.cell_name), code=303)


@bp.post("/rubric-items/<int:item_id>/remove")
@guarded(Permission.RUN_TEACH, load=rubrics.item_to_change, sees=Permission.RUN_TEACH)
def remove(found: RubricItem) -> ViewResult:
    """Take a criterion away from everybody who has it."""
    place = _place_of(found)
    with transaction() as session:
        n = rubrics.remove_item(session, place, found, by_id=user_id(), at=clock.now())
    _say_followed(n)
    return redirect(_address(place, found.rubric.cell_name), code=303)


def _page(question: QuestionInRun, form: RubricItemForm) -> str:
    session, found = db.session(), question.found
    rubric = rubrics.rubric_of(session, found, question.cell_name)
    return render_template(
        "notebooks/rubric.html",
        run=found.run,
        assignment=found.assignment,
        cell=question.cell,
        rubric=rubric,
        having=rubrics.n_having(session, found, question.cell_name),
        changes=rubrics.changes_of(session, rubric.items if rubric else ()),
        form=form,
        carried=_carried(),
    )


def _item_page(found: RubricItem, form: RubricItemForm) -> str:
    place = _place_of(found)
    question = QuestionInRun(place, found.rubric.cell_name)
    return render_template(
        "notebooks/rubric_item.html",
        run=place.run,
        assignment=place.assignment,
        cell=question.cell,
        item=found,
        n=rubrics.n_having(db.session(), place, question.cell_name).get(found.id, 0),
        changes=rubrics.changes_of(db.session(), [found]),
        form=form,
        carried=_carried(),
    )


def _place_of(found: RubricItem) -> AssignmentInRun:
    rubric = found.rubric
    return queries.assignment_in(db.session(), rubric.run, rubric.assignment.name)


def _address(found: AssignmentInRun, cell_name: str) -> str:
    place: dict[str, Any] = {
        "run_id": found.run.id,
        "name": found.assignment.name,
        "cell_name": cell_name,
    }
    return url_for(".rubric", **place, **_carried())


def _carried() -> dict[str, Any]:
    carried = {name: request.args[name] for name in CARRIED if request.args.get(name)}
    if not carried.get("submission", "0").isdecimal():
        del carried["submission"]
    return carried


def _say_followed(n: int) -> None:
    if n:
        words = ngettext("답 %(num)s개의 점수가 따라 바뀌었습니다.", "답 %(num)s개의 점수가 따라 바뀌었습니다.", n)  # fmt: skip
        flash(words, "success")
    else:
        flash(gettext("저장했습니다. 이 기준을 가진 답은 아직 없습니다."), "success")
