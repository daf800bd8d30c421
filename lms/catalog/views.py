"""The catalogue: which courses there are, what is in them, and the files they show."""

from flask import Blueprint, Response, render_template, request

from lms import db
from lms.access import Permission
from lms.catalog import queries
from lms.catalog.models import Asset, Course
from lms.catalog.outline import outline_of
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
    response = Response(mimetype=asset.media_type)
    response.set_etag(asset.sha256)
    response.headers["Cache-Control"] = _FOREVER
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    )
    if not asset.media_type.startswith(_SHOWN_IN_PLACE):
        response.headers["Content-Disposition"] = "attachment"
    if request.if_none_match.contains(asset.sha256):
        response.status_code = 304
        return response
    response.set_data(blobs().get(asset.sha256))
    return response
