"""What people decide of editions: that one is to be what readers see, or is put away."""

from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import db
from lms.errors import Conflict
from lms.publishing.models import WORK_JOB, Edition, EditionState
from lms.publishing.notes import record
from lms.queue import wake_after_commit


class NotReadable(Conflict):
    """The edition is not checked yet, has errors, or was put away."""

    code = "edition_not_readable"


class AlreadyPublishing(Conflict):
    """Another edition of the course is being published just now."""

    code = "already_publishing"


class IsPublished(Conflict):
    """What readers see or saw cannot be put away."""

    code = "edition_is_published"


def ask_to_publish(
    session: Session, edition: Edition, *, at: datetime, by_id: int, address: str | None
) -> None:
    """Have the worker make this edition, new or earlier, what readers see.

    Raises NotReadable and AlreadyPublishing.
    """
    db.lock(session, edition.course)
    session.refresh(edition, ["state", "revision_id"])
    if edition.state is EditionState.PUBLISHING:
        return
    if not edition.is_readable:
        raise NotReadable(gettext("오류가 있거나 아직 확인하지 않은 버전입니다."))
    busy = select(Edition.number).where(
        Edition.course_id == edition.course_id, Edition.state == EditionState.PUBLISHING
    )
    if session.scalar(busy) is not None:
        raise AlreadyPublishing(gettext("다른 버전을 게시하고 있습니다. 잠시 뒤 다시 해 주세요."))
    edition.state = EditionState.PUBLISHING
    edition.published_by_id, edition.tries, edition.lease_until = by_id, 0, None
    record(session, "edition.ask_to_publish", edition, at=at, by_id=by_id, address=address)
    wake_after_commit(session, WORK_JOB, edition.id)


def discard(
    session: Session, edition: Edition, *, at: datetime, by_id: int, address: str | None
) -> None:
    """Put an edition away that readers never saw; raises IsPublished."""
    db.lock(session, edition.course)
    session.refresh(edition, ["state"])
    if edition.published_at is not None or edition.state is EditionState.PUBLISHING:
        raise IsPublished(gettext("게시한 적이 있는 버전은 지울 수 없습니다."))
    edition.state = EditionState.DISCARDED
    record(session, "edition.discard", edition, at=at, by_id=by_id, address=address)
