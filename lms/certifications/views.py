"""The catalogue of certifications; for anyone, logged in or not."""

from datetime import date

from flask import Blueprint, render_template

from lms import clock, db
from lms.certifications import queries
from lms.web.guard import ViewResult, public
from lms.web.locale import TIME_ZONE

bp = Blueprint("certifications", __name__, template_folder="templates")


@bp.get("/certifications")
@public
def certifications() -> ViewResult:
    """Those that can be sat, then those that have ended."""
    found, today = queries.listed_certifications(db.session()), _today()
    return render_template(
        "certifications/certifications.html",
        current=[each for each in found if not each.is_retired(today)],
        retired=[each for each in found if each.is_retired(today)],
        today=today,
    )


@bp.get("/certifications/<key>")
@public
def certification(key: str) -> ViewResult:
    """What one asks, how it is sat, and where that was read."""
    found, session = queries.listed_certification(key), db.session()
    newest_first = sorted(
        found.outlines, key=lambda each: each.valid_from or date.min, reverse=True
    )
    return render_template(
        "certifications/certification.html",
        certification=found,
        outlines=newest_first,
        today=_today(),
        titles=queries.titles_of(session, frozenset({found.successor})),
        course=queries.course_for(session, found.course),
    )


def _today() -> date:
    return clock.now().astimezone(TIME_ZONE).date()
