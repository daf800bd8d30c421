"""The pages of evidence: a class by units or lessons, one trainee's way, and CSV."""

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for

from lms import audit, clock, db
from lms.access import Permission
from lms.catalog.outline import OutlineUnit, lessons_of, outline_of
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.gradebook.book import Trainee
from lms.gradebook.queries import trainees_shown
from lms.lessons.queries import own_progress, reasons_in
from lms.notebooks.queries import (
    AssignmentInRun,
    assignment_to_view,
    assignments_in,
    own_work,
)
from lms.progress import queries
from lms.progress.evidence import in_order
from lms.progress.export import rows_of_class
from lms.progress.insight import questions_of
from lms.progress.queries import PersonInRun, person_in_run
from lms.web.addresses import client_address
from lms.web.guard import ViewResult, guarded, user_id
from lms.web.locale import TIME_ZONE
from lms.web.spreadsheets import csv_of

bp = Blueprint("progress", __name__, template_folder="templates")

PAGE_SIZE = 25


@bp.get("/runs/<int:run_id>/progress")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def of_class(run: CourseRun) -> ViewResult:
    """Trainees by units, or by the lessons of one unit, a page of them at a time."""
    session, units = db.session(), outline_of(run.course.current_revision)
    chosen = next((one for one in units if one.key == request.args.get("unit")), None)
    by_done = request.args.get("sort") == "done"
    seen = queries.seen_in(session, run)
    trainees = in_order(trainees_shown(session, run.cohort_id), seen, by_done=by_done)
    shown, page, pages = _page_of(trainees)
    lessons = chosen.lessons if chosen else lessons_of(run.course.current_revision)
    rows = queries.class_rows(session, run, shown, lessons, seen)
    return render_template(
        "progress/of_class.html",
        run=run,
        units=units,
        chosen=chosen,
        rows=rows if chosen else queries.with_units(rows, units),
        n_trainees=len(trainees),
        n_lessons=sum(len(unit.lessons) for unit in units),
        by_done=by_done,
        page=page,
        pages=pages,
        href=_href(run, chosen, by_done=by_done),
    )


@bp.post("/runs/<int:run_id>/progress.csv")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def of_class_csv(run: CourseRun) -> ViewResult:
    """The evidence of the whole class to take away."""
    lessons = lessons_of(run.course.current_revision)
    with db.transaction() as session:
        seen = queries.seen_in(session, run)
        trainees = in_order(trainees_shown(session, run.cohort_id), seen, by_done=False)
        rows = queries.class_rows(session, run, trainees, lessons, seen)
        questions = queries.questions_in(session, run, [one.key for one in lessons])
        audit.record(
            session,
            "progress.download",
            actor_id=user_id(),
            subject=("course_run", run.id),
            at=clock.now(),
            address=client_address(),
            n_trainees=len(rows),
        )
    n_asked = {key: len(found) for key, found in questions.items()}
    lines = csv_of(rows_of_class(lessons, rows, n_asked))
    answer = Response(stream_with_context(lines), mimetype="text/csv")
    today = clock.now().astimezone(TIME_ZONE).date()
    name = f"progress-{run.slug}-{today}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get("/runs/<int:run_id>/progress/<int:user_id>")
@guarded(Permission.GRADE_VIEW, load=person_in_run)
def of_person(found: PersonInRun) -> ViewResult:
    """What one trainee did, lesson by lesson, and what they handed in."""
    session, run, person = db.session(), found.run, found.user
    progress = own_progress(session, person.actor, [run], at=clock.now())[run.id]
    return render_template(
        "progress/of_person.html",
        run=run,
        person=person,
        is_own=person.id == user_id(),
        progress=progress,
        units=queries.way_of(session, person.id, run, reasons_in(session, run, progress.locks)),
        assignments=assignments_in(session, run, person.id),
        work=own_work(session, person.id, run.id),
    )


@bp.get("/runs/<int:run_id>/assignments/<name>/insight")
@guarded(Permission.RUN_TEACH, load=assignment_to_view, sees=Permission.RUN_VIEW)
def insight(found: AssignmentInRun) -> ViewResult:
    """How the class fares with each question of an assignment."""
    session = db.session()
    people = {one.id: one for one in trainees_shown(session, found.run.cohort_id)}
    return render_template(
        "progress/insight.html",
        run=found.run,
        assignment=found.assignment,
        questions=questions_of(queries.tries_of(session, found), people),
    )


def _page_of(trainees: Sequence[Trainee]) -> tuple[Sequence[Trainee], int, int]:
    """The trainees of the page asked for, its number, and how many pages there are."""
    pages = max(1, -(-len(trainees) // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return trainees[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], page, pages


def _href(run: CourseRun, chosen: OutlineUnit | None, *, by_done: bool) -> object:
    """The address of another page of the same table."""
    unit, sort = chosen.key if chosen else None, "done" if by_done else None
    return lambda page: url_for("progress.of_class", run_id=run.id, unit=unit, sort=sort, page=page)
