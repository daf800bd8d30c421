"""The exchange's way for large hand-ins: in pieces, with the headers of the tus protocol."""

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext

from lms import clock, db
from lms.access import Permission, may
from lms.accounts.lab_tokens import user_of_lab_token
from lms.accounts.models import User
from lms.errors import Forbidden, Invalid, TooLarge
from lms.notebooks import queries, services, uploads
from lms.notebooks.exchange_views import receipt_of
from lms.notebooks.upload_models import UnfinishedUpload
from lms.notebooks.uploads import Announced
from lms.storage import blobs
from lms.web.guard import ViewResult, machine

bp = Blueprint("uploads", __name__, url_prefix="/api/exchange/v1")


@bp.post("/courses/<course_id>/assignments/<assignment_id>/uploads")
@machine(user_of_lab_token)
def begin(user: User, course_id: str, assignment_id: str) -> ViewResult:
    """Open an upload, or find the one that was cut; `Upload-Offset` says where to go on."""
    run = queries.run_of_lab(db.session(), user.actor, course_id)
    found = queries.assignment_in(db.session(), run, assignment_id, user.id)
    if not may(user.actor, Permission.RUN_STUDY, found.scope):
        raise Forbidden(gettext("이 과정을 배우는 사람만 제출할 수 있습니다."))
    announced = Announced(
        request.headers.get("Idempotency-Key", ""),
        request.headers.get("X-Content-SHA256", "").lower(),
        _number("Upload-Length"),
    )
    with db.transaction() as session:
        upload = uploads.begin(session, found, user, announced, at=clock.now())
    answer = _state(upload, 201)
    answer.headers["Location"] = url_for("uploads.state", upload_id=upload.id)
    return answer


@bp.get("/uploads/<upload_id>")
@machine(user_of_lab_token)
def state(user: User, upload_id: str) -> ViewResult:
    """How much of an own upload has arrived; HEAD gives the same in its headers."""
    return _state(uploads.own_upload(db.session(), user.id, upload_id, at=clock.now()), 200)


@bp.patch("/uploads/<upload_id>")
@machine(user_of_lab_token)
def add(user: User, upload_id: str) -> ViewResult:
    """Take the piece that begins where the last one ended."""
    start, size = _number("Upload-Offset"), _number("Content-Length")
    if size > uploads.MAX_PIECE_BYTES:
        raise TooLarge(
            gettext(
                "Content-Length: %(size)s, 한 조각의 한도 %(most)s.",
                size=size,
                most=uploads.MAX_PIECE_BYTES,
            )
        )
    data = request.get_data(cache=False)
    with db.transaction() as session:
        upload = uploads.own_upload(session, user.id, upload_id, at=clock.now())
        uploads.add_piece(session, upload, start, data, at=clock.now())
    return _state(upload, 200)


@bp.post("/uploads/<upload_id>/submission")
@machine(user_of_lab_token)
def finish(user: User, upload_id: str) -> ViewResult:
    """Hand in what has arrived whole; what is not what was announced is thrown away.

    It counts as handed in when the upload began: size and hash were fixed then.
    """
    upload = uploads.own_upload(db.session(), user.id, upload_id, at=clock.now())
    found = queries.assignment_in(db.session(), upload.run, upload.assignment.name, user.id)
    if not may(user.actor, Permission.RUN_STUDY, found.scope):
        raise Forbidden(gettext("이 과정을 배우는 사람만 제출할 수 있습니다."))
    data = uploads.whole(db.session(), upload)
    try:
        checked = services.check_upload(data, found.assignment.name, upload.sha256)
    except (Invalid, TooLarge):
        with db.transaction() as session:
            uploads.discard(session, upload_id)
        raise
    with db.transaction() as session:
        submission, is_new = services.submit(
            session, blobs(), found, user, checked, key=upload.key, at=upload.began_at
        )
        uploads.discard(session, upload_id)
    return receipt_of(submission), 201 if is_new else 200


def _state(upload: UnfinishedUpload, status: int) -> Response:
    answer = Response(status=status, mimetype="application/json")
    answer.set_data(f'{{"id": "{upload.id}", "offset": {upload.arrived}}}')
    answer.headers["Upload-Offset"] = str(upload.arrived)
    answer.headers["Upload-Length"] = str(upload.size)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _number(header: str) -> int:
    """A header's number of bytes; raises Invalid naming header and value."""
    words = request.headers.get(header, "")
    if not (words.isascii() and words.isdecimal()) or len(words) > 12:
        raise Invalid(
            gettext(
                "%(header)s: 바이트 수가 아닙니다: '%(words)s'", header=header, words=words[:40]
            )
        )
    return int(words)
