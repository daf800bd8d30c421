"""A person's own account: how pages look, where they are logged in, and their data."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import Session

from lms import clock, db, outbox
from lms.access import Permission
from lms.accounts import erasure, exports, services, sessions
from lms.accounts.browser_session import this_session
from lms.accounts.erasure import DeletionRequest
from lms.accounts.exports import DataExport
from lms.accounts.forms import AppearanceForm, DeletionForm
from lms.accounts.models import User
from lms.accounts.sessions import BrowserSession
from lms.db import transaction
from lms.storage import blobs
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


@bp.get("/data")
@guarded(Permission.ACCOUNT_USE)
def data() -> ViewResult:
    """What a person may have of their data, and how they leave."""
    return _data_page(DeletionForm())


@bp.post("/data/exports")
@guarded(Permission.ACCOUNT_USE)
def ask_for_export() -> ViewResult:
    """Have a ZIP of all the person's data made."""
    with transaction() as session:
        exports.ask_for_export(session, _person(), at=clock.now(), address=client_address())
    return redirect(url_for("account.data"), code=303)


@bp.get("/data/exports/<int:export_id>")
@guarded(Permission.ACCOUNT_CHANGE, load=exports.export_to_download)
def download_export(export: DataExport) -> ViewResult:
    """The finished ZIP, for its person alone."""
    with transaction() as session:
        exports.note_download(session, export, at=clock.now(), address=client_address())
    response = Response(blobs().chunks(str(export.blob)), mimetype="application/zip")
    response.content_length = export.size or 0
    name = f"baeum-{_person().hub_name}-{export.requested_at:%Y%m%d}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.post("/deletion")
@guarded(Permission.ACCOUNT_USE)
def ask_for_deletion() -> ViewResult:
    """Ask to be forgotten in two weeks."""
    form = DeletionForm()
    if not form.validate_on_submit():
        return _data_page(form)
    with transaction() as session:
        wish = erasure.ask_for_deletion(
            session, _person(), form.reason.data, at=clock.now(), address=client_address()
        )
        _tell_by_mail(session, wish)
    flash(gettext("삭제를 요청했습니다. 그때까지 언제든지 거둘 수 있습니다."), "success")
    return redirect(url_for("account.data"), code=303)


@bp.post("/deletion/<int:request_id>/withdraw")
@guarded(Permission.ACCOUNT_CHANGE, load=erasure.deletion_to_change)
def withdraw_deletion(wish: DeletionRequest) -> ViewResult:
    """Take the wish to be forgotten back."""
    with transaction() as session:
        erasure.withdraw_deletion(session, wish, at=clock.now(), address=client_address())
    flash(gettext("삭제 요청을 거두었습니다."), "success")
    return redirect(url_for("account.data"), code=303)


def _data_page(form: DeletionForm) -> tuple[str, int]:
    session, now = db.session(), clock.now()
    found = exports.exports_of(session, user_id(), at=now)
    page = render_template(
        "accounts/data.html",
        form=form,
        exports=found,
        now=now,
        is_waiting=any(export.is_waiting(now) for export in found),
        wish=erasure.open_request_of(session, user_id()),
    )
    return page, 422 if form.is_submitted() else 200


def _tell_by_mail(session: Session, wish: DeletionRequest) -> None:
    text = render_template("accounts/deletion_mail.txt", person=_person(), wish=wish)
    subject = gettext("배움 계정 삭제 요청을 받았습니다")
    payload = {"to": _person().email, "subject": subject, "text": text}
    outbox.put(session, "mail", payload, at=clock.now())


def _person() -> User:
    person: User = current_user.record
    return person
