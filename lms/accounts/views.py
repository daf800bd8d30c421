"""Logging in and out, and the person's own page."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext, refresh
from flask_login import current_user

from lms import clock, db
from lms.access import Permission
from lms.accounts import log_in as log_ins
from lms.accounts import password_services, services, throttle
from lms.accounts.browser_session import begin_browser_session, end_browser_session
from lms.accounts.demo import DEMO_PEOPLE
from lms.accounts.forms import ChangePasswordForm, LogInForm, ProfileForm
from lms.accounts.models import User
from lms.accounts.reader import read_again
from lms.db import transaction
from lms.errors import Invalid
from lms.hub import hub
from lms.settings import Settings
from lms.web.addresses import client_address, safe_next
from lms.web.guard import ViewResult, guarded, public
from lms.web.locale import LANGUAGES

bp = Blueprint("accounts", __name__, template_folder="templates")


@bp.route("/login", methods=["GET", "POST"])
@public
def log_in() -> ViewResult:
    """Ask for e-mail and password, and take the person where they wanted to go."""
    onward = safe_next(request.args.get("next"), "/")
    if request.method == "GET" and current_user.is_authenticated and "again" not in request.args:
        return redirect(onward, code=303)
    form = LogInForm()
    if not form.validate_on_submit():
        return _log_in_page(form)
    user = _checked_person(form.email.data, form.password.data)
    if user is None:
        flash(gettext("이메일이나 비밀번호가 맞지 않습니다."), "danger")
        return _log_in_page(form)
    begin_browser_session(user)
    return redirect(onward, code=303)


@bp.post("/logout")
@guarded(Permission.ACCOUNT_USE)
def log_out() -> ViewResult:
    """End this session, and the Hub's too if this browser was let in there.

    The Hub keeps a cookie of its own; on a shared computer the next person
    would find the lab open. It leads back here by `/oauth/logout`.
    """
    was_at_hub = end_browser_session()
    if was_at_hub and hub().version() is not None:
        settings: Settings = current_app.extensions["settings"]
        return redirect(f"{settings.hub_public_url}/hub/logout", code=303)
    return redirect(url_for("accounts.log_in"), code=303)


@bp.get("/account")
@guarded(Permission.ACCOUNT_USE)
def account() -> ViewResult:
    """The person's own page."""
    return _profile_page(ProfileForm(obj=current_user))


@bp.post("/account")
@guarded(Permission.ACCOUNT_USE)
def change_profile() -> ViewResult:
    """Change the person's names, language and time zone."""
    form = ProfileForm()
    if not form.validate_on_submit():
        return _profile_page(form)
    with transaction() as session:
        services.change_profile(session, _person(), form.profile, at=clock.now())
    read_again()
    refresh()
    flash(gettext("저장했습니다."), "success")
    return redirect(url_for("accounts.account"), code=303)


@bp.post("/language")
@public
def choose_language() -> ViewResult:
    """Remember the language: in the profile of who is logged in, else in this browser."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        raise Invalid
    if current_user.is_authenticated:
        with transaction() as session:
            services.choose_language(session, _person(), wanted, at=clock.now())
    cookie["language"] = wanted
    cookie.pop("lesson_language", None)
    return redirect(safe_next(request.form.get("next"), "/"), code=303)


@bp.get("/account/password")
@guarded(Permission.ACCOUNT_USE)
def password() -> ViewResult:
    """Where a person changes their password."""
    return _password_page(ChangePasswordForm(_person()))


@bp.post("/account/password")
@guarded(Permission.ACCOUNT_USE)
def change_password() -> ViewResult:
    """Change the password; other browsers are logged out, this one stays."""
    person, address = _person(), client_address()
    with transaction() as session:
        throttle.begin_try(session, person.email, address, at=clock.now())
    form = ChangePasswordForm(person)
    if not form.validate_on_submit():
        return _password_page(form)
    with transaction() as session:
        password_services.change_password(
            session,
            person,
            old=form.old.data,
            new=form.new.data,
            at=clock.now(),
            address=address,
        )
        throttle.forgive(session, person.email, address)
    begin_browser_session(person)
    flash(gettext("비밀번호를 바꿨습니다. 다른 곳의 로그인은 모두 끝났습니다."), "success")
    return redirect(url_for("accounts.password"), code=303)


def _person() -> User:
    person: User = current_user.record
    return person


def _checked_person(email: str, password: str) -> User | None:
    """The person, after a counted try and with a line in the audit trail either way."""
    address = client_address()
    with transaction() as session:
        throttle.begin_try(session, email, address, at=clock.now())
    user = log_ins.person_with_password(db.session(), email, password)
    with transaction() as session:
        if user is None:
            log_ins.record_failure(session, email, address=address, at=clock.now())
        else:
            log_ins.record_log_in(session, user, password, address=address, at=clock.now())
    return user


def _log_in_page(form: LogInForm) -> tuple[str, int]:
    settings: Settings = current_app.extensions["settings"]
    people = DEMO_PEOPLE if settings.is_demo else ()
    page = render_template("accounts/log_in.html", form=form, demo_people=people)
    return page, 422 if form.is_submitted() else 200


def _profile_page(form: ProfileForm) -> tuple[str, int]:
    page = render_template("accounts/account.html", profile=form)
    return page, 422 if request.method == "POST" else 200


def _password_page(form: ChangePasswordForm) -> tuple[str, int]:
    page = render_template("accounts/password.html", password=form)
    return page, 422 if request.method == "POST" else 200
