"""The page on which markers flag a submission for each other."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.notebooks import flags, queries
from lms.notebooks.flag_models import SubmissionFlag
from lms.notebooks.marking_forms import FlagForm
from lms.notebooks.models import Submission
from lms.notebooks.nameless import names_asked
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("flags", __name__, template_folder="templates")


@bp.get("/submissions/<int:submission_id>/flags")
@guarded(Permission.RUN_TEACH, load=queries.submission_to_view, sees=Permission.SUBMISSION_VIEW)
def of_submission(found: Submission) -> ViewResult:
    """What was noted about a submission, and where to note more."""
    return _page(found, FlagForm(formdata=None))


@bp.post("/submissions/<int:submission_id>/flags")
@guarded(Permission.RUN_TEACH, load=queries.submission_to_view, sees=Permission.SUBMISSION_VIEW)
def raise_flag(found: Submission) -> ViewResult:
    """Flag the submission."""
    form = FlagForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    with transaction() as session:
        flags.raise_flag(session, found, str(form.note.data), by_id=user_id(), at=clock.now())
    flash(gettext("표시했습니다. 함께 채점하는 사람들이 봅니다."), "success")
    return redirect(_address(found), code=303)


@bp.post("/submission-flags/<int:flag_id>/settle")
@guarded(Permission.RUN_TEACH, load=flags.flag_to_settle, sees=Permission.RUN_TEACH)
def settle(flag: SubmissionFlag) -> ViewResult:
    """Note that the flag was looked into."""
    with transaction() as session:
        flags.settle_flag(session, flag, by_id=user_id(), at=clock.now())
    return redirect(_address(flag.submission), code=303)


def _page(found: Submission, form: FlagForm) -> str:
    return render_template(
        "notebooks/flags.html",
        run=found.run,
        assignment=found.assignment,
        submission=found,
        flags=flags.flags_of(db.session(), found),
        names=names_asked(),
        form=form,
    )


def _address(found: Submission) -> str:
    return url_for(".of_submission", submission_id=found.id, names=names_asked())
