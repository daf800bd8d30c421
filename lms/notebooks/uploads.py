"""Hand-ins that come in pieces: a line that is cut costs a piece, not the whole.

The steps are those of the tus protocol: begin, ask how much arrived, add at that place.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lms import db
from lms.accounts.models import User
from lms.errors import Invalid, NotFound, TooLarge, TooManyRequests
from lms.notebooks.archives import MAX_ARCHIVE_BYTES
from lms.notebooks.errors import KeyReused, WrongPlace
from lms.notebooks.models import Submission
from lms.notebooks.queries import AssignmentInRun, work_on
from lms.notebooks.services import demand_open
from lms.notebooks.upload_models import UnfinishedUpload, UploadPiece

KEPT = timedelta(hours=24)
MAX_PIECE_BYTES = 4 * 1024 * 1024
MAX_UNFINISHED = 3
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Announced:
    """What an upload will be, as its lab says when it begins."""

    key: str
    sha256: str
    size: int


def begin(
    session: Session, found: AssignmentInRun, user: User, announced: Announced, *, at: datetime
) -> UnfinishedUpload:
    """Open an upload; the same announcement again finds the one that is on its way.

    Raises Invalid or TooLarge for a size or hash that cannot be, NotOpen, Closed or
    AttemptsUsed as handing in would, KeyReused, or TooManyRequests for too many at once.
    """
    _demand_possible(announced)
    db.lock(session, user)
    known = _known(session, user.id, announced.key)
    if known is not None:
        _demand_same(known, found, announced)
        return known
    if not _was_handed_in(session, user.id, announced.key):
        demand_open(found.window, work_on(session, user.id, found).n_used, at)
    if _n_unfinished(session, user.id, at) >= MAX_UNFINISHED:
        raise TooManyRequests(gettext("끝나지 않은 제출이 너무 많습니다. 잠시 뒤 다시 해 주세요."))
    upload = UnfinishedUpload(
        id=secrets.token_hex(16),
        user_id=user.id,
        run=found.run,
        assignment=found.assignment,
        key=announced.key,
        sha256=announced.sha256,
        size=announced.size,
        began_at=at,
        expires_at=at + KEPT,
    )
    session.add(upload)
    session.flush()
    return upload


def own_upload(session: Session, user_id: int, upload_id: str, *, at: datetime) -> UnfinishedUpload:
    """The person's upload with this id; raises NotFound, also for one that has expired."""
    upload = session.get(UnfinishedUpload, upload_id)
    if upload is None or upload.user_id != user_id or upload.expires_at <= at:
        raise NotFound
    return upload


def add_piece(
    session: Session, upload: UnfinishedUpload, start: int, data: bytes, *, at: datetime
) -> int:
    """Add a piece at the place up to which all has arrived; returns how much is there then.

    Raises WrongPlace, naming the right one, for a piece that came before or skips some,
    TooLarge for one that leads beyond the size that was told.
    """
    db.lock(session, upload)
    if start != upload.arrived:
        raise WrongPlace(
            gettext(
                "Upload-Offset: 보낸 값 %(sent)s, 여기까지 받은 값 %(here)s.",
                sent=start,
                here=upload.arrived,
            )
        )
    if start + len(data) > upload.size:
        raise TooLarge(
            gettext(
                "조각의 끝 %(end)s, 처음에 알린 크기 %(size)s. 조각이 넘칩니다.",
                end=start + len(data),
                size=upload.size,
            )
        )
    if data:
        session.add(UploadPiece(upload_id=upload.id, start=start, data=data))
        upload.arrived = start + len(data)
    upload.expires_at = at + KEPT
    session.flush()
    return upload.arrived


def whole(session: Session, upload: UnfinishedUpload) -> bytes:
    """All bytes of an upload; raises WrongPlace while some are missing."""
    if upload.arrived != upload.size:
        raise WrongPlace(
            gettext(
                "아직 다 오지 않았습니다: 받은 값 %(here)s, 전체 %(size)s.",
                here=upload.arrived,
                size=upload.size,
            )
        )
    pieces = select(UploadPiece.data).where(UploadPiece.upload_id == upload.id)
    return b"".join(session.scalars(pieces.order_by(UploadPiece.start)))


def discard(session: Session, upload_id: str) -> None:
    """Forget an upload and its pieces; forgetting twice is harmless."""
    session.execute(delete(UploadPiece).where(UploadPiece.upload_id == upload_id))
    session.execute(delete(UnfinishedUpload).where(UnfinishedUpload.id == upload_id))


def forget_expired(session: Session, *, at: datetime) -> None:
    """Drop the uploads that nobody went on with."""
    expired = select(UnfinishedUpload.id).where(UnfinishedUpload.expires_at <= at)
    for upload_id in list(session.scalars(expired)):
        discard(session, upload_id)


def forget_person(session: Session, user_id: int) -> None:
    """Drop whatever the person had on its way."""
    own = select(UnfinishedUpload.id).where(UnfinishedUpload.user_id == user_id)
    for upload_id in list(session.scalars(own)):
        discard(session, upload_id)


def _demand_possible(announced: Announced) -> None:
    if not 1 <= len(announced.key) <= 100:
        raise Invalid(gettext("Idempotency-Key 머리말이 필요합니다."))
    if not _SHA256.fullmatch(announced.sha256):
        raise Invalid(gettext("X-Content-SHA256 머리말: 64자리 16진수가 필요합니다."))
    if announced.size < 1:
        raise Invalid(
            gettext("Upload-Length: %(size)s바이트는 보낼 것이 없습니다.", size=announced.size)
        )
    if announced.size > MAX_ARCHIVE_BYTES:
        raise TooLarge(
            gettext(
                "Upload-Length: %(size)s, 받을 수 있는 크기 %(most)s.",
                size=announced.size,
                most=MAX_ARCHIVE_BYTES,
            )
        )


def _known(session: Session, user_id: int, key: str) -> UnfinishedUpload | None:
    query = select(UnfinishedUpload).where(
        UnfinishedUpload.user_id == user_id, UnfinishedUpload.key == key
    )
    return session.scalar(query)


def _demand_same(known: UnfinishedUpload, found: AssignmentInRun, announced: Announced) -> None:
    before = (known.run_id, known.assignment_id, known.sha256, known.size)
    now = (found.run.id, found.assignment.id, announced.sha256, announced.size)
    if before != now:
        raise KeyReused(gettext("같은 제출 번호로 다른 내용이 왔습니다."))


def _was_handed_in(session: Session, user_id: int, key: str) -> bool:
    query = select(Submission.id).where(
        Submission.user_id == user_id, Submission.idempotency_key == key
    )
    return session.scalar(query) is not None


def _n_unfinished(session: Session, user_id: int, at: datetime) -> int:
    query = select(func.count()).where(
        UnfinishedUpload.user_id == user_id, UnfinishedUpload.expires_at > at
    )
    return session.scalar(query) or 0
