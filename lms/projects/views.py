"""The page of a company project, for its mentors and those who run the cohort."""

from flask import Blueprint, render_template

from lms import db
from lms.access import Permission
from lms.enrollments.queries import trainees_of
from lms.projects import queries
from lms.projects.models import Project
from lms.web.guard import ViewResult, guarded

bp = Blueprint("projects", __name__, template_folder="templates")


@bp.get("/projects/<int:project_id>")
@guarded(Permission.PROJECT_VIEW, load=queries.project_to_view)
def project(project: Project) -> ViewResult:
    """What shall be made, in which cohort, and by whom: names, and nothing else of people."""
    names = [trainee.name for trainee in trainees_of(db.session(), project.cohort)]
    return render_template("projects/project.html", project=project, names=names)
