"""Where pages that lead to a lab say that somebody reads them."""

from flask import Blueprint, current_app

from lms import clock
from lms.access import Permission
from lms.accounts.models import User
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.labs import services
from lms.settings import Settings
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("labs", __name__)


@bp.post("/runs/<int:run_id>/lab-ahead")
@guarded(Permission.RUN_STUDY, load=run_to_view, sees=Permission.RUN_VIEW)
def want(_run: CourseRun) -> ViewResult:
    """Have the reader's lab started while they read; nobody waits for it."""
    settings: Settings = current_app.extensions["settings"]
    if settings.labs_ahead:
        with transaction() as session:
            services.want_lab(session, session.get_one(User, user_id()), at=clock.now())
    return "", 204
