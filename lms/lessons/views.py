"""The pages of a run: its outline and its lessons, and what a reader does there."""

from flask import (
    Blueprint,
    flash,
    get_template_attribute,
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
from lms.catalog.models import Course, CourseRevision
from lms.catalog.outline import outline_of
from lms.catalog.queries import course_to_view, lesson_body, quizzes_of
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.labs.environment_queries import lacks_environment
from lms.lessons import files, queries, services
from lms.lessons.pieces import has_python, pieces_of
from lms.lessons.places import headings_of, places_to_resume
from lms.lessons.queries import LessonInRun
from lms.lessons.quiz_queries import shown_quizzes
from lms.lessons.reading import (
    Place,
    Reading,
    address_of,
    is_other_page,
    languages_of,
    lesson_to_read,
)
from lms.lessons.receipts import HEADER, is_first
from lms.lessons.solutions import solutions_of
from lms.web.express import express
from lms.web.guard import ViewResult, actor, guarded, user_id
from lms.web.locale import language
from lms.web.parts import Frame
from lms.web.shells import Page, personal_page

bp = Blueprint("lessons", __name__, template_folder="templates")


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
    progress = queries.own_progress(db.session(), actor(), [run], at=clock.now())[run.id]
    units = outline_of(run.course.current_revision)
    reasons = queries.reasons_in(db.session(), run, progress.locks)
    return render_template(
        "lessons/outline.html",
        run=run,
        units=units,
        progress=progress,
        reasons=reasons,
        place=places_to_resume(db.session(), {run.id: progress}).get(run.id, ""),
        together=queries.said_once(units, reasons),
        is_studying=may(actor(), Permission.RUN_STUDY, run.scope),
        waits=may(actor(), Permission.RUN_TEACH, run.scope)
        and lacks_environment(db.session(), run.course),
    )


LESSON = "/runs/<int:run_id>/lessons/<lesson_key>"


@bp.get(LESSON)
@guarded(Permission.RUN_VIEW, load=lesson_to_read)
def lesson(reading: Reading) -> ViewResult:
    """One lesson: a stored page and the reader's own progress."""
    page = personal_page(_page(reading, _language_at(reading)))
    if may(actor(), Permission.RUN_STUDY, reading.scope) and not reading.is_same_visit(clock.now()):
        with transaction() as session:
            services.open_lesson(session, user_id(), reading, at=clock.now())
    return page


@express(bp, LESSON, "lessons.lesson", Permission.RUN_VIEW, load=lesson_to_read)
def lesson_again(reading: Reading, frame: Frame) -> Page | None:
    """The same page where there is nothing to note."""
    is_studying = may(actor(), Permission.RUN_STUDY, reading.scope)
    is_new_visit = is_studying and not reading.is_same_visit(clock.now())
    if is_new_visit or reading.has_quiz:
        return None
    return _page(reading, str(frame.session.get("lesson_language") or frame.spoken))


def _page(reading: Reading, wanted: str) -> Page:
    is_studying = may(actor(), Permission.RUN_STUDY, reading.scope)
    place = Place(reading.run_id, reading.revision_id, reading.lesson_key)
    own = _quiz_cards(place, wanted, is_studying) if reading.has_quiz else {}
    is_teaching = may(actor(), Permission.RUN_TEACH, reading.scope)
    return Page(lesson_page, (place, wanted, is_studying, is_teaching, reading.is_done), own)


def lesson_page(
    place: Place, wanted: str, is_studying: bool, is_teaching: bool, is_done: bool
) -> str:
    """The lesson as everyone sees it who studies or teaches in this run and is as far with it."""
    revision = db.session().get(CourseRevision, place.revision_id)
    found = queries.lesson_in(run_to_view(place.run_id), revision, place.lesson_key)
    spoken = found.lesson.language(wanted)
    body = lesson_body(db.session(), found.revision, place.lesson_key, spoken)
    return render_template(
        "lessons/lesson.html",
        here=found,
        run=found.run,
        body=body,
        pieces=pieces_of(body.html),
        quizzes={
            quiz.key for quiz in quizzes_of(db.session(), place.revision_id, place.lesson_key)
        },
        has_code=has_python(body.html),
        spoken=spoken,
        is_studying=is_studying,
        is_done=is_done,
        solutions=solutions_of(found.unit, found.lesson.key) if is_teaching else (),
    )


@bp.post("/runs/<int:run_id>/lessons/<lesson_key>/done")
@guarded(Permission.RUN_STUDY, load=queries.lesson_to_view, sees=Permission.RUN_VIEW)
def mark_done(found: LessonInRun) -> ViewResult:
    """Mark the lesson done and go on to the next, or (`undo`) take the mark back and stay."""
    is_undo = "undo" in request.form
    change = services.undo_done if is_undo else services.mark_done
    with transaction() as session:
        if is_first(session, user_id(), request.headers.get(HEADER), at=clock.now()):
            change(session, user_id(), found, at=clock.now())
    if is_undo:
        return redirect(address_of(found.run.id, found.lesson.key), code=303)
    if found.after is None:
        return redirect(url_for("lessons.outline", run_id=found.run.id), code=303)
    return redirect(address_of(found.run.id, found.after.key), code=303)


@bp.post("/runs/<int:run_id>/lessons/<lesson_key>/place")
@guarded(Permission.RUN_STUDY, load=queries.lesson_to_view, sees=Permission.RUN_VIEW)
def note_place(found: LessonInRun) -> ViewResult:
    """Note where the reader stopped; what is no heading of the lesson is its top."""
    place = request.form.get("place", "")
    if place and place not in headings_of(db.session(), found):
        place = ""
    with transaction() as session:
        services.note_place(session, user_id(), found, place, at=clock.now())
    return "", 204


@bp.get("/runs/<int:run_id>/lessons/<lesson_key>/newer")
@guarded(Permission.RUN_VIEW, load=lesson_to_read)
def newer(reading: Reading) -> ViewResult:
    """A word for a page that stands open, if its lesson was published anew; else nothing."""
    page, spoken = request.args.get("page", type=int), request.args.get("lang", "")
    if page is None or not is_other_page(db.session(), reading, spoken, page):
        return "", 204
    address = address_of(reading.run_id, reading.lesson_key, spoken)
    return render_template("lessons/newer.html", address=address)


@bp.get("/runs/<int:run_id>/lessons/<lesson_key>/lab")
@guarded(Permission.RUN_VIEW, load=queries.lesson_to_view)
def lab(found: LessonInRun) -> ViewResult:
    """Lead to the reader's own lab, which then fetches the lesson's notebook."""
    return files.to_lab(found, _language_of(found))


@bp.get("/runs/<int:run_id>/lessons/<lesson_key>/notebook")
@guarded(Permission.RUN_VIEW, load=queries.lesson_to_view)
def notebook(found: LessonInRun) -> ViewResult:
    """The lesson's notebook as a file."""
    return files.as_file(found, _language_of(found))


def _quiz_cards(place: Place, wanted: str, is_studying: bool) -> dict[str, str]:
    """The lesson's quizzes with the reader's answers, each in its hole."""
    revision = db.session().get(CourseRevision, place.revision_id)
    found = queries.lesson_in(run_to_view(place.run_id), revision, place.lesson_key)
    spoken = found.lesson.language(wanted)
    shown = shown_quizzes(
        db.session(),
        user_id(),
        found,
        spoken,
        again=request.args.get("again", ""),
        problem=request.args.get("problem", ""),
    )
    card = get_template_attribute("lessons/quiz.html", "quiz_card")
    return {
        f"quiz-{key}": card(quiz, found, found.run, spoken, is_studying)
        for key, quiz in shown.items()
    }


def _language_of(found: LessonInRun) -> str:
    """The language of a lesson's files: asked for now, chosen before, or that of the pages."""
    return found.lesson.language(request.args.get("lang") or _usual_language())


def _language_at(reading: Reading) -> str:
    """The language wanted; one asked for that the lesson exists in is kept for the next."""
    asked = request.args.get("lang")
    if not asked or asked not in languages_of(db.session(), reading):
        return _usual_language()
    if asked != _usual_language():
        browser["lesson_language"] = asked
    return asked


def _usual_language() -> str:
    return str(browser.get("lesson_language") or language())
