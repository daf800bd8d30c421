"""The pages on which teams are formed: by those who teach, and by trainees themselves."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from lms import clock, db
from lms.access import Permission, may
from lms.accounts.models import User
from lms.db import transaction
from lms.enrollments.queries import trainees_of
from lms.errors import Invalid, NotFound
from lms.notebooks import queries, team_queries, teams
from lms.notebooks.models import Assignment
from lms.notebooks.queries import AssignmentInRun
from lms.notebooks.team_forms import MemberForm, OwnTeamForm, TeamForm, TermsForm, terms_form
from lms.notebooks.team_models import Team, TeamMember
from lms.web.guard import ViewResult, actor, guarded, user_id

bp = Blueprint("teams", __name__, template_folder="templates")


@bp.get("/runs/<int:run_id>/assignments/<name>/teams")
@guarded(Permission.RUN_VIEW, load=queries.assignment_to_view)
def of_assignment(found: AssignmentInRun) -> ViewResult:
    """The teams: all of them for those who teach, one's own and those one may join for trainees."""
    if may(actor(), Permission.RUN_TEACH, found.scope):
        return _page(found)
    return _own_page(found, OwnTeamForm(formdata=None))


@bp.post("/runs/<int:run_id>/assignments/<name>/teams/terms")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def set_terms(found: AssignmentInRun) -> ViewResult:
    """Have the assignment done in teams, or change how they are formed."""
    form = TermsForm()
    if not form.validate_on_submit():
        return _page(found, terms=form), 422
    with transaction() as session:
        teams.set_terms(session, found, form.terms, by_id=user_id(), at=clock.now())
    flash(gettext("팀으로 하는 과제로 정했습니다."), "success")
    return _to(found)


@bp.post("/runs/<int:run_id>/assignments/<name>/teams/off")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def switch_off(found: AssignmentInRun) -> ViewResult:
    """Have everybody work alone again."""
    with transaction() as session:
        teams.switch_off(session, found, by_id=user_id(), at=clock.now())
    flash(gettext("혼자 하는 과제로 돌렸습니다."), "success")
    return _to(found)


@bp.post("/runs/<int:run_id>/assignments/<name>/teams")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def form_team(found: AssignmentInRun) -> ViewResult:
    """Form a team by hand."""
    form = TeamForm()
    form.people.choices = _choices(_without_team(found))
    if not form.validate_on_submit():
        return _page(found, team=form), 422
    people = [db.session().get_one(User, each) for each in form.people.data or ()]
    try:
        with transaction() as session:
            teams.form_team(
                session,
                found,
                str(form.name.data),
                people,
                is_set=True,
                by_id=user_id(),
                at=clock.now(),
            )
    except Invalid as problem:
        form.name.errors = [problem.reason]
        return _page(found, team=form), 422
    flash(gettext("팀을 만들었습니다."), "success")
    return _to(found)


@bp.post("/runs/<int:run_id>/assignments/<name>/teams/random")
@guarded(Permission.RUN_TEACH, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def form_at_random(found: AssignmentInRun) -> ViewResult:
    """Put everybody who is in no team into one, by lot."""
    with transaction() as session:
        made = teams.form_at_random(session, found, by_id=user_id(), at=clock.now())
    flash(gettext("팀 %(n)s개를 만들었습니다.", n=len(made)), "success")
    return _to(found)


@bp.post("/teams/<int:team_id>/members")
@guarded(Permission.RUN_TEACH, load=team_queries.team_to_change, sees=Permission.RUN_TEACH)
def add_member(team: Team) -> ViewResult:
    """Put somebody into a team."""
    found = _place_of(team)
    form = _member_form(team, _without_team(found))
    if not form.validate_on_submit():
        return _page(found, adding=(team.id, form)), 422
    person = db.session().get_one(User, form.person.data)
    with transaction() as session:
        teams.add_member(
            session,
            found,
            team,
            person,
            also_earlier=bool(form.also_earlier.data),
            by_id=user_id(),
            at=clock.now(),
        )
    flash(gettext("%(name)s 님을 팀에 더했습니다.", name=person.name), "success")
    return _to(found)


@bp.post("/teams/<int:team_id>/members/<int:user_id>/remove")
@guarded(Permission.RUN_TEACH, load=team_queries.member_to_remove, sees=Permission.RUN_TEACH)
def remove_member(member: TeamMember) -> ViewResult:
    """Take somebody out of a team."""
    found = _place_of(member.team)
    with transaction() as session:
        teams.remove_member(
            session, found, member.team, member.user_id, by_id=user_id(), at=clock.now()
        )
    flash(gettext("팀에서 뺐습니다. 그때까지 제출한 것과 성적은 남습니다."), "success")
    return _to(found)


@bp.post("/teams/<int:team_id>/dissolve")
@guarded(Permission.RUN_TEACH, load=team_queries.team_to_change, sees=Permission.RUN_TEACH)
def dissolve(team: Team) -> ViewResult:
    """Let there be no such team."""
    found = _place_of(team)
    with transaction() as session:
        teams.dissolve(session, found, team, by_id=user_id(), at=clock.now())
    flash(gettext("팀을 해산했습니다."), "success")
    return _to(found)


@bp.post("/runs/<int:run_id>/assignments/<name>/teams/own")
@guarded(Permission.RUN_STUDY, load=queries.assignment_to_view, sees=Permission.RUN_VIEW)
def begin(found: AssignmentInRun) -> ViewResult:
    """Begin a team of one's own."""
    form = OwnTeamForm()
    if not form.validate_on_submit():
        return _own_page(found, form), 422
    try:
        with transaction() as session:
            teams.begin(session, found, _self(), str(form.name.data), at=clock.now())
    except Invalid as problem:
        form.name.errors = [problem.reason]
        return _own_page(found, form), 422
    flash(gettext("팀을 만들었습니다. 함께할 사람이 이 팀을 고르면 됩니다."), "success")
    return _to(found)


@bp.post("/teams/<int:team_id>/join")
@guarded(Permission.RUN_STUDY, load=team_queries.team_to_change, sees=Permission.RUN_VIEW)
def join(team: Team) -> ViewResult:
    """Join a team."""
    return _change_own(team, teams.join, gettext("팀에 들어갔습니다."))


@bp.post("/teams/<int:team_id>/leave")
@guarded(Permission.RUN_STUDY, load=team_queries.team_to_change, sees=Permission.RUN_VIEW)
def leave(team: Team) -> ViewResult:
    """Leave a team."""
    return _change_own(team, teams.leave, gettext("팀에서 나왔습니다."))


def _change_own(team: Team, act: Callable[..., None], words: str) -> Response:
    found = _place_of(team)
    with transaction() as session:
        act(session, found, team, _self(), at=clock.now())
    flash(words, "success")
    return _to(found)


def _page(
    found: AssignmentInRun,
    *,
    terms: TermsForm | None = None,
    team: TeamForm | None = None,
    adding: tuple[int, MemberForm] | None = None,
) -> str:
    session, place = db.session(), (found.run.id, found.assignment.id)
    rule = team_queries.team_rule(session, *place)
    every = team_queries.teams_on(session, *place)
    free = _without_team(found)
    new = team or TeamForm(formdata=None)
    new.people.choices = _choices(free)
    return render_template(
        "notebooks/teams.html",
        run=found.run,
        assignment=found.assignment,
        rule=rule,
        teams=every,
        n_handed_in=team_queries.handed_in_of(session, [one.id for one in every]),
        free=free,
        terms=terms or terms_form(rule),
        form=new,
        member_forms={one.id: _member_form(one, free) for one in every}
        | ({adding[0]: adding[1]} if adding else {}),
        wrong=adding[1] if adding else None,
    )


def _own_page(found: AssignmentInRun, form: OwnTeamForm) -> str:
    session, place = db.session(), (found.run.id, found.assignment.id)
    rule = team_queries.team_rule(session, *place)
    if rule is None:
        raise NotFound
    is_forming = rule.is_forming(clock.now())
    every = team_queries.teams_on(session, *place)
    handed_in = team_queries.handed_in_of(session, [one.id for one in every])
    own = next((one for one in every if user_id() in one.member_ids), None)
    open_ones = [one for one in every if not handed_in[one.id] and len(one.members) < rule.most]
    return render_template(
        "notebooks/own_team.html",
        run=found.run,
        assignment=found.assignment,
        rule=rule,
        own=own,
        may_leave=is_forming and own is not None and not handed_in[own.id],
        is_forming=is_forming,
        open_teams=open_ones if is_forming and own is None else (),
        form=form,
    )


def _without_team(found: AssignmentInRun) -> list[User]:
    session = db.session()
    every = team_queries.teams_on(session, found.run.id, found.assignment.id)
    placed = frozenset[int]().union(*(one.member_ids for one in every))
    return [one for one in trainees_of(session, found.run.cohort) if one.id not in placed]


def _member_form(team: Team, free: list[User]) -> MemberForm:
    form = MemberForm(prefix=f"team{team.id}-")
    form.person.choices = _choices(free)
    return form


def _choices(people: list[User]) -> list[SelectChoice]:
    return [SelectChoice(one.id, f"{one.name} ({one.email})") for one in people]


def _place_of(team: Team) -> AssignmentInRun:
    session = db.session()
    assignment = session.get_one(Assignment, team.assignment_id)
    return queries.assignment_in(session, team.run, assignment.name)


def _self() -> User:
    return db.session().get_one(User, user_id())


def _to(found: AssignmentInRun) -> Response:
    address = url_for(".of_assignment", run_id=found.run.id, name=found.assignment.name)
    return redirect(address, code=303)
