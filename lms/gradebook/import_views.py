"""The pages that bring marks from a file into a gradebook, with a look at them before."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from assessments.notebooks.gradebook_file import MAGIC
from assessments.notebooks.gradebook_file import MAX_BYTES as MAX_DATABASE
from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.errors import Invalid, TooLarge
from lms.gradebook import imports, nbgrader_files
from lms.gradebook.columns import UNUSED, Use, guessed, uses_offered
from lms.gradebook.forms import MarksFileForm
from lms.gradebook.proposal import Class, Proposal, proposal
from lms.gradebook.sheets import Sheet, read_sheet
from lms.grades.models import GradeImport, ImportState
from lms.storage import blobs
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("grade_imports", __name__, template_folder="templates")

MOST_SHOWN = 200


@dataclass(frozen=True)
class Mapped:
    """A file with what its columns are used for."""

    sheet: Sheet
    now: Class
    uses: Sequence[Use]
    skips_strangers: bool

    @property
    def proposal(self) -> Proposal:
        """What it would change."""
        return proposal(self.sheet, self.uses, self.now, skips_strangers=self.skips_strangers)


@bp.get("/runs/<int:run_id>/gradebook/import")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def bring(run: CourseRun) -> ViewResult:
    """Where a file is chosen, and what was brought before."""
    return _bring_page(run, MarksFileForm(formdata=None))


@bp.post("/runs/<int:run_id>/gradebook/import")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def read(run: CourseRun) -> ViewResult:
    """Read the file and show what it would change; nothing is changed yet."""
    form = MarksFileForm()
    if not form.validate_on_submit():
        return _bring_page(run, form), 422
    data = form.file.data.read(MAX_DATABASE + 1)
    if data.startswith(MAGIC):
        return _bring_database(run, form, data)
    try:
        sheet = read_sheet(data)
    except (Invalid, TooLarge) as error:
        form.file.errors = [error.reason]
        return _bring_page(run, form), 422
    with transaction() as session:
        found = imports.prepare(
            session, run, form.file.data.filename or "", sheet, by_id=user_id(), at=clock.now()
        )
    return redirect(url_for("grade_imports.look", import_id=found.id), code=303)


def _bring_database(run: CourseRun, form: MarksFileForm, data: bytes) -> ViewResult:
    """Keep nbgrader's database for the worker, who alone opens it."""
    if len(data) > MAX_DATABASE:
        form.file.errors = [gettext("파일이 %(n)sMB보다 큽니다.", n=MAX_DATABASE >> 20)]
        return _bring_page(run, form), 422
    blob = blobs().put(data)
    with transaction() as session:
        found = nbgrader_files.bring(
            session, run, form.file.data.filename or "", blob, by_id=user_id(), at=clock.now()
        )
    return redirect(url_for("grade_imports.look", import_id=found.id), code=303)


@bp.get("/grade-imports/<int:import_id>")
@guarded(Permission.RUN_TEACH, load=imports.import_to_view, sees=Permission.RUN_VIEW)
def look(found: GradeImport) -> ViewResult:
    """Which column is what, whose line is whose, and what would change."""
    if found.applied_at:
        return _back(found.run_id)
    if found.state is not ImportState.PREPARED:
        return render_template("gradebook/import_waits.html", run=found.run, brought=found)
    mapped = _mapped(found, request.args)
    return _look_page(found, mapped, mapped.proposal)


@bp.post("/grade-imports/<int:import_id>/apply")
@guarded(Permission.RUN_TEACH, load=imports.import_to_view, sees=Permission.RUN_VIEW)
def apply(found: GradeImport) -> ViewResult:
    """Change all that was seen, or nothing."""
    mapped = _mapped(found, request.form)
    seen = request.form.get("seen", "")
    with transaction() as session:
        wanted = imports.apply(
            session,
            found,
            mapped.uses,
            skips_strangers=mapped.skips_strangers,
            seen=seen,
            by_id=user_id(),
            at=clock.now(),
        )
    if found.applied_at is None:
        return _look_page(found, mapped, wanted, is_other=True), 409
    flash(gettext("점수 %(n)s개를 바꿨습니다.", n=len(wanted.changes)), "success")
    return redirect(url_for("gradebook.of_run", run_id=found.run_id), code=303)


@bp.post("/grade-imports/<int:import_id>/undo")
@guarded(Permission.RUN_TEACH, load=imports.import_to_view, sees=Permission.RUN_VIEW)
def undo(found: GradeImport) -> ViewResult:
    """Put back what the file changed."""
    with transaction() as session:
        n_undone, n_kept = imports.undo(session, found, by_id=user_id(), at=clock.now())
    words = gettext("점수 %(n)s개를 되돌렸습니다.", n=n_undone)
    if n_kept:
        words += " " + gettext("그 뒤에 다시 정한 %(n)s개는 그대로 두었습니다.", n=n_kept)
    flash(words, "success")
    return _back(found.run_id)


@bp.post("/grade-imports/<int:import_id>/discard")
@guarded(Permission.RUN_TEACH, load=imports.import_to_view, sees=Permission.RUN_VIEW)
def discard(found: GradeImport) -> ViewResult:
    """Forget the file."""
    run_id = found.run_id
    with transaction() as session:
        imports.discard(session, found)
    flash(gettext("파일을 버렸습니다. 바뀐 것은 없습니다."), "success")
    return _back(run_id)


def _mapped(found: GradeImport, typed: MultiDict[str, str]) -> Mapped:
    """The file with the uses that were chosen, else those that its headings say."""
    sheet, now = imports.sheet_of(found), imports.class_now(db.session(), found.run)
    uses = guessed(sheet.headings, now.works)
    if chosen := typed.getlist("use"):
        offered = uses_offered(now.works)
        if len(chosen) != len(sheet.headings) or not set(chosen) <= offered.keys():
            raise Invalid(gettext("열마다 쓸 곳을 하나씩 골라 주세요."))
        uses = [offered[word] for word in chosen]
    return Mapped(sheet, now, uses, skips_strangers="skip" in typed)


def _bring_page(run: CourseRun, form: MarksFileForm) -> str:
    earlier = imports.imports_of_run(db.session(), run.id)
    return render_template("gradebook/import.html", run=run, form=form, earlier=earlier)


def _look_page(
    found: GradeImport, mapped: Mapped, wanted: Proposal, *, is_other: bool = False
) -> str:
    return render_template(
        "gradebook/import_look.html",
        run=found.run,
        brought=found,
        sheet=mapped.sheet,
        works=mapped.now.works,
        uses=mapped.uses,
        unused=UNUSED,
        skips=mapped.skips_strangers,
        wanted=wanted,
        most=MOST_SHOWN,
        is_other=is_other,
    )


def _back(run_id: int) -> BaseResponse:
    return redirect(url_for("grade_imports.bring", run_id=run_id), code=303)
