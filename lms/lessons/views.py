"""The pages of a run: its outline and its lessons, and what a reader does there."""

from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import (
    session as browser,
)
from flask_babel import gettext

from lms import clock, db
from lms.access import Permission, may
from lms.catalog.models import Course, LessonBody
from lms.catalog.outline import outline_of
from lms.catalog.queries import course_to_view, lesson_body
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.errors import Unavailable
from lms.hub import hub
from lms.lessons import queries, services
from lms.lessons.pieces import has_python, has_quiz, pieces_of
from lms.lessons.queries import LessonInRun, Progress
from lms.lessons.quiz_queries import ShownQuiz, shown_quizzes
from lms.settings import Settings
from lms.storage import blobs
from lms.web.guard import ViewResult, actor, guarded, user_id
from lms.web.locale import language

bp = Blueprint("lessons", __name__, template_folder="templates")

VISIT_PAUSE = timedelta(minutes=10)
"""A lesson opened again within this time is the same visit, so nothing is written."""


@bp.get("/catalog/<slug>/study")
@guarded(Permission.ACCOUNT_USE, load=course_to_view)
def study(course: Course) -> ViewResult:
    """Lead to the person's own run of a course."""
    run = queries.run_to_study(db.session(), actor(), course)
    if run is None:
        flash(
            gettext("아직 이 강의에 등록되어 있지 않습니다. 운영자에게 문의해 주세요."), "warning"
        )
        return redirect(url_for("catalog.course", slug=course.slug), code=303)
    return redirect(url_for("lessons.outline", run_id=run.id), code=303)


@bp.get("/runs/<int:run_id>")
@guarded(Permission.RUN_VIEW, load=run_to_view)
def outline(run: CourseRun) -> ViewResult:
    """All units and lessons with the reader's progress, and where to go on."""
    return render_template(
        "lessons/outline.html",
        run=run,
        units=outline_of(run.course.current_revision),
        progress=queries.progress_in(db.session(), user_id(), run),
        is_studying=may(actor(), Permission.RUN_STUDY, run.scope),
    )


@bp.get("/runs/<int:run_id>/lessons/<lesson_key>")
@guarded(Permission.RUN_VIEW, load=queries.lesson_to_view)
def lesson(found: LessonInRun) -> ViewResult:
    """One lesson: a stored page and the reader's own progress."""
    spoken = _language_of(found)
    progress = queries.progress_in(db.session(), user_id(), found.run)
    is_studying = may(actor(), Permission.RUN_STUDY, found.scope)
    body = lesson_body(db.session(), found.revision, found.lesson.key, spoken)
    page = render_template(
        "lessons/lesson.html",
        here=found,
        run=found.run,
        body=body,
        pieces=pieces_of(body.html),
        quizzes=_quizzes_in(body, found, spoken),
        has_code=has_python(body.html),
        spoken=spoken,
        progress=progress,
        is_studying=is_studying,
    )
    if is_studying:
        _note_visit(found, progress)
    return page


@bp.post("/runs/<int:run_id>/lessons/<lesson_key>/done")
@guarded(Permission.RUN_STUDY, load=queries.lesson_to_view, sees=Permission.RUN_VIEW)
def mark_done(found: LessonInRun) -> ViewResult:
    """Mark the lesson done and go on to the next, or (`undo`) take the mark back and stay."""
    is_undo = "undo" in request.form
    change = services.undo_done if is_undo else services.mark_done
    with transaction() as session:
        change(session, user_id(), found, at=clock.now())
    if is_undo:
        return redirect(_address_of(found.run, found.lesson.key), code=303)
    if found.after is None:
        return redirect(url_for("lessons.outline", run_id=found.run.id), code=303)
    return redirect(_address_of(found.run, found.after.key), code=303)


@bp.get("/runs/<int:run_id>/lessons/<lesson_key>/lab")
@guarded(Permission.RUN_VIEW, load=queries.lesson_to_view)
def lab(found: LessonInRun) -> ViewResult:
    """Lead to the reader's own lab, which then fetches the lesson's notebook."""
    spoken = _language_of(found)
    queries.materials_in(db.session(), found, spoken)
    if hub().version() is None:
        raise Unavailable(
            gettext(
                "실습실이 지금 응답하지 않습니다. 강의는 계속 읽을 수 있습니다. 잠시 뒤 다시 열어 주세요."
            )
        )
    settings: Settings = current_app.extensions["settings"]
    query = urlencode({"run": found.run.slug, "lesson": found.lesson.key, "lang": spoken})
    target = f"{settings.hub_public_url}/hub/user-redirect/baeum/open?{query}"
    return redirect(target, code=303)


@bp.get("/runs/<int:run_id>/lessons/<lesson_key>/notebook")
@guarded(Permission.RUN_VIEW, load=queries.lesson_to_view)
def notebook(found: LessonInRun) -> ViewResult:
    """The lesson's notebook as a file."""
    file = queries.materials_in(db.session(), found, _language_of(found))[0]
    response = Response(blobs().get(file.sha256), mimetype="application/x-ipynb+json")
    response.headers.set(
        "Content-Disposition", "attachment", filename=PurePosixPath(file.path).name
    )
    return response


def _quizzes_in(body: LessonBody, found: LessonInRun, spoken: str) -> dict[str, ShownQuiz]:
    """The page's quizzes with the reader's answers; a page without one asks nothing of the database."""
    if not has_quiz(body.html):
        return {}
    return shown_quizzes(
        db.session(),
        user_id(),
        found,
        spoken,
        again=request.args.get("again", ""),
        problem=request.args.get("problem", ""),
    )


def _language_of(found: LessonInRun) -> str:
    """The language to show: asked for now, chosen before, or that of the pages."""
    asked = request.args.get("lang", "")
    if asked in found.lesson.languages:
        if asked != browser.get("lesson_language", language()):
            browser["lesson_language"] = asked
        return asked
    return found.lesson.language(browser.get("lesson_language") or language())


def _address_of(run: CourseRun, lesson_key: str) -> str:
    return url_for("lessons.lesson", run_id=run.id, lesson_key=lesson_key)


def _note_visit(found: LessonInRun, progress: Progress) -> None:
    now = clock.now()
    row = progress.rows.get(found.lesson.key)
    latest = max((other.opened_at for other in progress.rows.values()), default=None)
    if row is not None and row.opened_at == latest and now - row.opened_at < VISIT_PAUSE:
        return
    with transaction() as session:
        services.open_lesson(session, user_id(), found, at=now)
