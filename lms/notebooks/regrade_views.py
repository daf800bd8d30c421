"""The pages on which everything is graded again as a trial, and how a score came about."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.notebooks import queries, regrading, scores
from lms.notebooks.forms import ApplyForm
from lms.notebooks.marking import numbers_of, papers_of
from lms.notebooks.models import Submission
from lms.notebooks.nameless import names_asked
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.score_models import Regrade, RegradeState
from lms.storage import blobs
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("regrading", __name__, template_folder="templates")


@bp.get("/runs/<int:run_id>/assignments/<name>/regrading")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def of_assignment(found: AssignmentInRun) -> ViewResult:
    """Start a trial, or see what the present one would change."""
    return _page(found, ApplyForm(formdata=None))


@bp.post("/runs/<int:run_id>/assignments/<name>/regrading")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def start(found: AssignmentInRun) -> ViewResult:
    """Have every submission graded again with the present version."""
    with transaction() as session:
        regrading.start(session, found, by_id=user_id(), at=clock.now())
    return redirect(_address(found), code=303)


@bp.post("/regrades/<int:regrade_id>/apply")
@guarded(Permission.RUN_TEACH, load=regrading.regrade_to_decide, sees=Permission.RUN_TEACH)
def apply(regrade: Regrade) -> ViewResult:
    """Let the better scores count, or all."""
    form, place = ApplyForm(), _place_of(regrade)
    if not form.validate_on_submit():
        return _page(place, form), 422
    with transaction() as session:
        n = regrading.apply(
            session,
            regrade,
            form.chosen,
            n_lower_seen=form.n_lower.data or 0,
            by_id=user_id(),
            at=clock.now(),
        )
    flash(
        ngettext("새 점수 %(num)s개를 반영했습니다.", "새 점수 %(num)s개를 반영했습니다.", n),
        "success",
    )
    return redirect(_address(place), code=303)


@bp.post("/regrades/<int:regrade_id>/discard")
@guarded(Permission.RUN_TEACH, load=regrading.regrade_to_decide, sees=Permission.RUN_TEACH)
def discard(regrade: Regrade) -> ViewResult:
    """Leave every score as it is."""
    place = _place_of(regrade)
    with transaction() as session:
        regrading.discard(session, regrade, by_id=user_id(), at=clock.now())
    flash(gettext("다시 채점한 결과를 버렸습니다. 점수는 그대로입니다."), "success")
    return redirect(_address(place), code=303)


def _page(found: AssignmentInRun, form: ApplyForm) -> str:
    session = db.session()
    every = regrading.regrades_of(session, found)
    present = next((one for one in every if one.decided_at is None), None)
    effects = regrading.effects_of(session, present) if present else []
    is_ready = present is not None and present.state is RegradeState.READY
    form.n_lower.raw_data = None
    form.n_lower.data = sum(one.is_lower for one in effects)
    return render_template(
        "notebooks/regrading.html",
        run=found.run,
        assignment=found.assignment,
        present=present,
        is_ready=is_ready,
        effects=sorted(effects, key=lambda one: one.change),
        n_done=sum(one.after is not None for one in effects),
        earlier=[one for one in every if one is not present],
        n_graded=sum(one.score is not None for one in queries.submissions_of(session, found)),
        numbers=numbers_of(papers_of(db.session(), found)) if names_asked() else {},
        names=names_asked(),
        form=form,
    )


@bp.get("/submissions/<int:submission_id>/history")
@guarded(Permission.RUN_TEACH, load=queries.submission_to_view, sees=Permission.SUBMISSION_VIEW)
def history(found: Submission) -> ViewResult:
    """Every score of a submission: who, when, from which version, environment and content."""
    records = scores.scores_of(db.session(), found)
    return render_template(
        "notebooks/history.html",
        submission=found,
        run=found.run,
        assignment=found.assignment,
        records=records,
        labels={cell["grade_id"]: cell["label"] for cell in found.graded_by.cells},
        environments={
            one.environment: _described(one.environment) for one in records if one.environment
        },
        names=names_asked() if found.user_id != user_id() else None,
    )


def _described(digest: str) -> str:
    """The Python of a stored environment, and how many packages it has."""
    first, *packages = blobs().get(digest).decode().splitlines()
    return f"{first.removeprefix('# ')} · {len(packages)}"


def _place_of(regrade: Regrade) -> AssignmentInRun:
    return queries.assignment_in(db.session(), regrade.run, regrade.assignment.name)


def _address(found: AssignmentInRun) -> str:
    return url_for(".of_assignment", run_id=found.run.id, name=found.assignment.name, names=names_asked())  # fmt: skip
