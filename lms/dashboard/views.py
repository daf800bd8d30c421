"""The first page: what now?"""

from flask import Blueprint, render_template

from lms import clock, db
from lms.access import Permission, may
from lms.announcements.queries import newest_for
from lms.dashboard import queries
from lms.dashboard.operating import cohorts_at_a_glance, health_of
from lms.dashboard.teaching import taught_by
from lms.hub import hub
from lms.web.guard import ViewResult, actor, public
from lms.web.locale import TIME_ZONE, language

DEADLINES_SHOWN = 5

bp = Blueprint("dashboard", __name__, template_folder="templates")


@bp.get("/")
@public
def home() -> ViewResult:
    """What the person does next, by each of their roles; for others, what Baeum is."""
    me = actor()
    if me.user_id is None:
        return render_template("dashboard/landing.html")
    session, now = db.session(), clock.now()
    teachings, openings = taught_by(session, me, at=now)
    projects = queries.projects_of(session, me)
    is_admin = may(me, Permission.ADMINISTER)
    studies = queries.studies_of(session, me, language=language(), at=now)
    deliverables = queries.deliverables_studied(session, me)
    return render_template(
        "dashboard/home.html",
        now=now,
        studies=studies,
        deadlines=queries.deadlines_of(studies, deliverables, at=now),
        deadlines_shown=DEADLINES_SHOWN,
        teachings=teachings,
        openings=openings,
        announcements=newest_for(session, me, at=now),
        projects=projects,
        reviews=queries.reviews_due(session, projects),
        deliverables=deliverables,
        operates=may(me, Permission.OPERATE),
        glances=cohorts_at_a_glance(session, me, at=now, today=now.astimezone(TIME_ZONE).date()),
        health=health_of(session) if is_admin else None,
        hub_version=hub().version() if is_admin else None,
        grades=queries.recent_grades_of(session, me),
    )
