"""Uploading a notebook as an answer: kept whole, refused where it can be none."""

from datetime import datetime

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessments.notebooks import BadNotebook
from assessments.notebooks.cells import read_notebook
from lms import db
from lms.errors import Invalid, TooLarge, TooManyRequests
from lms.exams.errors import AttemptClosed
from lms.exams.models import AttemptItem
from lms.exams.upload_models import TaskUpload
from lms.storage import BlobStore

MOST_BYTES = 5_000_000
MOST_UPLOADS = 100


def take_notebook(
    session: Session, storage: BlobStore, place: AttemptItem, data: bytes, *, at: datetime
) -> TaskUpload:
    """Keep an uploaded notebook; the same file again is the same upload.

    Raises TooLarge or Invalid for what is no notebook, AttemptClosed once no answer is
    taken any more, TooManyRequests after very many files.
    """
    _refuse_unfit(data)
    db.lock(session, place.attempt)
    if place.attempt.is_over(at):
        raise AttemptClosed(gettext("시험 시간이 끝났습니다."))
    sha256 = storage.put(data)
    uploads = select(TaskUpload).where(TaskUpload.attempt_item_id == place.id)
    if (known := session.scalar(uploads.where(TaskUpload.sha256 == sha256))) is not None:
        return known
    n_before = session.scalar(select(func.count()).select_from(uploads.subquery())) or 0
    if n_before >= MOST_UPLOADS:
        raise TooManyRequests(gettext("이 문항에 올린 파일이 너무 많습니다."))
    upload = TaskUpload(attempt_item_id=place.id, sha256=sha256, size=len(data), uploaded_at=at)
    session.add(upload)
    session.flush()
    return upload


def _refuse_unfit(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        megabytes = MOST_BYTES // 1_000_000
        reason = gettext("노트북은 %(most)sMB까지 올릴 수 있습니다.", most=megabytes)
        raise TooLarge(reason)
    try:
        read_notebook(data)
    except BadNotebook as error:
        reason = gettext("주피터 노트북(.ipynb)으로 읽을 수 없습니다.")
        raise Invalid(reason, {"file": str(error)}) from error
