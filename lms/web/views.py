"""Pages of no feature: the health probe and the choice of language."""

from flask import Blueprint, redirect, request, session, url_for
from sqlalchemy import text

from lms import db
from lms.errors import Invalid
from lms.web.addresses import safe_next
from lms.web.guard import ViewResult, public
from lms.web.locale import LANGUAGES

bp = Blueprint("web", __name__)


@bp.get("/healthz")
@public
def health() -> ViewResult:
    """Whether the web process and its database answer."""
    db.session().execute(text("SELECT 1"))
    return {"status": "ok"}


@bp.post("/language")
@public
def choose_language() -> ViewResult:
    """Remember the language for this browser."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise Invalid(chosen)
    session["language"] = chosen
    return redirect(safe_next(request.form.get("next"), url_for("web.health")), code=303)
