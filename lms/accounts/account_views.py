"""A person's own account: how pages look, where they are logged in."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user

from lms import clock, db
from lms.access import Permission
from lms.accounts import services, sessions
from lms.accounts.browser_session import this_session
from lms.accounts.forms import AppearanceForm
from lms.accounts.models import User
from lms.accounts.sessions import BrowserSession
from lms.db import transaction
from lms.web.addresses import client_address
from lms.web.guard import ViewResult, guarded, user_id

bp = Blueprint("account", __name__, template_folder="templates", url_prefix="/account")


@bp.route("/appearance", methods=["GET", "POST"])
@guarded(Permission.ACCOUNT_USE)
def appearance() -> ViewResult:
    """Choose colours and the size of text."""
    form = AppearanceForm(obj=current_user)
    if not form.validate_on_submit():
        page = render_template("accounts/appearance.html", form=form)
        return page, 422 if form.is_submitted() else 200
    with transaction():
        services.change_appearance(_person(), theme=form.theme.data, text_size=form.text_size.data)
    flash(gettext("저장했습니다."), "success")
    return redirect(url_for("account.appearance"), code=303)


@bp.get("/sessions")
@guarded(Permission.ACCOUNT_USE)
def browser_sessions() -> ViewResult:
    """Where the person is logged in."""
    found = sessions.sessions_of(db.session(), user_id(), at=clock.now())
    return render_template("accounts/sessions.html", found=found, here=this_session())


@bp.post("/sessions/<int:session_id>/end")
@guarded(Permission.ACCOUNT_CHANGE, load=sessions.session_to_end)
def end_session(found: BrowserSession) -> ViewResult:
    """Log the person out in one browser."""
    with transaction() as session:
        sessions.end_session(
            session, found.user_id, found.digest, at=clock.now(), address=client_address()
        )
    flash(gettext("그 브라우저에서 로그아웃했습니다."), "success")
    return redirect(url_for("account.browser_sessions"), code=303)


@bp.post("/sessions/end-others")
@guarded(Permission.ACCOUNT_USE)
def end_other_sessions() -> ViewResult:
    """Log the person out everywhere but here."""
    with transaction() as session:
        sessions.end_others(
            session, user_id(), this_session(), at=clock.now(), address=client_address()
        )
    flash(gettext("다른 곳에서 모두 로그아웃했습니다."), "success")
    return redirect(url_for("account.browser_sessions"), code=303)


def _person() -> User:
    person: User = current_user._get_current_object()  # noqa: SLF001  the proxy's only way
    return person
