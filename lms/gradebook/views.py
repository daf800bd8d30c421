"""The pages of grades: one's own, a run's, a cohort's, one grade's history, and files."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from sqlalchemy.orm import Session

from lms import clock, db
from lms.access import Permission, Scope, may
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import cohort_to_manage, run_to_view
from lms.gradebook import export, queries, services
from lms.gradebook.book import percent_of
from lms.gradebook.forms import read_order
from lms.gradebook.spreads import charts_of, figures_of
from lms.gradebook.table import Order, in_order
from lms.grades.models import Grade
from lms.grades.queries import grade_to_view, history_of
from lms.programs.models import Cohort
from lms.web.addresses import client_address
from lms.web.guard import ViewResult, actor, guarded, user_id
from lms.web.locale import TIME_ZONE
from lms.web.spreadsheets import CSV, XLSX, Cell, csv_of, texts_of, xlsx_of

bp = Blueprint("gradebook", __name__, template_folder="templates")

# kind of work → page that explains a grade, its argument, who may see it
SOURCES = {
    "assignment": ("notebooks.submission", "submission_id", Permission.SUBMISSION_VIEW),
    "exam": ("exams.result", "attempt_id", Permission.ATTEMPT_VIEW),
}


@bp.get("/grades")
@guarded(Permission.ACCOUNT_USE)
def own() -> ViewResult:
    """The person's own grades by course."""
    courses = queries.own_grades(db.session(), user_id())
    return render_template(
        "gradebook/own.html", courses=courses, source_of=_source_of, percent_of=percent_of
    )


@bp.get("/grades/<int:grade_id>")
@guarded(Permission.GRADE_VIEW, load=grade_to_view)
def history(grade: Grade) -> ViewResult:
    """How a grade came about: every time it was recorded."""
    return render_template(
        "gradebook/history.html",
        grade=grade,
        entries=history_of(db.session(), grade),
        percent_of=percent_of,
        sees_source=grade.work_kind in _kinds_seen(grade.scope),
        source=_source,
    )


@bp.get("/runs/<int:run_id>/gradebook")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def of_run(run: CourseRun) -> ViewResult:
    """Trainees by works of a run."""
    order = read_order(request.args)
    book = queries.gradebook_of(db.session(), run)
    return render_template(
        "gradebook/of_run.html",
        run=run,
        book=book,
        rows=in_order(book.rows, order),
        order=order,
        kinds_seen=_kinds_seen(run.scope),
        source=_source,
    )


@bp.get("/runs/<int:run_id>/gradebook/statistics")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def statistics(run: CourseRun) -> ViewResult:
    """How the class did in each work, and altogether."""
    figures = figures_of(queries.gradebook_of(db.session(), run))
    return render_template(
        "gradebook/statistics.html", run=run, figures=figures, charts=charts_of(figures)
    )


@bp.post("/runs/<int:run_id>/gradebook.csv")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def of_run_csv(run: CourseRun) -> ViewResult:
    """The gradebook of a run to take away."""
    return _csv(_rows_of_run(run), run.slug)


@bp.post("/runs/<int:run_id>/gradebook.xlsx")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def of_run_xlsx(run: CourseRun) -> ViewResult:
    """The gradebook of a run to take away, as a workbook."""
    return _xlsx(_rows_of_run(run), run.slug)


@bp.get("/cohorts/<int:cohort_id>/gradebook")
@guarded(Permission.COHORT_MANAGE, load=cohort_to_manage, sees=Permission.COHORT_VIEW)
def cohort(found: Cohort) -> ViewResult:
    """Trainees by runs of a cohort."""
    order = read_order(request.args)
    runs, rows = queries.cohort_book(db.session(), found)
    return render_template(
        "gradebook/cohort.html", cohort=found, runs=runs, rows=in_order(rows, order), order=order
    )


@bp.post("/cohorts/<int:cohort_id>/gradebook.csv")
@guarded(Permission.COHORT_MANAGE, load=cohort_to_manage, sees=Permission.COHORT_VIEW)
def cohort_csv(found: Cohort) -> ViewResult:
    """The gradebook of a cohort to take away."""
    return _csv(_rows_of_cohort(found), f"cohort-{found.id}")


@bp.post("/cohorts/<int:cohort_id>/gradebook.xlsx")
@guarded(Permission.COHORT_MANAGE, load=cohort_to_manage, sees=Permission.COHORT_VIEW)
def cohort_xlsx(found: Cohort) -> ViewResult:
    """The gradebook of a cohort to take away, as a workbook."""
    return _xlsx(_rows_of_cohort(found), f"cohort-{found.id}")


def _rows_of_run(run: CourseRun) -> Iterator[list[Cell]]:
    with db.transaction() as session:
        book = queries.gradebook_of(session, run)
        _record_download(session, ("course_run", run.id), len(book.rows))
    return export.rows_of_run(book, in_order(book.rows, Order()))


def _rows_of_cohort(found: Cohort) -> Iterator[list[Cell]]:
    with db.transaction() as session:
        runs, rows = queries.cohort_book(session, found)
        _record_download(session, ("cohort", found.id), len(rows))
    return export.rows_of_cohort(runs, in_order(rows, Order()))


def _record_download(session: Session, subject: tuple[str, int], n_trainees: int) -> None:
    services.record_download(
        session,
        subject,
        n_trainees=n_trainees,
        by_id=user_id(),
        address=client_address(),
        at=clock.now(),
    )


def _csv(rows: Iterable[Sequence[Cell]], name: str) -> Response:
    return _download(csv_of(texts_of(rows)), CSV, name, "csv")


def _xlsx(rows: Iterable[Sequence[Cell]], name: str) -> Response:
    return _download(xlsx_of(rows, name), XLSX, name, "xlsx")


def _download(pieces: Iterator[bytes], kind: str, name: str, ending: str) -> Response:
    answer = Response(stream_with_context(pieces), mimetype=kind)
    today = clock.now().astimezone(TIME_ZONE).date()
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"gradebook-{name}-{today}.{ending}"
    )
    return answer


def _source(kind: str, source_id: int) -> str:
    endpoint, argument, _ = SOURCES[kind]
    found: dict[str, Any] = {argument: source_id}
    return url_for(endpoint, **found)


def _source_of(grade: Grade) -> str | None:
    if grade.source_id is None or grade.work_kind not in _kinds_seen(grade.scope):
        return None
    return _source(grade.work_kind, grade.source_id)


def _kinds_seen(scope: Scope) -> frozenset[str]:
    """The kinds of work whose submissions or results the person may open there."""
    return frozenset(
        kind
        for kind, (endpoint, _, permission) in SOURCES.items()
        if endpoint in current_app.view_functions and may(actor(), permission, scope)
    )
