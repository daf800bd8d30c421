"""The pages of a run that only those who teach it see."""

from flask import Blueprint, redirect, render_template, request

from lms import db
from lms.access import Permission
from lms.lessons import files, solutions
from lms.lessons.queries import LessonInRun
from lms.lessons.reading import address_of
from lms.web.guard import ViewResult, guarded
from lms.web.locale import language

bp = Blueprint("solutions", __name__, template_folder="templates")

SOLUTION = "/runs/<int:run_id>/solutions/<lesson_key>"


@bp.get(SOLUTION)
@guarded(Permission.RUN_TEACH, load=solutions.solution_or_lesson)
def solution(found: LessonInRun) -> ViewResult:
    """One solution; a lesson that one links to is read where lessons are."""
    if not solutions.is_solution(found):
        asked = request.args.get("lang")
        return redirect(address_of(found.run.id, found.lesson.key, asked), code=303)
    spoken = _language_of(found)
    return render_template(
        "lessons/solution.html",
        here=found,
        run=found.run,
        page=solutions.solution_body(db.session(), found, spoken).page,
        spoken=spoken,
    )


@bp.get(f"{SOLUTION}/lab")
@guarded(Permission.RUN_TEACH, load=solutions.solution_to_view)
def lab(found: LessonInRun) -> ViewResult:
    """Lead to the instructor's own lab, which then fetches the solution."""
    return files.to_lab(found, _language_of(found))


@bp.get(f"{SOLUTION}/notebook")
@guarded(Permission.RUN_TEACH, load=solutions.solution_to_view)
def notebook(found: LessonInRun) -> ViewResult:
    """The solution's notebook as a file."""
    return files.as_file(found, _language_of(found))


def _language_of(found: LessonInRun) -> str:
    return found.lesson.language(request.args.get("lang") or language())
