"""The bell, the list of notices, and the choice of mails."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from lms import clock, db
from lms.access import Permission
from lms.db import transaction
from lms.notices import queries, services
from lms.notices.forms import ChoicesForm
from lms.notices.models import Notice
from lms.notices.words import KINDS, words_of_notice
from lms.web.guard import ViewResult, actor, guarded, user_id

bp = Blueprint("notices", __name__, template_folder="templates")
bp.add_app_template_filter(words_of_notice, "notice_words")


@bp.app_template_global()
def n_unread_notices() -> int:
    """What the bell shows."""
    me = actor().user_id
    try:
        return 0 if me is None else queries.n_unread(me)
    except SQLAlchemyError:  # the page that says that the database fails has a bell, too
        return 0


@bp.get("/notices")
@guarded(Permission.ACCOUNT_USE)
def notices() -> ViewResult:
    """What the person was told, the newest first."""
    page = request.args.get("page", 1, type=int)
    return render_template(
        "notices/notices.html",
        found=queries.notices_of(db.session(), user_id(), page=page),
        kinds=KINDS,
    )


@bp.post("/notices/<int:notice_id>/open")
@guarded(Permission.ACCOUNT_CHANGE, load=queries.notice_to_open)
def open_notice(notice: Notice) -> ViewResult:
    """Mark the notice read and go where it leads."""
    with transaction():
        services.read(notice, at=clock.now())
    return redirect(notice.link, code=303)


@bp.post("/notices/<int:notice_id>/read")
@guarded(Permission.ACCOUNT_CHANGE, load=queries.notice_to_open)
def mark(notice: Notice) -> ViewResult:
    """Mark the notice read, or (`undo`) unread again, and stay."""
    with transaction():
        if "undo" in request.form:
            services.mark_unread(notice)
        else:
            services.read(notice, at=clock.now())
    return _back()


@bp.post("/notices/read")
@guarded(Permission.ACCOUNT_USE)
def read_all() -> ViewResult:
    """Mark everything read."""
    with transaction() as session:
        services.read_all(session, user_id(), at=clock.now())
    flash(gettext("모든 알림을 읽음으로 표시했습니다."), "success")
    return _back()


@bp.route("/account/notices", methods=["GET", "POST"])
@guarded(Permission.ACCOUNT_USE)
def choices() -> ViewResult:
    """Choose when each kind of notice also comes by mail."""
    present = queries.choices_of(db.session(), user_id())
    form = ChoicesForm(data={kind.value: mail.value for kind, mail in present.items()})
    if not form.validate_on_submit():
        page = render_template("notices/choices.html", form=form)
        return page, 422 if form.is_submitted() else 200
    with transaction() as session:
        services.choose(session, user_id(), form.choices)
    flash(gettext("알림 메일을 받는 방법을 저장했습니다."), "success")
    return redirect(url_for("notices.choices"), code=303)


def _back() -> Response:
    page = request.form.get("page", 1, type=int)
    return redirect(url_for("notices.notices", page=page if page > 1 else None), code=303)
