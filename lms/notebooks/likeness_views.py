"""The pages on which who teaches sees whose code is alike, with the passages side by side."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from assessments.notebooks import GUARANTEE, MOST_SHARING, K, Passage, passages, source_lines
from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.notebooks import likeness, queries
from lms.notebooks.likeness_models import AlikePair
from lms.notebooks.marking import numbers_of, papers_of
from lms.notebooks.marking_forms import CompareForm
from lms.notebooks.models import Submission
from lms.notebooks.nameless import names_asked
from lms.notebooks.queries import AssignmentInRun
from lms.storage import blobs
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("likeness", __name__, template_folder="templates")

USUAL_PERCENT = 50
MOST_LINES = 60


@dataclass(frozen=True)
class Side:
    """Lines of a cell of one of two notebooks; cell and first line count from 1."""

    cell: int
    line: int
    lines: list[str]
    is_cut: bool


@bp.get("/runs/<int:run_id>/assignments/<name>/likeness")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def of_assignment(found: AssignmentInRun) -> ViewResult:
    """The pairs that the newest comparison found, and where to ask for one."""
    newest = likeness.newest_of(db.session(), found)
    percent = newest.threshold_percent if newest else USUAL_PERCENT
    return _page(found, CompareForm(formdata=None, percent=percent))


@bp.post("/runs/<int:run_id>/assignments/<name>/likeness")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def ask(found: AssignmentInRun) -> ViewResult:
    """Have the newest submissions compared."""
    form = CompareForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    with transaction() as session:
        likeness.ask(session, found, int(form.percent.data or 1), by_id=user_id(), at=clock.now())
    flash(gettext("견주기를 맡겼습니다. 잠시 뒤 이 쪽을 다시 열어 주세요."), "success")
    return redirect(_address(found), code=303)


@bp.get("/alike-pairs/<int:pair_id>")
@guarded(Permission.RUN_TEACH, load=likeness.pair_to_read, sees=Permission.RUN_TEACH)
def pair(found: AlikePair) -> ViewResult:
    """The passages that two submissions share, side by side."""
    comparison = found.comparison
    place = queries.assignment_in(db.session(), comparison.run, comparison.assignment.name)
    return render_template(
        "notebooks/alike_pair.html",
        run=place.run,
        assignment=place.assignment,
        pair=found,
        sides=_sides(found),
        numbers=numbers_of(papers_of(db.session(), place)),
        names=names_asked(),
    )


def _page(found: AssignmentInRun, form: CompareForm) -> str:
    session = db.session()
    newest = likeness.newest_of(session, found)
    return render_template(
        "notebooks/likeness.html",
        run=found.run,
        assignment=found.assignment,
        newest=newest,
        pairs=likeness.pairs_of(session, newest) if newest else (),
        numbers=numbers_of(papers_of(session, found)),
        names=names_asked(),
        shortest=K,
        surely=GUARANTEE,
        most_sharing=MOST_SHARING,
        form=form,
    )


def _sides(found: AlikePair) -> list[tuple[Passage, Side, Side]]:
    """The shared passages with their lines; none where a notebook is there no more."""
    first, second = (_notebook(one) for one in (found.first, found.second))
    if not first or not second:
        return []
    name, versions = found.first.assignment.name, (found.first.version, found.second.version)
    given_out = likeness.given_out_in(blobs(), name, versions)
    left, right = source_lines(first), source_lines(second)
    return [
        (
            one,
            _side(left, one.first_cell, one.first_lines),
            _side(right, one.second_cell, one.second_lines),
        )
        for one in passages(first, second, given_out)
    ]


def _notebook(submission: Submission) -> bytes:
    return likeness.notebook_of(blobs(), submission.assignment.name, submission)


def _side(cells: list[list[str]], cell: int, lines: tuple[int, int]) -> Side:
    shown = cells[cell][lines[0] : lines[1] + 1]
    return Side(cell + 1, lines[0] + 1, shown[:MOST_LINES], len(shown) > MOST_LINES)


def _address(found: AssignmentInRun) -> str:
    return url_for(".of_assignment", run_id=found.run.id, name=found.assignment.name, names=names_asked())  # fmt: skip
