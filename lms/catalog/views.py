"""The catalogue: which courses there are, what is in them, and the files they show."""

from flask import Blueprint, Response, render_template, request

from courses.files.variants import MEDIA_TYPE
from lms import db
from lms.access import Permission
from lms.catalog import queries
from lms.catalog.models import Asset, Course
from lms.catalog.outline import outline_of
from lms.catalog.queries import PictureCopy
from lms.storage import blobs
from lms.web.guard import ViewResult, guarded

bp = Blueprint("catalog", __name__, template_folder="templates")

_SHOWN_IN_PLACE = ("image/", "text/plain", "application/pdf")
_FOREVER = "private, max-age=31536000, immutable"


@bp.get("/catalog")
@guarded(Permission.ACCOUNT_USE)
def courses() -> ViewResult:
    """Every published course."""
    found = queries.published_courses(db.session())
    outlines = {course.id: outline_of(course.current_revision) for course in found}
    return render_template("catalog/courses.html", courses=found, outlines=outlines)


@bp.get("/catalog/<slug>")
@guarded(Permission.ACCOUNT_USE, load=queries.course_to_view, sees=Permission.ACCOUNT_USE)
def course(course: Course) -> ViewResult:
    """What a course teaches, unit by unit."""
    units = outline_of(course.current_revision)
    return render_template("catalog/course.html", course=course, units=units)


@bp.get("/assets/<sha256>/<path:name>")
@guarded(Permission.ACCOUNT_USE, load=queries.asset_to_view, sees=Permission.ACCOUNT_USE)
def asset(asset: Asset) -> ViewResult:
    """A file of a course; it never changes, so a browser asks for it once."""
    return _file(asset.sha256, asset.media_type)


@bp.get("/assets/<sha256>/<int:width>/<name>")
@guarded(Permission.ACCOUNT_USE, load=queries.picture_to_view, sees=Permission.ACCOUNT_USE)
def variant(found: PictureCopy) -> ViewResult:
    """A lighter copy of a picture, or the picture itself where there is none."""
    copy = found.variant
    if copy is not None:
        return _file(copy.blob, MEDIA_TYPE)
    return _file(found.asset.sha256, found.asset.media_type)


def _file(blob: str, media_type: str) -> Response:
    response = Response(mimetype=media_type)
    response.set_etag(blob)
    response.headers["Cache-Control"] = _FOREVER
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    )
    if not media_type.startswith(_SHOWN_IN_PLACE):
        response.headers["Content-Disposition"] = "attachment"
    if request.if_none_match.contains(blob):
        response.status_code = 304
        return response
    response.set_data(blobs().get(blob))
    return response
