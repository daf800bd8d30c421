"""Forgotten passwords, and the mail folder of a demo installation."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext

from lms import clock, db, mail
from lms.accounts import password_services as services
from lms.accounts import throttle
from lms.accounts.forms import ForgotPasswordForm, ResetPasswordForm
from lms.db import transaction
from lms.errors import NotFound
from lms.settings import Settings
from lms.web.addresses import client_address
from lms.web.guard import ViewResult, public

bp = Blueprint("passwords", __name__, template_folder="templates")


@bp.route("/password/forgot", methods=["GET", "POST"])
@public
def ask_for_reset() -> ViewResult:
    """Have a link mailed, and say the same to everyone."""
    form = ForgotPasswordForm()
    if not form.validate_on_submit():
        page = render_template("accounts/forgot_password.html", form=form)
        return page, 422 if form.is_submitted() else 200
    with transaction() as session:
        throttle.count_mail_wish(session, form.email.data, client_address(), at=clock.now())
        services.ask_for_reset(session, form.email.data, at=clock.now())
    return render_template(
        "accounts/reset_mail_sent.html", email=form.email.data, is_demo=_settings().is_demo
    )


@bp.route("/password/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ViewResult:
    """Set a new password with the link from the mail."""
    found = services.find_reset(db.session(), token, at=clock.now())
    if found is None:
        return render_template("accounts/reset_over.html"), 404
    form = ResetPasswordForm(found.user)
    if not form.validate_on_submit():
        page = render_template("accounts/reset_password.html", form=form, email=found.user.email)
        return page, 422 if form.is_submitted() else 200
    with transaction() as session:
        services.reset_password(
            session, found, form.new.data, at=clock.now(), address=client_address()
        )
    flash(gettext("비밀번호를 바꿨습니다. 새 비밀번호로 로그인해 주세요."), "success")
    return redirect(url_for("accounts.log_in"), code=303)


@bp.get("/demo/mail")
@public
def demo_mail() -> ViewResult:
    """The mails that a demo installation keeps instead of sending them."""
    settings = _settings()
    if not settings.is_demo:
        raise NotFound
    mails = list(mail.newest(mail.folder(settings)))
    return render_template("accounts/demo_mail.html", mails=mails)


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
