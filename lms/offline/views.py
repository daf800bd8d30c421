"""Taking a course along: what it weighs, its pages without anything personal, and the worker that shows them."""

from dataclasses import asdict
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, request, url_for

from courses.files.pictures import without_variants
from lms import clock, db
from lms.access import Permission, may
from lms.catalog.outline import lessons_of, outline_of
from lms.catalog.queries import lesson_body
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.lessons.locks import own_locks
from lms.lessons.pieces import pieces_of
from lms.lessons.queries import LessonInRun, lesson_in, lesson_to_view, progress_in
from lms.lessons.quiz_queries import shown_quizzes
from lms.offline.contents import copy_of, interface_files, interface_version
from lms.web.guard import ViewResult, actor, guarded, public, user_id
from lms.web.locale import LANGUAGES, language
from lms.web.parts import CSRF, form_token, frame_of_request
from lms.web.shells import Page, personal_page

bp = Blueprint("offline", __name__, template_folder="templates")

NOBODY = 0
"""No row's id: a copy's questions are shown as to someone who has not answered."""


@bp.get("/runs/<int:run_id>/offline")
@guarded(Permission.RUN_VIEW, load=run_to_view)
def of_run(run: CourseRun) -> ViewResult:
    """How large the course is, and the button that takes it along."""
    locked = _locked_in(run)
    copies = {code: copy_of(db.session(), run, code, locked) for code in _languages_of(run)}
    spoken = _wanted(run)
    return render_template(
        "offline/run.html", run=run, copies=copies, copy=copies.get(spoken), spoken=spoken
    )


@bp.get("/runs/<int:run_id>/offline/copy.json")
@guarded(Permission.RUN_VIEW, load=run_to_view)
def contents(run: CourseRun) -> ViewResult:
    """Every file of the copy with its version, for the script that loads them."""
    copy = copy_of(db.session(), run, _wanted(run), _locked_in(run))
    return {
        "run": run.id,
        "title": run.course.title.get(copy.language) or next(iter(run.course.title.values())),
        "language": copy.language,
        "revision": copy.revision,
        "version": copy.version,
        "reader": user_id(),
        "done": _done_in(run),
        "titles": {
            each.key: each.title(copy.language) for each in lessons_of(run.course.current_revision)
        },
        "home": url_for("lessons.outline", run_id=run.id),
        "files": [asdict(file) for file in copy.files],
    }


@bp.get("/runs/<int:run_id>/offline/outline")
@guarded(Permission.RUN_VIEW, load=run_to_view)
def outline(run: CourseRun) -> ViewResult:
    """The outline as the copy has it."""
    revision = run.course.current_revision_id
    key = (run.id, revision, _wanted(run), _locked_in(run))
    return personal_page(Page(outline_page, key, {CSRF: ""}))


def outline_page(run_id: int, _revision_id: int, spoken: str, locked: frozenset[str]) -> str:
    """The outline for everyone in the run for whom the same is locked."""
    run = run_to_view(run_id)
    units = outline_of(run.course.current_revision)
    return render_template(
        "offline/outline.html", run=run, units=units, spoken=spoken, locked=locked
    )


@bp.get("/runs/<int:run_id>/offline/lessons/<lesson_key>")
@guarded(Permission.RUN_VIEW, load=lesson_to_view)
def lesson(found: LessonInRun) -> ViewResult:
    """A lesson as the copy has it: no name, no token, no answers."""
    spoken = found.lesson.language(request.args.get("lang") or language())
    is_studying = may(actor(), Permission.RUN_STUDY, found.scope)
    key = (found.run.id, found.revision.id, found.lesson.key, spoken, is_studying)
    return personal_page(Page(lesson_page, key, {CSRF: ""}))


def lesson_page(
    run_id: int, _revision_id: int, lesson_key: str, spoken: str, is_studying: bool
) -> str:
    """The lesson for everyone in the run."""
    run = run_to_view(run_id)
    found = lesson_in(run, run.course.current_revision, lesson_key)
    body = lesson_body(db.session(), found.revision, lesson_key, spoken)
    return render_template(
        "offline/lesson.html",
        here=found,
        run=found.run,
        body=body,
        pieces=pieces_of(without_variants(body.html)),
        quizzes=shown_quizzes(db.session(), NOBODY, found, spoken),
        spoken=spoken,
        is_studying=is_studying,
    )


@bp.get("/offline")
@public
def device() -> ViewResult:
    """What is on this device; also what a reader sees where a page was not taken along."""
    return render_template("offline/device.html")


@bp.get("/offline/token")
@guarded(Permission.ACCOUNT_USE)
def token() -> ViewResult:
    """Who is logged in, and the token with which what waited may be sent."""
    return {"reader": user_id(), "token": form_token(frame_of_request())}


@bp.get("/offline-worker.js")
@public
def worker() -> ViewResult:
    """The service worker of the whole site; it is another one when any file of the interface is."""
    source = (Path(current_app.static_folder or "") / "offline-worker.js").read_text()
    files = [file.address for file in interface_files()]
    head = render_template("offline/worker_head.js", version=interface_version(), files=files)
    answer = Response(head + source, mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = "/"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _done_in(run: CourseRun) -> list[str]:
    progress = progress_in(db.session(), user_id(), run)
    return [lesson.key for lesson in progress.lessons if progress.is_done(lesson.key)]


def _locked_in(run: CourseRun) -> frozenset[str]:
    return frozenset(own_locks(db.session(), actor(), run, at=clock.now()))


def _languages_of(run: CourseRun) -> list[str]:
    revision = run.course.current_revision
    return [str(code) for code in revision.languages] if revision else []


def _wanted(run: CourseRun) -> str:
    """The language asked for, else the reader's, else the course's first."""
    known = _languages_of(run) or list(LANGUAGES)
    for code in (request.args.get("lang"), language()):
        if code in known:
            return str(code)
    return known[0]
