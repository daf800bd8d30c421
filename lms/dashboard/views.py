"""The first page: what now?"""

from flask import Blueprint, render_template

from lms import clock, db
from lms.access import Permission, may
from lms.announcements.queries import newest_for
from lms.dashboard import queries
from lms.web.guard import ViewResult, actor, public
from lms.web.locale import language

bp = Blueprint("dashboard", __name__, template_folder="templates")


@bp.get("/")
@public
def home() -> ViewResult:
    """What the person does next, by each of their roles; for others, what Baeum is."""
    me = actor()
    if me.user_id is None:
        return render_template("dashboard/landing.html")
    return render_template(
        "dashboard/home.html",
        now=clock.now(),
        studies=queries.studies_of(db.session(), me, language=language(), at=clock.now()),
        teachings=queries.teachings_of(db.session(), me),
        announcements=newest_for(db.session(), me, at=clock.now()),
        projects=queries.projects_of(db.session(), me),
        cohorts=queries.operated_cohorts_of(db.session(), me),
        operates=may(me, Permission.OPERATE),
        grades=queries.recent_grades_of(db.session(), me),
    )
