"""The pages of assignments: for those who hand in and those who teach."""

from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask_babel import gettext
from wtforms.fields import SelectChoice

from assessments.notebooks import Change
from lms import audit, clock, db
from lms.access import Permission, may
from lms.db import transaction
from lms.enrollments.models import CourseRun
from lms.enrollments.queries import run_to_view, trainees_of
from lms.errors import Conflict, Invalid, Unavailable
from lms.hub import hub
from lms.labs.environment_queries import lacks_environment
from lms.notebooks import dates, marks, queries, regrade_requests, services
from lms.notebooks.answers import changes_in
from lms.notebooks.feedback import under_heading
from lms.notebooks.forms import ExtensionForm, WindowForm, form_of
from lms.notebooks.models import Extension, Submission
from lms.notebooks.nameless import names_asked
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.team_queries import team_rule, teams_on
from lms.settings import Settings
from lms.storage import blobs
from lms.web.guard import ViewResult, actor, guarded, user_id
from lms.web.locale import language

bp = Blueprint("notebooks", __name__, template_folder="templates")


@bp.get("/runs/<int:run_id>/assignments")
@guarded(Permission.RUN_VIEW, load=run_to_view)
def assignments(run: CourseRun) -> ViewResult:
    """The assignments of a run and how the person stands in each."""
    session = db.session()
    return render_template(
        "notebooks/assignments.html",
        run=run,
        found=queries.assignments_in(session, run, user_id()),
        own=queries.own_work(session, user_id(), run.id),
        now=clock.now(),
    )


@bp.get("/runs/<int:run_id>/assignments/<name>")
@guarded(Permission.RUN_VIEW, load=queries.assignment_to_view)
def assignment(found: AssignmentInRun) -> ViewResult:
    """What the assignment is, until when, and the person's attempts."""
    return _assignment_page(found, form_of(found.window))


def _assignment_page(
    found: AssignmentInRun, form: WindowForm, extension: ExtensionForm | None = None
) -> str:
    teaches = may(actor(), Permission.RUN_TEACH, found.scope)
    return render_template(
        "notebooks/assignment.html",
        run=found.run,
        assignment=found.assignment,
        version=found.assignment.current_version,
        window=found.window,
        work=queries.work_on(db.session(), user_id(), found),
        team_rule=team_rule(db.session(), found.run.id, found.assignment.id),
        form=form,
        extension=(extension or _extension_form(found, is_new=True)) if teaches else None,
        extensions=queries.extensions_in(db.session(), found) if teaches else (),
        waits=lacks_environment(db.session(), found.run.course),
        now=clock.now(),
    )


@bp.post("/runs/<int:run_id>/assignments/<name>/window")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def set_window(found: AssignmentInRun) -> ViewResult:
    """Set the dates and the number of attempts."""
    form = form_of(found.window)
    if not form.validate_on_submit():
        return _assignment_page(found, form), 422
    with transaction() as session:
        dates.set_window(session, found, form.window, by_id=user_id(), at=clock.now())
    flash(gettext("과제의 기간을 정했습니다."), "success")
    return redirect(_address_of(found), code=303)


@bp.post("/runs/<int:run_id>/assignments/<name>/extensions")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def extend(found: AssignmentInRun) -> ViewResult:
    """Give one person until later."""
    form = _extension_form(found)
    if not form.validate_on_submit():
        return _assignment_page(found, form_of(found.window), form), 422
    try:
        with transaction() as session:
            dates.extend(
                session,
                found,
                form.party,
                due_at=form.until.moment,
                more_attempts=int(form.more_attempts.data or 0),
                reason=str(form.reason.data),
                by_id=user_id(),
                at=clock.now(),
            )
    except Invalid as problem:
        form.until.errors = [problem.reason]
        return _assignment_page(found, form_of(found.window), form), 422
    flash(gettext("마감을 늦췄습니다."), "success")
    return redirect(f"{_address_of(found)}#extensions", code=303)


@bp.post("/extensions/<int:extension_id>/withdraw")
@guarded(Permission.RUN_TEACH, load=queries.extension_to_change, sees=Permission.RUN_TEACH)
def withdraw_extension(extension: Extension) -> ViewResult:
    """Let everybody's dates hold for the person again."""
    found = queries.assignment_in(db.session(), extension.run, extension.assignment.name)
    with transaction() as session:
        dates.withdraw_extension(session, found, extension, by_id=user_id(), at=clock.now())
    flash(gettext("따로 준 마감을 거두었습니다."), "success")
    return redirect(f"{_address_of(found)}#extensions", code=303)


def _extension_form(found: AssignmentInRun, *, is_new: bool = False) -> ExtensionForm:
    form = ExtensionForm(formdata=None) if is_new else ExtensionForm()
    session, place = db.session(), (found.run.id, found.assignment.id)
    form.is_for_teams = team_rule(session, *place) is not None
    if form.is_for_teams:
        form.person.label.text = gettext("팀")
        form.person.choices = [SelectChoice(one.id, one.name) for one in teams_on(session, *place)]
    else:
        people = trainees_of(session, found.run.cohort)
        form.person.choices = [SelectChoice(one.id, f"{one.name} ({one.email})") for one in people]
    return form


@bp.get("/runs/<int:run_id>/assignments/<name>/lab")
@guarded(Permission.RUN_VIEW, load=queries.assignment_to_view)
def lab(found: AssignmentInRun) -> ViewResult:
    """Lead to the person's own lab, which then fetches the assignment."""
    is_early = clock.now() < found.window.opens_at
    if is_early and not may(actor(), Permission.RUN_TEACH, found.scope):
        raise Conflict(gettext("아직 열리지 않은 과제입니다."))
    if hub().version() is None:
        raise Unavailable(gettext("실습실이 지금 응답하지 않습니다. 잠시 뒤 다시 열어 주세요."))
    settings: Settings = current_app.extensions["settings"]
    query = urlencode({"run": found.run.slug, "name": found.assignment.name, "lang": language()})
    return redirect(
        f"{settings.hub_public_url}/hub/user-redirect/baeum/assignment?{query}", code=303
    )


@bp.get("/runs/<int:run_id>/assignments/<name>/submissions")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def submissions(found: AssignmentInRun) -> ViewResult:
    """Everybody's attempts, and who has not handed in."""
    everything = queries.submissions_of(db.session(), found)
    handed_in = frozenset[int]().union(*(each.owner_ids for each in everything))
    trainees = trainees_of(db.session(), found.run.cohort)
    return render_template(
        "notebooks/submissions.html",
        run=found.run,
        assignment=found.assignment,
        window=found.window,
        submissions=everything,
        n_handed_in=sum(person.id in handed_in for person in trainees),
        missing=[person for person in trainees if person.id not in handed_in],
        n_trainees=len(trainees),
    )


@bp.get("/submissions/<int:submission_id>")
@guarded(Permission.SUBMISSION_VIEW, load=queries.submission_to_view)
def submission(found: Submission) -> ViewResult:
    """One attempt: its receipt, how far it is, the score and the feedback."""
    cells = marks.own_results(db.session(), found)
    feedback = blobs().get(found.feedback_blob).decode() if found.feedback_blob else ""
    return render_template(
        "notebooks/submission.html",
        submission=found,
        run=found.run,
        assignment=found.assignment,
        cells=cells,
        standing=regrade_requests.standing_of(db.session(), found, cells),
        now=clock.now(),
        feedback=under_heading(feedback, 2),
        n_before=queries.place_in_queue(db.session(), found) if found.is_waiting else 0,
        waits=found.is_waiting and lacks_environment(db.session(), found.run.course),
        is_own=user_id() in found.owner_ids,
        names=None if user_id() in found.owner_ids else names_asked(),
    )


@bp.get("/submissions/<int:submission_id>/changes")
@guarded(Permission.SUBMISSION_VIEW, load=queries.submission_to_view)
def changes(found: Submission) -> ViewResult:
    """What the person changed in the notebook that was given out."""
    compared = changes_in(blobs(), found)
    return render_template(
        "notebooks/changes.html",
        submission=found,
        run=found.run,
        assignment=found.assignment,
        labels={cell["grade_id"]: cell["label"] for cell in found.version.cells},
        changes=[one for one in compared if one.change is not Change.SAME],
        n_same=sum(one.change is Change.SAME for one in compared),
        is_readable=bool(compared),
        is_own=user_id() in found.owner_ids,
        names=None if user_id() in found.owner_ids else names_asked(),
    )


@bp.get("/submissions/<int:submission_id>/archive")
@guarded(Permission.SUBMISSION_VIEW, load=queries.submission_to_view)
def archive(found: Submission) -> ViewResult:
    """The files as they were handed in."""
    if user_id() not in found.owner_ids:
        with transaction() as session:
            audit.record(
                session,
                "submission.download",
                actor_id=user_id(),
                subject=("submission", found.id),
                at=clock.now(),
            )
    response = Response(blobs().get(found.blob), mimetype="application/gzip")
    name = f"{found.assignment.name}-{found.receipt}.tar.gz"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post("/submissions/<int:submission_id>/grade-again")
@guarded(Permission.RUN_TEACH, load=queries.submission_to_view, sees=Permission.SUBMISSION_VIEW)
def grade_again(found: Submission) -> ViewResult:
    """Have a submission graded that the grader gave up on."""
    with transaction() as session:
        services.grade_again(session, found, by_id=user_id(), at=clock.now())
    return redirect(url_for("notebooks.submission", submission_id=found.id), code=303)


def _address_of(found: AssignmentInRun) -> str:
    return url_for("notebooks.assignment", run_id=found.run.id, name=found.assignment.name)
