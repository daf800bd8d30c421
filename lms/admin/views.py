"""People and the state of the system, for administrators and operators."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from lms import clock, db, outbox
from lms.access import ROLE_SCOPES, Permission, Role, may
from lms.accounts import erasure
from lms.accounts import services as accounts
from lms.accounts.erasure import DeletionRequest
from lms.accounts.models import User
from lms.accounts.people_csv import RowProblem
from lms.accounts.personal_data import registry
from lms.admin import queries, services
from lms.admin.forms import ROLE_NAMES, GrantForm, ImportForm
from lms.admin.people_import import ImportResult
from lms.admin.people_import import import_people as import_file
from lms.admin.services import STOP_LAB_MESSAGE
from lms.db import transaction
from lms.errors import Conflict, Forbidden, Invalid
from lms.hub import hub
from lms.labs.queries import outcomes_of_the_week
from lms.programs.queries import cohorts_of
from lms.web.addresses import client_address
from lms.web.guard import ViewResult, actor, guarded, user_id

bp = Blueprint("admin", __name__, template_folder="templates")


class OwnAccount(Conflict):
    """Nobody stops their own account or stops being an administrator by their own hand."""

    code = "own_account"


@bp.get("/people")
@guarded(Permission.PEOPLE_MANAGE)
def people() -> ViewResult:
    """Everyone with an account, to search."""
    words = request.args.get("q", "").strip()[:100]
    found = queries.people(db.session(), actor(), words, _page())
    return render_template(
        "admin/people.html",
        found=found,
        words=words,
        role_names=ROLE_NAMES,
        page_href=_page_href("admin.people", words),
    )


@bp.route("/people/import", methods=["GET", "POST"])
@guarded(Permission.PEOPLE_MANAGE)
def import_people() -> ViewResult:
    """Add people from a CSV: all of them or, if a row is bad, none."""
    form = ImportForm()
    problems: tuple[RowProblem, ...] = ()
    if form.validate_on_submit():
        result = _import(form.file.data.read())
        if not result.problems:
            flash(_import_message(result), "success")
            return redirect(url_for("admin.people"), code=303)
        problems = result.problems
    page = render_template(
        "admin/import.html",
        form=form,
        problems=problems,
        cohorts=cohorts_of(db.session(), actor()),
        gives_all=may(actor(), Permission.ADMINISTER),
    )
    return page, 422 if problems or form.errors else 200


@bp.get("/people/deletions")
@guarded(Permission.CITY_OPERATE)
def deletions() -> ViewResult:
    """Wishes to be forgotten, the first due first."""
    session = db.session()
    return render_template(
        "admin/deletions.html",
        waiting=erasure.open_requests(session),
        done=erasure.done_requests(session),
        now=clock.now(),
    )


@bp.post("/people/deletions/<int:request_id>")
@guarded(Permission.CITY_OPERATE, load=erasure.deletion_to_change)
def carry_out_deletion(wish: DeletionRequest) -> ViewResult:
    """Forget the person; nobody does this to themselves, nor an operator to an administrator."""
    if wish.user_id == user_id():
        raise OwnAccount(gettext("자기 계정은 다른 운영자가 지워야 합니다."))
    if erasure.is_of_administrator(wish) and not may(actor(), Permission.ADMINISTER):
        raise Forbidden
    hub_name = wish.user.hub_name
    with transaction() as session:
        erasure.carry_out_deletion(
            session, wish, registry(), by_id=user_id(), at=clock.now(), address=client_address()
        )
        outbox.put(session, STOP_LAB_MESSAGE, {"hub_name": hub_name}, at=clock.now())
    message = gettext(
        "계정을 지웠습니다. 실습실 폴더(%(folder)s)는 따로 지워 주세요.", folder=hub_name
    )
    flash(message, "success")
    return redirect(url_for("admin.deletions"), code=303)


@bp.get("/people/<int:user_id>")
@guarded(Permission.PEOPLE_MANAGE, load=queries.person_to_manage)
def person(person: User) -> ViewResult:
    """One person with their roles."""
    return _person_page(person, _grant_form())


@bp.post("/people/<int:user_id>/grant")
@guarded(Permission.ADMINISTER, load=queries.person_to_manage)
def grant(person: User) -> ViewResult:
    """Give the person a role."""
    form = _grant_form()
    if not form.validate_on_submit():
        return _person_page(person, form), 422
    with transaction() as session:
        accounts.grant_role(session, person, form.chosen, at=clock.now(), by_id=user_id())
    return _back(person, gettext("역할을 주었습니다."))


@bp.post("/people/<int:user_id>/revoke")
@guarded(Permission.ADMINISTER, load=queries.person_to_manage)
def revoke(person: User) -> ViewResult:
    """Take a role from the person."""
    form = _grant_form()
    if not form.validate_on_submit():
        raise Invalid(gettext("그런 역할은 줄 수 없습니다."))
    taken = form.chosen
    if person.id == user_id() and taken.role is Role.ADMIN:
        raise OwnAccount(gettext("자기에게서 관리자 역할을 뺄 수 없습니다."))
    with transaction() as session:
        accounts.revoke_role(session, person, taken, at=clock.now(), by_id=user_id())
    return _back(person, gettext("역할을 뺐습니다. 다시 줄 수 있습니다."))


@bp.post("/people/<int:user_id>/stop")
@guarded(Permission.ADMINISTER, load=queries.person_to_manage)
def stop(person: User) -> ViewResult:
    """Stop the account and end its sessions."""
    if person.id == user_id():
        raise OwnAccount(gettext("자기 계정은 멈출 수 없습니다."))
    with transaction() as session:
        services.stop_account(session, person, at=clock.now(), by_id=user_id())
    return _back(person, gettext("계정을 멈추었습니다."))


@bp.post("/people/<int:user_id>/reopen")
@guarded(Permission.ADMINISTER, load=queries.person_to_manage)
def reopen(person: User) -> ViewResult:
    """Let the person log in again."""
    with transaction() as session:
        services.reopen_account(session, person, at=clock.now(), by_id=user_id())
    return _back(person, gettext("계정을 다시 열었습니다."))


@bp.get("/system")
@guarded(Permission.ADMINISTER)
def system() -> ViewResult:
    """What answers, what waits, and who did what."""
    session = db.session()
    waiting, given_up = outbox.counts(session)
    entries = queries.audit_page(session, _page())
    return render_template(
        "admin/system.html",
        hub_version=hub().version(),
        labs=outcomes_of_the_week(session, at=clock.now()),
        waiting=waiting,
        given_up=given_up,
        roles=queries.role_counts(session),
        role_names=ROLE_NAMES,
        entries=entries,
        names=queries.names_of_people(session, entries.rows),
        page_href=_page_href("admin.system"),
    )


def _grant_choices() -> list[tuple[str, str]]:
    scopes = queries.scopes_to_grant(db.session())
    return [
        (f"{role}:{kind}:{scope_id}", f"{ROLE_NAMES[role]} · {name or gettext('시 전체')}")
        for role, kinds in ROLE_SCOPES.items()
        if role is not Role.TRAINEE
        for kind in sorted(kinds)
        for scope_id, name in scopes[kind]
    ]


def _grant_form() -> GrantForm:
    """The form with what may be given; a trainee's role comes from enrolment alone."""
    form = GrantForm()
    form.grant.choices = _grant_choices()
    return form


def _person_page(person: User, form: GrantForm) -> str:
    return render_template(
        "admin/person.html",
        person=person,
        form=form,
        role_names=ROLE_NAMES,
        scope_names=queries.scope_names(db.session(), person.role_grants, actor()),
        may_grant=may(actor(), Permission.ADMINISTER),
    )


def _import(data: bytes) -> ImportResult:
    me = actor()
    with transaction() as session:
        return import_file(
            session,
            data,
            at=clock.now(),
            by_id=user_id(),
            may_give=partial(queries.may_give, session, me),
        )


def _import_message(result: ImportResult) -> str:
    added, there = len(result.created), result.n_unchanged
    return str(
        gettext(
            "%(added)s명을 더했습니다. 이미 있던 사람 %(there)s명은 그대로입니다.",
            added=added,
            there=there,
        )
    )


def _page() -> int:
    return request.args.get("page", 1, type=int)


def _page_href(endpoint: str, words: str = "") -> Callable[[int], str]:
    return lambda page: url_for(endpoint, page=page, q=words or None)


def _back(person: User, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for("admin.person", user_id=person.id), code=303)
