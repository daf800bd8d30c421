"""The ways of a lesson's notebook: into the reader's lab, or into a file."""

from pathlib import PurePosixPath
from urllib.parse import urlencode

from flask import Response, current_app, redirect
from flask_babel import gettext

from lms import db
from lms.errors import Unavailable
from lms.hub import hub
from lms.lessons import queries
from lms.lessons.queries import LessonInRun
from lms.settings import Settings
from lms.storage import blobs
from lms.web.guard import ViewResult


def to_lab(found: LessonInRun, language: str) -> ViewResult:
    """Lead to the reader's own lab, which then fetches the notebook."""
    queries.materials_in(db.session(), found, language)
    if hub().version() is None:
        raise Unavailable(
            gettext(
                "실습실이 지금 응답하지 않습니다. 강의는 계속 읽을 수 있습니다. 잠시 뒤 다시 열어 주세요."
            )
        )
    settings: Settings = current_app.extensions["settings"]
    query = urlencode({"run": found.run.slug, "lesson": found.lesson.key, "lang": language})
    target = f"{settings.hub_public_url}/hub/user-redirect/baeum/open?{query}"
    return redirect(target, code=303)


def as_file(found: LessonInRun, language: str) -> ViewResult:
    """The notebook as a file to keep."""
    file = queries.materials_in(db.session(), found, language)[0]
    response = Response(blobs().get(file.sha256), mimetype="application/x-ipynb+json")
    response.headers.set(
        "Content-Disposition", "attachment", filename=PurePosixPath(file.path).name
    )
    return response
