"""An author's preview: the pages of a folder as they will be, with everything that is wrong.

A small application of its own: no database, no log-in, this machine only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, redirect, render_template, request
from flask import url_for as address
from flask_babel import Babel
from jinja2 import FileSystemLoader
from werkzeug.wrappers import Response as BaseResponse

import courses
from lms.authoring.watching import WatchedCourse
from lms.catalog.quizzes import Previewed, preview_of
from lms.lessons.pieces import Piece, pieces_of
from lms.web import locale
from lms.web.catalogues import Catalogues

WEB = Path(locale.__file__).parent
HERE = Path(__file__).parent
WAIT_SECONDS = 20.0
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

bp = Blueprint("preview", __name__)


@dataclass(frozen=True)
class Shown:
    """A lesson in one language, with its neighbours and its problems."""

    lesson: courses.Lesson
    page: courses.LessonVariant
    before: courses.Lesson | None
    after: courses.Lesson | None
    problems: tuple[courses.Problem, ...]
    quizzes: Mapping[str, list[Previewed]]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The page between its quizzes."""
        return pieces_of(self.page.html)


def create_preview(watched: WatchedCourse) -> Flask:
    """The preview application of a watched course."""
    app = Flask("preview", static_folder=str(WEB / "static"), root_path=str(HERE))
    app.jinja_loader = FileSystemLoader([HERE / "templates", WEB / "templates"])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost", "[::1]"]
    app.extensions["watched"] = watched
    babel = Babel(app, default_locale=locale.DEFAULT, locale_selector=_interface_language)
    babel.domain_instance = Catalogues()
    app.add_template_filter(locale.in_language, "in_language")
    app.add_template_global(locale.language, "language")
    app.add_template_global(in_reading_language, "in_reading_language")
    app.jinja_env.globals["languages"] = locale.LANGUAGES
    app.after_request(_add_headers)
    app.register_blueprint(bp)
    return app


@bp.get("/")
def overview() -> str:
    """What the course is made of, and every problem."""
    read = _watched().read
    return render_template("authoring/overview.html", report=courses.report_of(read), **_shell())


@bp.get("/lessons/<key>")
def lesson(key: str) -> str:
    """One lesson as its readers will see it."""
    shown = _shown(key, request.args.get("lang", ""))
    if shown is None:
        abort(404)
    return render_template("authoring/lesson.html", shown=shown, **_shell())


@bp.get("/assets/<sha256>/<path:name>")
def asset(sha256: str, name: str) -> Response:  # noqa: ARG001 - the name is for people
    """A picture or another file of a page."""
    course = _watched().read.course
    pages = (page for one in (course.lessons if course else ()) for page in one.variants.values())
    found = next((a for page in pages for a in page.assets if a.sha256 == sha256), None)
    if found is None:
        abort(404)
    return Response(found.data, mimetype=found.media_type)


@bp.get("/<any(assignments, exams):_folder>/<path:_rest>")
def works(_folder: str, _rest: str) -> BaseResponse:
    """Assignments and exams are not shown here: lead back to the overview."""
    return redirect(address("preview.overview"), code=303)


@bp.get("/version")
def version() -> dict[str, int]:
    """Which reading this is; with `?seen=` of the present one, the answer waits for the next."""
    seen = request.args.get("seen", 0, type=int)
    return {"version": _watched().wait_for_newer(seen, WAIT_SECONDS)}


def _shown(key: str, language: str) -> Shown | None:
    read = _watched().read
    lessons = read.course.lessons if read.course else ()
    keys = [one.key for one in lessons]
    if key not in keys:
        return None
    place = keys.index(key)
    found = lessons[place]
    page = found.variants.get(language) or in_reading_language(found)
    return Shown(
        lesson=found,
        page=page,
        before=lessons[place - 1] if place else None,
        after=lessons[place + 1] if place + 1 < len(lessons) else None,
        problems=tuple(p for p in read.problems if p.file == page.path),
        quizzes={
            quiz.key: preview_of(quiz, page.language)
            for quiz in _watched().quizzes
            if quiz.lesson_key == key
        },
    )


def in_reading_language(found: courses.Lesson) -> courses.LessonVariant:
    """The lesson in the author's own language, if it has it."""
    return found.variants.get(locale.language()) or next(iter(found.variants.values()))


def _shell() -> dict[str, object]:
    """What every page shows around its own: the outline, and how many problems each file has."""
    watched = _watched()
    counts: dict[str, int] = {}
    for problem in watched.read.problems:
        counts[problem.file] = counts.get(problem.file, 0) + 1
    return {"read": watched.read, "version": watched.version, "n_problems": counts}


def _watched() -> WatchedCourse:
    watched: WatchedCourse = current_app.extensions["watched"]
    return watched


def _interface_language() -> str:
    return request.accept_languages.best_match(list(locale.LANGUAGES)) or locale.DEFAULT


def _add_headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
