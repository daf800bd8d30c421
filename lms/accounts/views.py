"""Logging in and out."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import login_user, logout_user

from lms import db
from lms.access import Permission
from lms.accounts.forms import LogInForm
from lms.accounts.passwords import is_password
from lms.accounts.queries import user_by_email
from lms.web.addresses import safe_next
from lms.web.guard import ViewResult, guarded, public

bp = Blueprint("accounts", __name__, template_folder="templates")


@bp.route("/login", methods=["GET", "POST"])
@public
def log_in() -> ViewResult:
    """Ask for e-mail and password, and take the person where they wanted to go."""
    form = LogInForm()
    if not form.validate_on_submit():
        return render_template("accounts/log_in.html", form=form)
    user = user_by_email(db.session(), form.email.data)
    if not is_password(user.password_hash if user else None, form.password.data) or user is None:
        flash(gettext("이메일이나 비밀번호가 맞지 않습니다."), "danger")
        return render_template("accounts/log_in.html", form=form), 422
    session.permanent = True
    login_user(user)
    return redirect(safe_next(request.args.get("next"), "/"), code=303)


@bp.post("/logout")
@guarded(Permission.ACCOUNT_USE)
def log_out() -> ViewResult:
    """End this session."""
    logout_user()
    return redirect(url_for("accounts.log_in"), code=303)


@bp.get("/account")
@guarded(Permission.ACCOUNT_USE)
def account() -> ViewResult:
    """The person's own page."""
    return render_template("accounts/account.html")
