"""What belongs to no feature: the health probe."""

from flask import Blueprint
from sqlalchemy import text

from lms import db
from lms.web.guard import ViewResult, public

bp = Blueprint("web", __name__)


@bp.get("/healthz")
@public
def health() -> ViewResult:
    """Whether the web process and its database answer."""
    db.session().execute(text("SELECT 1"))
    return {"status": "ok"}
