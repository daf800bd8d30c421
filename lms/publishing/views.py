"""The pages of a course's revisions, for those who teach it."""

from itertools import islice

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view
from lms.errors import NotFound
from lms.publishing import revisions as services
from lms.publishing.revisions import RevisionInRun, revision_in_run
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("publishing", __name__, template_folder="templates")

MOST_LESSONS = 60


@bp.get("/runs/<int:run_id>/revisions")
@guarded(Permission.RUN_TEACH, load=run_to_view, sees=Permission.RUN_VIEW)
def revisions(run: CourseRun) -> ViewResult:
    """When the course was published, by whom, and what was new."""
    found = services.revisions_of(db.session(), run.course)
    return render_template("publishing/revisions.html", run=run, found=found)


@bp.get("/runs/<int:run_id>/revisions/<int:revision_id>")
@guarded(Permission.RUN_TEACH, load=revision_in_run, sees=Permission.RUN_VIEW)
def revision(found: RevisionInRun) -> ViewResult:
    """What readers see now against a revision, lesson by lesson."""
    current = found.run.course.current_revision
    if current is None:
        raise NotFound
    lessons = services.changed_lessons(db.session(), found.revision, current)
    return render_template(
        "publishing/revision.html",
        found=found,
        run=found.run,
        is_current=current.id == found.revision.id,
        lessons=list(islice(lessons, MOST_LESSONS)),
        most=MOST_LESSONS,
    )


@bp.post("/runs/<int:run_id>/revisions/<int:revision_id>/current")
@guarded(Permission.RUN_TEACH, load=revision_in_run, sees=Permission.RUN_VIEW)
def bring_back(found: RevisionInRun) -> ViewResult:
    """Let readers see this revision again."""
    with transaction() as session:
        services.bring_back(session, found, at=clock.now(), by_id=user_id())
    flash(gettext("수강생은 이제 고른 판의 강의를 봅니다."), "success")
    return redirect(url_for("publishing.revisions", run_id=found.run.id), code=303)
