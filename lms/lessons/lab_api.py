"""What a lab asks for when its person pressed "open in lab"."""

from flask import Blueprint, Response, current_app, request, url_for

from lms import db
from lms.accounts.lab_tokens import user_of_lab_token
from lms.accounts.models import User
from lms.errors import NotFound
from lms.lessons import queries
from lms.lessons.queries import LessonInRun
from lms.lessons.solutions import lesson_of_lab
from lms.settings import Settings
from lms.storage import blobs
from lms.web.guard import ViewResult, machine

bp = Blueprint("lab_api", __name__, url_prefix="/api/lab/v1")


@bp.get("/runs/<run_slug>/lessons/<lesson_key>/materials")
@machine(user_of_lab_token)
def materials(user: User, run_slug: str, lesson_key: str) -> ViewResult:
    """The files of a lesson with the path of the notebook to open."""
    found = lesson_of_lab(db.session(), user.actor, run_slug, lesson_key)
    files = queries.materials_in(db.session(), found, request.args.get("lang", "ko"))
    folder = found.run.course.slug
    return {
        "path": f"{folder}/{files[0].path}",
        "files": [
            {
                "path": f"{folder}/{file.path}",
                "sha256": file.sha256,
                "size": file.size,
                "url": _url_of(found, file.sha256),
            }
            for file in files
        ],
    }


@bp.get("/runs/<run_slug>/lessons/<lesson_key>/materials/<sha256>")
@machine(user_of_lab_token)
def material(user: User, run_slug: str, lesson_key: str, sha256: str) -> ViewResult:
    """The bytes of one file of a lesson."""
    found = lesson_of_lab(db.session(), user.actor, run_slug, lesson_key)
    if not queries.delivers(db.session(), found, sha256):
        raise NotFound
    return Response(blobs().get(sha256), mimetype="application/octet-stream")


def _url_of(found: LessonInRun, sha256: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    path = url_for(
        "lab_api.material",
        run_slug=found.run.slug,
        lesson_key=found.lesson.key,
        sha256=sha256,
        _external=False,
    )
    return settings.public_url + path
